// How strategies and admission read other objects. Collections go by the qualified name of their resource.

import type { KubeObject } from "../../kube/index.ts";

export interface Lookup {
  get(collection: string, namespace: string, name: string): KubeObject | undefined;
  list(collection: string, namespace?: string): Iterable<KubeObject>;
  /** Another number after every write to the collection. */
  revision(collection: string): number;
  /** Whether there is any in the namespace. */
  hasAny(collection: string, namespace: string): boolean;
  /** Whether some object has this value in a selectable field. */
  hasField(collection: string, field: string, value: string): boolean;
}
