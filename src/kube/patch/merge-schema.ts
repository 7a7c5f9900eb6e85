// What a strategic merge patch must know of a type: how each field merges. Kubernetes writes it as
// `patchStrategy` and `patchMergeKey` tags on its Go types; implementations look it up lazily.

export type MergeStrategy = "merge" | "replace" | "retainKeys" | "merge,retainKeys";

export interface FieldMerge {
  /** Absent means: objects merge, lists are replaced whole. */
  readonly strategy?: MergeStrategy;
  /** For a list of objects that merges: the field whose value identifies an item. */
  readonly mergeKey?: string;
  /** Of the object, or of the items of the list. */
  readonly schema?: MergeSchema;
}

export interface MergeSchema {
  /** By JSON name; undefined for fields with nothing special, and for unknown ones. */
  field(name: string): FieldMerge | undefined;
}
