// What is particular to one kind when it is written. Most kinds have nothing; see strategies.ts for those that do.

import type { KubeObject } from "../../kube/index.ts";
import type { Draft } from "../store/draft.ts";
import type { Lookup } from "./lookup.ts";

/** One thing wrong with an object, as Kubernetes reports it in a Status' causes. */
export interface FieldError {
  readonly field: string;
  readonly reason:
    | "FieldValueInvalid"
    | "FieldValueRequired"
    | "FieldValueNotFound"
    | "FieldValueDuplicate"
    | "FieldValueForbidden"
    | "FieldValueNotSupported"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid";
  /** A sentence without the field: `Invalid value: "x": must …`. */
  readonly message: string;
}

export type KeptMetadata = "labels" | "annotations" | "finalizers" | "ownerReferences";

/** Kinds whose status subresource is for nothing but the status (meta/v1 ResetObjectMetaForStatus). */
export const STATUS_ONLY: readonly KeptMetadata[] = [
  "labels",
  "annotations",
  "finalizers",
  "ownerReferences",
];

/** How a subresource writes its part of an object. */
export interface PartStrategy {
  /** Takes back what is not of the part. */
  readonly prepare: (draft: Draft, before: KubeObject) => void;
  readonly validate: (draft: Draft, before: KubeObject) => readonly FieldError[];
}

export interface Strategy {
  /**
   * Fills in what Kubernetes does as it reads an object into its inner form, before anybody owns its fields: the same
   * thing said twice, in an old field and a new one.
   */
  readonly completeSent?: (draft: Draft, part: "main" | "status") => void;
  /** Fills in what the server decides on create; the status is already wiped where the kind has one. */
  readonly prepareCreate?: (draft: Draft, lookup: Lookup) => void;
  /** Keeps on update what clients may not change; the status is already the old one. */
  readonly prepareUpdate?: (draft: Draft, before: KubeObject, lookup: Lookup) => void;
  /** Gives what there is only so much of, and says why where it cannot; right after prepareCreate or prepareUpdate. */
  readonly allocate?: (
    draft: Draft,
    before: KubeObject | undefined,
    lookup: Lookup,
  ) => readonly FieldError[];
  /** Whether an object without a name gets one that is as good as any. */
  readonly namedByServer?: boolean;
  /** No change makes a new generation of its objects. */
  readonly generationStays?: boolean;
  /** The metadata that a write to the status leaves as it was, besides what no update may change; none where absent. */
  readonly statusKeeps?: readonly KeptMetadata[];
  /** Whether nobody owns the spec, for it stays what it was created with. */
  readonly specStays?: boolean;
  /** Whether fields of the status have defaults. */
  readonly statusHasDefaults?: boolean;
  /** Keeps in a new status what clients tend to forget; `now` tells the time in RFC 3339. */
  readonly prepareStatus?: (draft: Draft, before: KubeObject, now: () => string) => void;
  readonly validateCreate?: (draft: Draft) => readonly FieldError[];
  readonly validateUpdate?: (draft: Draft, before: KubeObject) => readonly FieldError[];
  /** What is wrong with a status that is written on its own. */
  readonly validateStatus?: (draft: Draft, before: KubeObject) => readonly FieldError[];
  /** Subresources that write a part of the spec, by name. */
  readonly parts?: Readonly<Record<string, PartStrategy>>;
  /** Fills in a valid new object what Kubernetes fills in when it reads it back. */
  readonly completeCreated?: (draft: Draft) => void;
  /** What the writer is to be told though the write succeeds. */
  readonly warnings?: (draft: Draft, before?: KubeObject) => readonly string[];
  /** Kinds whose first delete does no more than mark them: what else it changes. `now` is in RFC 3339. */
  readonly markDeleted?: (draft: Draft, before: KubeObject, now: string) => void;
  /** Whether something holds an object that was marked, besides the finalizers of its metadata. */
  readonly isHeld?: (object: KubeObject) => boolean;
  /** A delete that says nothing of dependents orphans them, and may warn of it. */
  readonly orphansDependents?: { readonly warning?: string };
  /** Why an object may not be deleted, where it may not. */
  readonly deleteForbidden?: (object: KubeObject) => string | undefined;
  /** Whether a client's status survives create. */
  readonly keepsStatusOnCreate?: boolean;
  /** What is wrong with a name; that it is no DNS subdomain where this is absent. */
  readonly nameErrors?: (name: string, object: Draft) => readonly string[];
  /** Seconds between the delete and the end, from what the client asked for; undefined: not graceful. */
  readonly deletionGraceSeconds?: (object: KubeObject, asked: number | undefined) => number;
}
