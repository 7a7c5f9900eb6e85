// The Kubernetes API as typed calls. Each call is one request; retries and watching build on it.

import { type KubeObject, type Resource, collectionPath, objectPath } from "../kube/index.ts";
import { ApiError, connectionError, errorOfResponse } from "./error.ts";
import type { Keep } from "./http1/response-reader.ts";
import type { ApiRequest, ApiResponse, Endpoint, Transport } from "./transport.ts";

export const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;
export type PatchType = keyof typeof patchTypes;

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: T[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

export interface Selectors {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export interface ObjectRef {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface PatchOptions {
  readonly subresource?: string | undefined;
  /** With type `apply`: the field manager; conflicts are forced when `force`. */
  readonly fieldManager?: string | undefined;
  readonly force?: boolean | undefined;
  readonly impersonate?: string | undefined;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan" | undefined;
  readonly uid?: string | undefined;
}

/** All calls reject with ApiError. Bodies may be given as text that is already JSON. */
export interface Client {
  readonly endpoint: Endpoint;
  /** For responses that do not end: `onBody` is lent each piece as it is read; what it throws as ApiError rejects. Resolves at the end. */
  stream(request: ApiRequest, onBody: (bytes: Buffer) => void): Promise<void>;
  /** The response body's text. */
  text(request: ApiRequest): Promise<string>;
  /** Sends and reads the response to its end without making a string of it: for load. */
  discard(request: ApiRequest): Promise<void>;
  /** The resourceVersion of the object that is answered, found without making a string of the answer; NaN: none. */
  version(request: ApiRequest): Promise<number>;
  get<T extends KubeObject>(resource: Resource, ref: ObjectRef): Promise<T>;
  /** One page: all there is, unless `limit` is given. */
  list<T extends KubeObject>(
    resource: Resource,
    options?: Selectors & { limit?: number; continue?: string; resourceVersion?: string },
  ): Promise<ObjectList<T>>;
  create<T extends KubeObject>(
    resource: Resource,
    object: KubeObject | string,
    namespace?: string,
  ): Promise<T>;
  /** PUT, with the object's own resourceVersion as the lock. */
  replace<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    object: KubeObject | string,
    subresource?: string,
  ): Promise<T>;
  patch<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    type: PatchType,
    patch: unknown,
    options?: PatchOptions,
  ): Promise<T>;
  delete(resource: Resource, ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** Binds a pod to a node by its binding subresource. */
  bind(ref: Required<ObjectRef>, uid: string, nodeName: string): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

export function createClient(transport: Transport): Client {
  const exchange = async (request: ApiRequest, keep: Keep): Promise<ApiResponse> => {
    let response: ApiResponse;
    try {
      response = await transport.exchange(request, keep);
    } catch (error) {
      throw connectionError(request.method, request.path, error);
    }
    if (response.status < 400) return response;
    throw errorOfResponse(response.status, response.text ?? "", response.retryAfter);
  };
  const stream: Client["stream"] = async (request, onBody) => {
    let response: ApiResponse;
    try {
      response = await transport.stream(request, onBody);
    } catch (error) {
      throw error instanceof ApiError
        ? error
        : connectionError(request.method, request.path, error);
    }
    if (response.status >= 400)
      throw errorOfResponse(response.status, response.text ?? "", response.retryAfter);
  };
  const text = async (request: ApiRequest): Promise<string> =>
    (await exchange(request, "text")).text ?? "";
  const json = async <T>(request: ApiRequest): Promise<T> => JSON.parse(await text(request)) as T;
  const discard = async (request: ApiRequest): Promise<void> => {
    await exchange(request, "nothing");
  };
  return {
    endpoint: transport.endpoint,
    stream,
    text,
    discard,
    version: async (request) => Number((await exchange(request, "version")).text || "x"),
    close: () => transport.close(),
    ...calls(json, discard),
  };
}

type Json = <T>(request: ApiRequest) => Promise<T>;
type Calls = Omit<Client, "endpoint" | "stream" | "text" | "discard" | "version" | "close">;

function calls(json: Json, discard: Client["discard"]): Calls {
  return {
    get: (resource, ref) =>
      json({ method: "GET", path: objectPath(resource, ref.name, ref.namespace) }),
    list: (resource, options = {}) =>
      json({
        method: "GET",
        path: `${collectionPath(resource, options.namespace)}${selectorQuery({ ...options })}`,
      }),
    create: (resource, object, namespace) =>
      json({ method: "POST", path: collectionPath(resource, namespace), body: bodyText(object) }),
    replace: (resource, ref, object, subresource) =>
      json({
        method: "PUT",
        path: objectPath(resource, ref.name, ref.namespace, subresource),
        body: bodyText(object),
      }),
    patch: (resource, ref, type, patch, options = {}) =>
      json(patchRequest(resource, ref, type, patch, options)),
    delete: (resource, ref, options = {}) => discard(deleteRequest(resource, ref, options)),
    bind: (ref, uid, nodeName) => discard(bindRequest(ref, uid, nodeName)),
  };
}

/** The request of `Client.patch`, for callers that send it themselves. */
export function patchRequest(
  resource: Resource,
  ref: ObjectRef,
  type: PatchType,
  patch: unknown,
  options: PatchOptions = {},
): ApiRequest {
  const query = queryOf({
    fieldManager: options.fieldManager,
    force: options.force ? "true" : undefined,
  });
  return {
    method: "PATCH",
    path: objectPath(resource, ref.name, ref.namespace, options.subresource || undefined) + query,
    contentType: patchTypes[type],
    body: bodyText(patch),
    ...(options.impersonate && { headers: { "impersonate-user": options.impersonate } }),
  };
}

/** The request of `Client.delete`. */
export function deleteRequest(
  resource: Resource,
  ref: ObjectRef,
  options: DeleteOptions = {},
): ApiRequest {
  const { uid, ...fields } = options;
  const body = { ...fields, ...(uid && { preconditions: { uid } }) };
  return {
    method: "DELETE",
    path: objectPath(resource, ref.name, ref.namespace),
    ...(Object.keys(body).length > 0 && {
      body: JSON.stringify({ kind: "DeleteOptions", apiVersion: "v1", ...body }),
    }),
  };
}

/** The request of `Client.bind`. */
export function bindRequest(ref: Required<ObjectRef>, uid: string, nodeName: string): ApiRequest {
  const { name, namespace } = ref;
  return {
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/binding`,
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name, namespace, uid },
      target: { apiVersion: "v1", kind: "Node", name: nodeName },
    }),
  };
}

/** `?labelSelector=…&limit=…`, or nothing. */
export function selectorQuery(
  options: Selectors & Readonly<Record<string, string | number | undefined>>,
): string {
  const { namespace: _, ...query } = options;
  return queryOf(query);
}

function queryOf(fields: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => `${key}=${encodeURIComponent(value!)}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

function bodyText(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}
