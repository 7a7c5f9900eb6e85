// What a list or a watch asks for, compiled once: a namespace, a label selector, a field selector.

import type { Labels, StoredObject } from "./stored-object.ts";

export interface Selection {
  /** Empty: every namespace. */
  readonly namespace: string;
  /** Two selections with the same key select the same. */
  readonly key: string;
  readonly matchesLabels?: ((labels: Labels) => boolean) | undefined;
  readonly matchesFields?: ((object: StoredObject) => boolean) | undefined;
  /** Fields that must have exactly this value: what an index can use. */
  readonly exact?: Readonly<Record<string, string>> | undefined;
}

export const EVERYTHING: Selection = { namespace: "", key: "" };

export function isSelected(selection: Selection, object: StoredObject): boolean {
  if (selection.namespace !== "" && selection.namespace !== object.namespace) return false;
  if (selection.matchesLabels && !selection.matchesLabels(object.labels)) return false;
  return !selection.matchesFields || selection.matchesFields(object);
}

/** Whether the selection can leave anything out beyond the namespace. */
export function isSelective(selection: Selection): boolean {
  return selection.matchesLabels !== undefined || selection.matchesFields !== undefined;
}
