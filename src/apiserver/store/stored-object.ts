// One version of one object: its JSON text, made once per write, and the few facts that selecting needs.
// Text rather than bytes: Bun sends an ASCII string without copying it, and parses it faster.

import { sameLabels, type KubeObject } from "../../kube/index.ts";
import type { Draft } from "./draft.ts";

export type Labels = Readonly<Record<string, string>>;
const NO_LABELS: Labels = Object.freeze({});

/** Reads the values of a collection's selectable fields, in the order of their names. */
export type FieldReader = (object: KubeObject) => readonly string[];

export class StoredObject {
  /** The parsed text while it is remembered; see ParsedCache. */
  parsed: KubeObject | undefined;

  private constructor(
    /** Empty for cluster-scoped objects. */
    readonly namespace: string,
    readonly name: string,
    readonly uid: string,
    readonly resourceVersion: number,
    readonly labels: Labels,
    readonly fields: readonly string[],
    readonly text: string,
  ) {}

  /**
   * Stamps `draft` with the resourceVersion and freezes it into text; the draft is not to be changed afterwards.
   * What it has in common with the version before is shared with it: a history of a hundred thousand versions
   * is a quarter of the work for the garbage collector that way.
   */
  static from(
    draft: Draft,
    resourceVersion: number,
    readFields: FieldReader,
    previous?: StoredObject,
  ): StoredObject {
    const { metadata } = draft;
    // Zero is the version of what was never written: a dry run.
    if (resourceVersion === 0) delete metadata.resourceVersion;
    else metadata.resourceVersion = String(resourceVersion);
    const fields = readFields(draft);
    const labels = metadata.labels ?? NO_LABELS;
    return new StoredObject(
      previous?.namespace ?? shared(metadata.namespace ?? ""),
      previous?.name ?? metadata.name,
      previous?.uid ?? metadata.uid ?? "",
      resourceVersion,
      previous && sameLabels(previous.labels, labels) ? previous.labels : labels,
      sharedFields(fields, previous?.fields),
      JSON.stringify(draft),
    );
  }

  /** The version whose text this is. */
  static parse(text: string, readFields: FieldReader): StoredObject {
    const object = JSON.parse(text) as KubeObject;
    const { namespace, name, uid, labels, resourceVersion } = object.metadata;
    return new StoredObject(
      shared(namespace ?? ""),
      name,
      uid ?? "",
      Number(resourceVersion),
      labels ?? NO_LABELS,
      readFields(object).map(shared),
      text,
    );
  }

  /** The same version with other selectable values. */
  withFields(fields: readonly string[]): StoredObject {
    const { namespace, name, uid, resourceVersion, labels, text } = this;
    return new StoredObject(namespace, name, uid, resourceVersion, labels, fields, text);
  }

  /** The same state under another resourceVersion, as a watch shows an object that left its selection or is gone. */
  restamped(resourceVersion: number): StoredObject {
    const { namespace, name, uid, labels, fields, text } = this;
    const stamp = stampOf(this.resourceVersion);
    const at = text.indexOf(stamp);
    const isOnce = at >= 0 && !text.includes(stamp, at + 1);
    // An object that holds its own version somewhere else too is read to find the right one.
    if (!isOnce) {
      const draft = JSON.parse(text) as Draft;
      return StoredObject.from(draft, resourceVersion, () => fields, this);
    }
    const restamped = text.slice(0, at) + stampOf(resourceVersion) + text.slice(at + stamp.length);
    return new StoredObject(namespace, name, uid, resourceVersion, labels, fields, restamped);
  }
}

const stampOf = (resourceVersion: number): string => `"resourceVersion":"${resourceVersion}"`;

const SHARED_TEXTS_MAX = 16_384;
const sharedTexts = new Map<string, string>();

/** One copy of texts that many objects have: namespaces, node names, phases. */
function shared(text: string): string {
  const known = sharedTexts.get(text);
  if (known !== undefined) return known;
  if (sharedTexts.size < SHARED_TEXTS_MAX) sharedTexts.set(text, text);
  return text;
}

/** Those of the version before where they are the same. */
function sharedFields(
  fields: readonly string[],
  before: readonly string[] = NO_FIELDS,
): readonly string[] {
  if (sameItems(before, fields)) return before;
  return fields.map((value, at) => {
    const old = before[at];
    return old === value ? old : shared(value);
  });
}

const NO_FIELDS: readonly string[] = Object.freeze([]);

function sameItems(left: readonly string[], right: readonly string[]): boolean {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return left.length === right.length;
}

/** Parsed bodies remembered; a parsed pod takes about 8 KB, so this is about 32 MB at most. */
const PARSED_OBJECTS_MAX = 512;

/** Remembers the bodies parsed last: an object just written is likely to be patched again at once. */
export class ParsedCache {
  private readonly ring: (StoredObject | undefined)[] = [];
  private next = 0;

  /** The object as JSON.parse gives it: shared, not to be changed. */
  read(stored: StoredObject): KubeObject {
    if (stored.parsed) return stored.parsed;
    const object = JSON.parse(stored.text) as KubeObject;
    this.remember(stored, object);
    return object;
  }

  remember(stored: StoredObject, object: KubeObject): void {
    const forgotten = this.ring[this.next];
    if (forgotten) forgotten.parsed = undefined;
    stored.parsed = object;
    this.ring[this.next] = stored;
    this.next = (this.next + 1) % PARSED_OBJECTS_MAX;
  }
}
