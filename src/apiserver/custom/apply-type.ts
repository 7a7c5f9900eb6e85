// How custom resources merge when they are applied: their schema says it with the same words as Kubernetes' own.

import { applyTypeOf, OPEN, typeNamed, type ApplyType, type MapType } from "../../kube/index.ts";
import type { Schema } from "./schema.ts";

const SCALAR: ApplyType = { kind: "leaf", holds: "scalar" };
const known = new WeakMap<Schema, MapType>();

/** Of whole objects: their metadata is everyone's, whatever the schema says. */
export function customApplyType(schema: Schema): MapType {
  let found = known.get(schema);
  if (found) return found;
  const own = applyType({ ...schema, type: "object" });
  const content: MapType = own.kind === "map" ? own : { kind: "map", field: () => undefined };
  const metadata = typeNamed("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  found = {
    ...content,
    field(name) {
      if (name === "apiVersion" || name === "kind") return SCALAR;
      return name === "metadata" && metadata ? applyTypeOf(metadata) : content.field(name);
    },
  };
  known.set(schema, found);
  return found;
}

function applyType(schema: Schema): ApplyType {
  if (schema["x-kubernetes-int-or-string"]) return SCALAR;
  if (schema.type === "array") return listType(schema);
  if (schema.type !== "object") return schema.type === undefined ? OPEN : SCALAR;
  if (schema["x-kubernetes-map-type"] === "atomic") return { kind: "leaf", holds: "map" };
  const { properties = {}, additionalProperties } = schema;
  const fields = new Map(Object.entries(properties).map(([name, one]) => [name, applyType(one)]));
  const field = (name: string): ApplyType | undefined => fields.get(name);
  if (typeof additionalProperties === "object")
    return { kind: "map", field, others: applyType(additionalProperties) };
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] || additionalProperties === true;
  return isOpen ? { kind: "map", field, others: OPEN } : { kind: "map", field };
}

function listType(schema: Schema): ApplyType {
  const { items = {} } = schema;
  const type = schema["x-kubernetes-list-type"];
  if (type !== "map" && type !== "set") return { kind: "leaf", holds: "list" };
  const keys = type === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [];
  const defaults = keys.flatMap((key) => {
    const value = items.properties?.[key]?.default;
    return value === undefined ? [] : [[key, value] as const];
  });
  return { kind: "list", items: applyType(items), keys, defaults: Object.fromEntries(defaults) };
}
