// What a writer says the object must be, in the words of Kubernetes' store.

import { status, type KubeObject, type ResourceInfo } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";

/** Refuses with 409 where the object is another one of the same name. */
export function checkUid(info: ResourceInfo, { metadata }: KubeObject, uid: string): void {
  if (uid === metadata.uid) return;
  const key = ["/registry", info.plural, metadata.namespace, metadata.name].filter(Boolean);
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  refuse(
    status.conflict(
      info,
      metadata.name,
      `StorageError: invalid object, Code: 4, Key: ${key.join("/")}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    ),
  );
}
