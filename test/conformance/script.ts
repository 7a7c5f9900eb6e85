// The language of the suite: a script is a list of steps, and all of it is data, so that the same steps go to any API
// server. A string may refer to an earlier response: `{{pod.metadata.uid}}` is the uid in the body of the step named `pod`;
// `{{ns}}` is the script's own namespace, made before its first step.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export interface RequestStep {
  readonly kind: "request";
  readonly method: string;
  readonly path: string;
  readonly body?: Body;
  readonly contentType?: string;
  readonly accept?: string;
  /** As whom; the administrator unless given. */
  readonly user?: string;
  /** Under which later steps refer to the response's body. */
  readonly as?: string;
  /** Sent again until this holds of the body, or WAIT_MS have passed; only the last response counts. */
  readonly until?: { readonly path: string; readonly value: Json };
}

/** What is sent: JSON; an earlier response with changes; text as it is; or more text than anyone accepts. */
export type Body =
  | { readonly json: Json }
  | { readonly edit: string; readonly set: JsonObject; readonly remove: readonly string[] }
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly fill: number };

export interface OpenWatchStep {
  readonly kind: "openWatch";
  readonly name: string;
  readonly path: string;
  readonly accept?: string;
}

/** Waits for so many events, then a moment for ones too many, and ends the watch. */
export interface CloseWatchStep {
  readonly kind: "closeWatch";
  readonly name: string;
  readonly events: number;
}

export type Step = RequestStep | OpenWatchStep | CloseWatchStep;

export interface Script {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface RequestOptions {
  readonly as?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly user?: string;
  readonly until?: NonNullable<RequestStep["until"]>;
}

export function script(name: string, steps: readonly Step[]): Script {
  return { name, steps };
}

function request(method: string, path: string, options: RequestOptions, body?: Body): RequestStep {
  const { ...given } = options;
  return { kind: "request", method, path, ...(body && { body }), ...given };
}

export const get = (path: string, options: RequestOptions = {}): RequestStep =>
  request("GET", path, options);

const sends =
  (method: string, contentType: string) =>
  (path: string, json: Json, options: RequestOptions = {}): RequestStep =>
    request(method, path, { contentType, ...options }, { json });

export const post = sends("POST", "application/json");
export const put = sends("PUT", "application/json");
export const jsonPatch = sends("PATCH", "application/json-patch+json");
export const mergePatch = sends("PATCH", "application/merge-patch+json");
export const strategicPatch = sends("PATCH", "application/strategic-merge-patch+json");
export const apply = sends("PATCH", "application/apply-patch+yaml");

export function del(path: string, json?: Json, options: RequestOptions = {}): RequestStep {
  return json === undefined
    ? request("DELETE", path, options)
    : request("DELETE", path, { contentType: "application/json", ...options }, { json });
}

/** Puts the object of an earlier response again, with values set at and removed from dotted paths. */
export function putEdited(
  path: string,
  edit: string,
  set: JsonObject,
  remove: readonly string[] = [],
  options: RequestOptions = {},
): RequestStep {
  return request(
    "PUT",
    path,
    { contentType: "application/json", ...options },
    { edit, set, remove },
  );
}

/** Any method with any body, such as one that is not JSON. */
export function send(
  method: string,
  path: string,
  body: Body | undefined,
  options: RequestOptions = {},
): RequestStep {
  return request(method, path, options, body);
}

export function openWatch(name: string, path: string, accept?: string): OpenWatchStep {
  return { kind: "openWatch", name, path, ...(accept !== undefined && { accept }) };
}

export function closeWatch(name: string, events: number): CloseWatchStep {
  return { kind: "closeWatch", name, events };
}

/** `/apis/apps/v1/namespaces/{{ns}}/deployments`, and below it an object and its subresource. */
export function namespaced(
  groupVersion: string,
  plural: string,
): (name?: string, sub?: string) => string {
  return paths(`${rootOf(groupVersion)}/namespaces/{{ns}}/${plural}`);
}

export function clusterWide(
  groupVersion: string,
  plural: string,
): (name?: string, sub?: string) => string {
  return paths(`${rootOf(groupVersion)}/${plural}`);
}

export function rootOf(groupVersion: string): string {
  return groupVersion.includes("/") ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
}

function paths(collection: string): (name?: string, sub?: string) => string {
  return (name, sub) => [collection, name, sub].filter((part) => part !== undefined).join("/");
}

export const accepts = {
  table: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  partial: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
  partialList: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
  discovery: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
} as const;

export function isObject(json: Json | undefined): json is JsonObject {
  return json !== null && typeof json === "object" && !Array.isArray(json);
}
