// What a request wants to do, in the terms that rules speak of (apiserver's RequestInfo).

export type Attributes = ResourceAttributes | PathAttributes;

export interface ResourceAttributes {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, `impersonate`, … */
  readonly verb: string;
  readonly group: string;
  /** The plural. */
  readonly resource: string;
  readonly subresource: string;
  /** Empty: cluster-scoped, or all namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/** A request for a path that names no resource. */
export interface PathAttributes {
  /** The method in lower case. */
  readonly verb: string;
  readonly path: string;
}

export function isResourceRequest(attributes: Attributes): attributes is ResourceAttributes {
  return "resource" in attributes;
}

const VERBS: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** What an object or a collection is asked for: `watching` and `exactName` come from the query. */
export function verbOf(method: string, isNamed: boolean, watching: boolean): string {
  const verb = VERBS[method] ?? "";
  if (isNamed) return verb;
  if (verb === "get") return watching ? "watch" : "list";
  return verb === "delete" ? "deletecollection" : verb;
}

const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

/** Reads a path that the server serves nothing at: it may look like a resource's all the same. */
export function attributesOfPath(
  method: string,
  path: string,
  segments: readonly string[],
  watching: boolean,
): Attributes {
  const parts = segments.filter((segment) => segment !== "");
  const [root] = parts;
  const start = root === "api" ? 2 : root === "apis" ? 3 : Infinity;
  if (parts.length <= start) return { verb: method.toLowerCase(), path };
  const group = root === "apis" ? (parts[1] ?? "") : "";
  let rest = parts.slice(start);
  let namespace = "";
  if (rest[0] === "namespaces" && rest[1] !== undefined) {
    namespace = rest[1];
    if (rest[2] !== undefined && !NAMESPACE_SUBRESOURCES.has(rest[2])) rest = rest.slice(2);
  }
  const [resource = "", name = "", subresource = ""] = rest;
  const verb = verbOf(method, name !== "", watching);
  return { verb, group, resource, subresource, namespace, name };
}

/** `User "x" cannot list resource "pods" in API group "" in the namespace "default"` */
export function cannot(userName: string, attributes: Attributes): string {
  const who = `User ${JSON.stringify(userName)} cannot ${attributes.verb}`;
  if (!isResourceRequest(attributes)) return `${who} path ${JSON.stringify(attributes.path)}`;
  const { resource, subresource, group, namespace } = attributes;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace
    ? `in the namespace ${JSON.stringify(namespace)}`
    : "at the cluster scope";
  return `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}
