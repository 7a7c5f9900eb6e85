// From a path to what it names. Split and looked up, not matched against patterns: the table of resources is the router.

import type { Registry, ServedResource } from "../../registry/registry.ts";

export type Route =
  | { readonly kind: "resource"; readonly target: Target; readonly watchPath: boolean }
  | { readonly kind: "fixed"; readonly segments: readonly string[] };

export interface Target {
  readonly resource: ServedResource;
  /** Empty: cluster-scoped, or all namespaces. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource, as in a proxied path; without a leading slash. */
  readonly rest: string;
}

/** The target of `path`, which starts with a slash and has no query; paths of no resource are "fixed". */
export function routeOf(registry: Registry, path: string): Route {
  const segments = path.split("/");
  segments.shift();
  if (path.includes("%"))
    for (const [at, text] of segments.entries()) segments[at] = unescapeSegment(text);
  const [root] = segments;
  const start = root === "api" ? 2 : root === "apis" ? 3 : Infinity;
  if (segments.length <= start) return { kind: "fixed", segments };
  const apiVersion = root === "api" ? segments[1]! : `${segments[1]}/${segments[2]}`;
  const resources = registry.resourcesOf(apiVersion);
  const watchPath = segments[start] === "watch";
  const target = resources && targetOf(resources, segments, watchPath ? start + 1 : start);
  return target ? { kind: "resource", target, watchPath } : { kind: "fixed", segments };
}

function targetOf(
  resources: ReadonlyMap<string, ServedResource>,
  segments: readonly string[],
  start: number,
): Target | undefined {
  const inNamespace = segments[start] === "namespaces" && segments.length > start + 2;
  if (inNamespace) {
    const [namespace, plural] = [segments[start + 1]!, segments[start + 2]!];
    const resource = resources.get(plural);
    if (resource?.info.namespaced) return named(resource, namespace, segments, start + 3);
    if (plural !== "status" && plural !== "finalize") return undefined;
  }
  const resource = resources.get(segments[start] ?? "");
  if (!resource) return undefined;
  // A namespaced object cannot be named without its namespace.
  if (resource.info.namespaced && (segments[start + 1] ?? "") !== "") return undefined;
  return named(resource, "", segments, start + 1);
}

function named(
  resource: ServedResource,
  namespace: string,
  segments: readonly string[],
  start: number,
): Target {
  const [name = "", subresource = ""] = [segments[start], segments[start + 1]];
  return { resource, namespace, name, subresource, rest: segments.slice(start + 2).join("/") };
}

function unescapeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
