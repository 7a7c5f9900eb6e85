// What a create or churn phase makes: a manifest, found, checked and marked.

import { NAMESPACE_PREFIX } from "../labels.ts";
import { objectTemplate, replicasOf } from "../manifest.ts";
import type { Path } from "../problems.ts";
import { isManifestPath, kindOfProfile } from "../profiles.ts";
import type { TemplateText } from "../schema/phase.ts";
import type { Template } from "../types.ts";
import { type ResolveContext, findManifest } from "./context.ts";
import { resourceOf } from "./resource.ts";

export const WORKLOADS = ["Deployment", "ReplicaSet", "Job"];

/** The template, or undefined after telling of what is wrong with it. */
export function resolveTemplate(
  text: TemplateText,
  path: Path,
  context: ResolveContext,
): Template | undefined {
  const kind = text.kind ?? impliedKind(text);
  const found = findManifest(
    { kind, profile: text.profile, manifest: text.manifest },
    path,
    context,
  );
  if (!found) return undefined;
  const { manifest } = found;
  const at: Path = [...path, text.manifest ? "manifest" : text.profile ? "profile" : "kind"];
  const resource = resourceOf(manifest, text);
  if (!resource) {
    context.problems.add({
      path: at,
      message: "the manifest has no apiVersion and kind",
      hint: "begin it with for example apiVersion: v1, kind: Pod",
    });
    return undefined;
  }
  if (!fits(text, resource.kind, at, path, context)) return undefined;
  const replicas = text.replicas ?? replicasOf(manifest);
  return {
    kind: resource.kind,
    resource,
    profile: found.profile,
    manifest: objectTemplate(manifest, {
      namespaced: resource.namespaced,
      isolated: context.isolated,
      replicas: text.replicas,
    }),
    namespaces: resource.namespaced ? namespaces(context.scenarioName, text.namespaces) : [],
    replicas: WORKLOADS.includes(resource.kind) ? replicas : 1,
  };
}

function fits(
  text: TemplateText,
  kind: string,
  at: Path,
  path: Path,
  { problems }: ResolveContext,
): boolean {
  if (text.kind !== undefined && text.kind !== kind) {
    problems.add({
      path: at,
      message: `the manifest is of kind ${kind}, not ${text.kind}`,
      hint: "make the two the same, or leave kind out",
    });
    return false;
  }
  if (kind === "Node") {
    problems.add({
      path: at,
      message: "nodes are not created by create",
      hint: "use addNodes: { count: 10 }, or nodes",
    });
    return false;
  }
  if (text.replicas !== undefined && !WORKLOADS.includes(kind)) {
    problems.add({
      path: [...path, "replicas"],
      message: `a ${kind} has no replicas`,
      hint: `remove it, or create a ${WORKLOADS.join(", ")}`,
      at: "key",
    });
    return false;
  }
  return true;
}

function impliedKind(text: TemplateText): string {
  const kind = text.manifest?.["kind"];
  if (typeof kind === "string") return kind;
  if (text.profile === undefined || isManifestPath(text.profile)) return "Pod";
  return kindOfProfile(text.profile) ?? "Pod";
}

/** The scenario's own namespaces; phases share them, for their objects' names differ. */
function namespaces(scenario: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${NAMESPACE_PREFIX}${scenario}-${index}`);
}
