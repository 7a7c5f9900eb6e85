// Pods from templates, and the hash that names a template.

import type { KubeObject, OwnerReference } from "../../kube/index.ts";

export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The JSON of a pod made from a template: the same text for every pod of one ReplicaSet. */
export function podFromTemplate(
  template: PodTemplate,
  owner: OwnerReference,
  name: { readonly name: string } | { readonly generateName: string },
): KubeObject {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...name,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
      ownerReferences: [owner],
    } as KubeObject["metadata"],
    spec: template.spec ?? {},
  };
}

/** Letters and digits that form no words: what Kubernetes makes names of. */
const SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const HASH_LENGTH = 10;

/**
 * Names a template: the same for templates that are equal. The letters differ from kube-controller-manager's, which hashes Go's
 * dump of the value; nothing but the owner of the name depends on them.
 */
export function templateHash(template: PodTemplate, collisionCount: number): string {
  let hash = Bun.hash.wyhash(`${canonical(template)}/${collisionCount}`);
  let text = "";
  for (let at = 0; at < HASH_LENGTH; at++) {
    text += SAFE_ALPHABET[Number(hash % BigInt(SAFE_ALPHABET.length))];
    hash /= BigInt(SAFE_ALPHABET.length);
  }
  return text;
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
