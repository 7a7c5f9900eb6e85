// Where objects of a manifest live: the built-in table, or a guess for custom resources.

import { type Resource, resources } from "../../kube/index.ts";
import type { Manifest } from "../manifest.ts";
import type { TemplateText } from "../schema/phase.ts";

/** The manifest's resource; the plural of a custom one is guessed as kubectl does unless it is given. */
export function resourceOf(
  manifest: Manifest,
  text: Pick<TemplateText, "plural" | "namespaced">,
): Resource | undefined {
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const parts = apiVersion.split("/");
  const [group, version] = parts.length === 2 ? parts : ["", apiVersion];
  if (!version || parts.length > 2) return undefined;
  const known = Object.values<Resource>(resources).find(
    (resource) =>
      resource.kind === kind && resource.group === group && resource.version === version,
  );
  if (known) return known;
  return {
    group: group ?? "",
    version,
    kind,
    plural: text.plural ?? pluralOf(kind),
    namespaced: text.namespaced,
  };
}

function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
