// Objects as they are, in the version of the resource.

import { readObject, typeOf } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Store } from "../../store/store.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { jsonForm } from "./json-form.ts";
import { bookmarkMetadata, type Representation } from "./representation.ts";

export function wholeForm(store: Store, resource: ServedResource, key: string): Representation {
  const { apiVersion, info, custom } = resource;
  const listKind = JSON.stringify(`${info.kind}List`);
  const type = typeOf(apiVersion, info.kind);
  // What is always said of an object of this kind, be it nothing: Go clients read a bookmark as one.
  const empty = {
    kind: info.kind,
    apiVersion,
    ...(type && readObject(type, {}).object),
  };
  const text = objectText(store, resource);
  return jsonForm(key, {
    text,
    item: text,
    listHead: (given) => {
      const metadata = JSON.stringify(custom ? { continue: "", ...given } : given);
      return `{"kind":${listKind},"apiVersion":${JSON.stringify(apiVersion)},"metadata":${metadata},"items":[`;
    },
    bookmark: (version, end) => {
      const metadata = bookmarkMetadata(version, end);
      return JSON.stringify({ ...empty, metadata });
    },
  });
}

/** The JSON of a stored object in the resource's version. */
export function objectText(
  store: Store,
  { conversion }: ServedResource,
): (object: StoredObject) => string {
  return conversion
    ? (object) => JSON.stringify(conversion.fromStored(store.read(object)))
    : (object) => object.text;
}
