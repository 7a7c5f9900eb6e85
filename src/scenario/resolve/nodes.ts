// Node groups, of the start and of addNodes.

import { nodeTemplate } from "../manifest.ts";
import type { Path } from "../problems.ts";
import type { NodeGroupText } from "../schema/nodes.ts";
import type { NodeGroup } from "../types.ts";
import { type ResolveContext, findManifest } from "./context.ts";

/** `fallbackName` names the nodes where the group does not. */
export function resolveNodeGroup(
  text: NodeGroupText,
  path: Path,
  fallbackName: string,
  context: ResolveContext,
): NodeGroup | undefined {
  const found = findManifest(
    { kind: "Node", profile: text.profile, manifest: text.manifest },
    path,
    context,
  );
  if (!found) return undefined;
  if (found.manifest["kind"] !== "Node") {
    context.problems.add({
      path: [...path, text.manifest ? "manifest" : "profile"],
      message: "the manifest is not of kind Node",
      hint: "begin it with apiVersion: v1, kind: Node",
    });
    return undefined;
  }
  const { lease } = text;
  if (lease.duration < 1000 || lease.renew <= 0 || lease.renew >= lease.duration) {
    context.problems.add({
      path: [...path, "lease"],
      message: "a lease must last at least 1s and be renewed before it ends",
      hint: "the kubelet's is { duration: 40s, renew: 10s }",
    });
    return undefined;
  }
  const taints = text.taints.map(({ key, value, effect }) =>
    value === undefined ? { key, effect } : { key, value, effect },
  );
  return {
    count: text.count,
    name: text.name ?? fallbackName,
    profile: found.profile,
    manifest: nodeTemplate(found.manifest, { labels: text.labels, taints }, context.isolated),
    zones: text.zones,
    labels: text.labels,
    taints,
    lease: { durationSeconds: Math.round(lease.duration / 1000), renewMs: lease.renew },
    inFlight: text.inFlight,
  };
}
