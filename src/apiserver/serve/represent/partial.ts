// Objects as their metadata only: what the garbage collector watches.

import type { KubeObject } from "../../../kube/index.ts";
import { draftOf } from "../../store/draft.ts";
import type { Store } from "../../store/store.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { bookmarkFrame, bookmarkMetadata, type Representation } from "./representation.ts";

const PARTIAL_TYPE = `"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1"`;

export function partialForm(store: Store, key: string): Representation {
  const text = (object: StoredObject): string => JSON.stringify(partialObject(store.read(object)));
  return {
    key,
    text,
    item: text,
    listHead: (metadata) =>
      `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":${metadata},"items":[`,
    listTail: "]}\n",
    frame: (change, object) => `{"type":"${change}","object":${text(object)}}\n`,
    bookmark: (version, end) =>
      bookmarkFrame(`{${PARTIAL_TYPE},"metadata":${bookmarkMetadata(version, end)}}`),
  };
}

export function partialObject({ metadata }: KubeObject): KubeObject {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: "meta.k8s.io/v1",
    metadata: draftOf({ metadata }).metadata,
  };
}
