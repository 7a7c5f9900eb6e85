// Which resource a kind is served as: from the table of built-in ones, else from the server's discovery.

import { type Resource, builtinResources } from "../kube/index.ts";
import type { Client } from "./client.ts";
import { ApiError } from "./error.ts";

interface DiscoveredResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export class ResourceFinder {
  private readonly found = new Map<string, Resource>();

  constructor(private readonly client: Client) {}

  /** Rejects with ApiError: 404 when the server has no such kind, which may change when it is installed. */
  async find(apiVersion: string, kind: string): Promise<Resource> {
    const key = `${apiVersion}/${kind}`;
    const known = this.found.get(key);
    if (known) return known;
    const slash = apiVersion.indexOf("/");
    const group = slash < 0 ? "" : apiVersion.slice(0, slash);
    const version = apiVersion.slice(slash + 1);
    const resource = builtin(group, version, kind) ?? (await this.discover(group, version, kind));
    this.found.set(key, resource);
    return resource;
  }

  private async discover(group: string, version: string, kind: string): Promise<Resource> {
    const path = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const text = await this.client.text({ method: "GET", path });
    const { resources } = JSON.parse(text) as { resources: readonly DiscoveredResource[] };
    const entry = resources.find(({ name, kind: found }) => found === kind && !name.includes("/"));
    if (!entry) throw new ApiError(404, "NotFound", `the server has no ${kind} in ${path}`);
    return { group, version, plural: entry.name, kind, namespaced: entry.namespaced };
  }
}

function builtin(group: string, version: string, kind: string): Resource | undefined {
  const info = builtinResources().find(
    (entry) => entry.group === group && entry.version === version && entry.kind === kind,
  );
  if (!info) return undefined;
  return { group, version, plural: info.plural, kind, namespaced: info.namespaced };
}
