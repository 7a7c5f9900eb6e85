// Objects as their metadata only: what the garbage collector watches.

import type { KubeObject } from "../../../kube/index.ts";
import { draftOf } from "../../store/draft.ts";
import type { Store } from "../../store/store.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { jsonForm } from "./json-form.ts";
import { bookmarkMetadata, type Representation } from "./representation.ts";

export function partialForm(store: Store, key: string, metaVersion: string): Representation {
  const apiVersion = `meta.k8s.io/${metaVersion}`;
  const text = (object: StoredObject): string =>
    JSON.stringify(partialObject(store.read(object), apiVersion));
  return jsonForm(key, {
    text,
    item: text,
    listHead: (metadata) =>
      `{"kind":"PartialObjectMetadataList","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`,
    bookmark: (version, end) => {
      const metadata = JSON.stringify(bookmarkMetadata(version, end));
      return `{"kind":"PartialObjectMetadata","apiVersion":"${apiVersion}","metadata":${metadata}}`;
    },
  });
}

export function partialObject(
  { metadata }: Pick<KubeObject, "metadata">,
  apiVersion: string,
): KubeObject {
  return { kind: "PartialObjectMetadata", apiVersion, metadata: draftOf({ metadata }).metadata };
}
