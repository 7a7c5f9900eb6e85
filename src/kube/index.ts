// kube is the Kubernetes data model, pure: objects and their paths, the schema of the built-in API, patches, selectors,
// defaults, and what request bodies look like on the wire. It does no I/O and reads no clock.

export * from "./object.ts";
export * from "./resource.ts";
export * from "./schema/index.ts";
