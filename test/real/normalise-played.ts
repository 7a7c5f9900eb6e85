// What two runs of the same objects cannot have in common is made equal: identities, versions, times, addresses.

import type { KubeObject } from "../../src/kube/index.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$/;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const VERSION = /^(kwok|kwokbench)-v?\d[\w.+-]*$/;

const IDENTITY: ReadonlySet<string> = new Set(["uid", "resourceVersion", "managedFields"]);

export function normalised(object: KubeObject): unknown {
  const kept = Object.entries(object.metadata).filter(([key]) => !IDENTITY.has(key));
  return value({ ...object, metadata: Object.fromEntries(kept) });
}

function value(any: unknown): unknown {
  if (typeof any === "string") {
    if (TIME.test(any)) return "a time";
    if (ADDRESS.test(any)) return "an address";
    return VERSION.test(any) ? "a version" : any.replaceAll(UUID, "an id");
  }
  if (Array.isArray(any)) return any.map(value);
  if (typeof any !== "object" || any === null) return any;
  const entries = Object.entries(any).map(([key, item]) => [
    key,
    key === "Port" ? "a port" : value(item),
  ]);
  return Object.fromEntries(entries) as unknown;
}
