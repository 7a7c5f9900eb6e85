// client is the wire: list, watch, create, patch, delete and bind over HTTP to any API server, embedded or real.
// A Transport sends requests to an Endpoint; a Client makes them typed; `reflect` is a watch that misses nothing.

export {
  type Client,
  type DeleteOptions,
  type ObjectList,
  type ObjectRef,
  type PatchOptions,
  type PatchType,
  type Selectors,
  bindRequest,
  createClient,
  deleteRequest,
  patchRequest,
  patchTypes,
  selectorQuery,
} from "./client.ts";
export { ApiError } from "./error.ts";
export type { Needs } from "./frames.ts";
export { endpointFromKubeconfig, type KubeconfigOptions } from "./kubeconfig.ts";
export { LiveObjects, type LiveObject, type ReadObject } from "./live-objects.ts";
export {
  type Reflector,
  type ReflectorHandlers,
  type ReflectorOptions,
  type ReflectorStatistics,
  reflect,
} from "./reflector.ts";
export { ResourceFinder } from "./resource-finder.ts";
export {
  type ApiRequest,
  type ApiResponse,
  type Endpoint,
  type EndpointTls,
  type Transport,
  type TransportOptions,
  createTransport,
} from "./transport.ts";
export { type WatchEvent, type WatchEventType, type WatchRequest, watchEvents } from "./watch.ts";
