// What this server serves, in the two forms clients ask for: one document a group version, or everything at once.
// Both are made once for each state of the registry.

import type { Registry, ServedResource } from "../../registry/registry.ts";
import type { Api } from "../http/call.ts";
import { jsonReply, type HttpRequest, type Reply } from "../http/http.ts";

const AGGREGATED_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

interface Documents {
  readonly revision: number;
  readonly byPath: ReadonlyMap<string, string>;
  readonly aggregated: ReadonlyMap<string, string>;
}

const remembered = new WeakMap<Registry, Documents>();

/** The document at `/api…` or `/apis…`; undefined where there is none. */
export function discoveryReply(
  api: Api,
  request: HttpRequest,
  segments: readonly string[],
): Reply | undefined {
  let documents = remembered.get(api.registry);
  if (documents?.revision !== api.registry.revision) {
    documents = makeDocuments(api.registry);
    remembered.set(api.registry, documents);
  }
  const path = `/${segments.filter(Boolean).join("/")}`;
  const aggregated = wantsAggregated(request.header("accept"))
    ? documents.aggregated.get(path)
    : undefined;
  if (aggregated !== undefined)
    return {
      status: 200,
      contentType: AGGREGATED_TYPE,
      body: aggregated,
      headers: { vary: "Accept" },
    };
  if (path === "/api") return jsonReply(200, apiVersions(request.header("host")));
  const legacy = documents.byPath.get(path);
  return legacy === undefined ? undefined : jsonReply(200, legacy);
}

/** Where clients of any address find the core group: here. */
function apiVersions(serverAddress = ""): string {
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress }];
  return JSON.stringify({ kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs });
}

function wantsAggregated(accept: string | undefined): boolean {
  return (
    accept !== undefined && accept.includes("as=APIGroupDiscoveryList") && accept.includes("v=v2")
  );
}

interface Group {
  readonly name: string;
  readonly versions: readonly {
    readonly apiVersion: string;
    readonly version: string;
    readonly resources: readonly ServedResource[];
  }[];
}

function makeDocuments(registry: Registry): Documents {
  const groups = groupsOf(registry);
  const byPath = new Map<string, string>();
  const named = groups.filter(({ name }) => name !== "");
  byPath.set(
    "/apis",
    JSON.stringify({ kind: "APIGroupList", apiVersion: "v1", groups: named.map(apiGroup) }),
  );
  for (const group of groups) {
    if (group.name !== "")
      byPath.set(
        `/apis/${group.name}`,
        JSON.stringify({ kind: "APIGroup", apiVersion: "v1", ...apiGroup(group) }),
      );
    for (const { apiVersion, resources } of group.versions) {
      const list = {
        kind: "APIResourceList",
        // The oldest of them is from before there were versions of it.
        ...(group.name !== "" && { apiVersion: "v1" }),
        groupVersion: apiVersion,
        resources: resources.flatMap(apiResources),
      };
      byPath.set(`${group.name === "" ? "/api" : "/apis"}/${apiVersion}`, JSON.stringify(list));
    }
  }
  const aggregated = new Map([
    ["/api", aggregatedList(groups.filter(({ name }) => name === ""))],
    ["/apis", aggregatedList(named)],
  ]);
  return { revision: registry.revision, byPath, aggregated };
}

function groupsOf(registry: Registry): Group[] {
  const groups = new Map<string, Map<string, ServedResource[]>>();
  for (const resource of registry.all()) {
    const { group, version } = resource.info;
    let versions = groups.get(group);
    if (!versions) groups.set(group, (versions = new Map()));
    const resources = versions.get(version);
    if (resources) resources.push(resource);
    else versions.set(version, [resource]);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions]
      .map(([version, resources]) => ({
        apiVersion: name === "" ? version : `${name}/${version}`,
        version,
        resources,
      }))
      .sort(
        (left, right) =>
          Number(isPreferred(right.resources)) - Number(isPreferred(left.resources)) ||
          byVersion(left.version, right.version),
      ),
  }));
}

/** Stable versions first, then beta, then alpha, the greater number first (apimachinery/pkg/version). */
function byVersion(left: string, right: string): number {
  const [a, b] = [versionParts(left), versionParts(right)];
  if (!a || !b) return a ? -1 : b ? 1 : left < right ? -1 : 1;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return b[at]! - a[at]!;
  return 0;
}

const STABILITY: Readonly<Record<string, number>> = { alpha: 1, beta: 2, "": 3 };

/** Stability, major and minor number; undefined for what is no `v1`, `v2beta3`, … */
function versionParts(version: string): number[] | undefined {
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!found) return undefined;
  const [, major = "0", stability = "", minor = "0"] = found;
  return [STABILITY[stability] ?? 0, Number(major), Number(minor)];
}

function isPreferred(resources: readonly ServedResource[]): boolean {
  return resources.some(({ info }) => info.preferred);
}

function apiGroup({ name, versions }: Group): object {
  const named = versions.map(({ apiVersion, version }) => ({ groupVersion: apiVersion, version }));
  return { name, versions: named, preferredVersion: named[0] };
}

function apiResources(resource: ServedResource): object[] {
  const {
    plural,
    singular,
    namespaced,
    kind,
    verbs,
    shortNames,
    categories,
    storageVersionHash,
    subresources = [],
  } = resource.info;
  const own = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames?.length ? { shortNames } : {}),
    ...(categories?.length ? { categories } : {}),
    ...(storageVersionHash && { storageVersionHash }),
  };
  const below = subresources.map(({ name, group, version, kind, verbs }) => ({
    name: `${plural}/${name}`,
    singularName: "",
    namespaced,
    ...(group !== resource.info.group || version !== resource.info.version
      ? { group, version }
      : {}),
    kind,
    verbs,
  }));
  return [own, ...below];
}

function aggregatedList(groups: readonly Group[]): string {
  const items = groups.map(({ name, versions }) => ({
    metadata: name === "" ? {} : { name },
    versions: versions.map(({ version, resources }) => ({
      version,
      resources: resources.map(aggregatedResource),
      freshness: "Current",
    })),
  }));
  return JSON.stringify({
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  });
}

type GroupVersionKind = Pick<ServedResource["info"], "group" | "version" | "kind">;

function aggregatedResource({ info, custom }: ServedResource): object {
  const {
    group,
    version,
    plural,
    singular,
    namespaced,
    verbs,
    shortNames,
    categories,
    subresources = [],
  } = info;
  // Built-in kinds of the resource's own version say no more than their name; custom ones say all.
  const responseKind = (found: GroupVersionKind): GroupVersionKind =>
    !custom && found.group === group && found.version === version
      ? { group: "", version: "", kind: found.kind }
      : { group: found.group, version: found.version, kind: found.kind };
  return {
    resource: plural,
    responseKind: responseKind(info),
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames?.length ? { shortNames } : {}),
    ...(categories?.length ? { categories } : {}),
    ...(subresources.length > 0 && {
      subresources: subresources.map((below) => ({
        subresource: below.name,
        responseKind: responseKind(below),
        verbs: below.verbs,
      })),
    }),
  };
}
