// The frames of a watch, from their bytes. A consumer that acts on an object's state alone is spared what costs most to
// read: who wrote which of its fields (on kube-apiserver half of an event), and what a deleted object was.

import type { KubeObject } from "../kube/index.ts";
import type { WatchEvent } from "./watch.ts";

/**
 * `state`: managedFields may be left empty, and a DELETED may carry only identifying metadata. For kinds built into the API
 * server, whose fields come in a fixed order.
 */
export type Needs = "all" | "state";

const LINE_END = 10;
const DELETED = Buffer.from('{"type":"DELETED"');
/** Neither can stand inside a string, where quotes are escaped. */
const FIELDS = Buffer.from('"managedFields":[{');
const SPEC = Buffer.from('},"spec":{');
const LIST_END = Buffer.from('}],"');
const BRACKET = 0x5d;
const SPACE = 0x20;
/** Of a DELETED frame: it holds the metadata up to the resourceVersion, names being 253 characters at most. */
const HEAD_BYTES = 1_024;
const HEAD =
  /^\{"type":"DELETED","object":\{"kind":"\w+","apiVersion":"[\w./]+","metadata":\{"name":"([^"\\]+)",(?:"generateName":"[^"\\]*",)?(?:"namespace":"([^"\\]+)",)?"uid":"([^"\\]+)","resourceVersion":"(\d+)"/;

/** `lines` without the last line break, ours to write into. Throws SyntaxError on what is not JSON. */
export function parseFrames<T extends KubeObject>(lines: Buffer, needs: Needs): WatchEvent<T>[] {
  const events: WatchEvent<T>[] = [];
  if (needs === "all") {
    parseLines(lines, events);
    return events;
  }
  let unread = 0;
  for (let start = 0; start < lines.length;) {
    const found = lines.indexOf(LINE_END, start);
    const end = found < 0 ? lines.length : found;
    const line = lines.subarray(start, end);
    const gone = deletedOf<T>(line);
    if (gone) {
      if (unread < start) parseLines(lines.subarray(unread, start), events);
      events.push(gone);
      unread = end + 1;
    } else emptyManagedFields(line);
    start = end + 1;
  }
  if (unread < lines.length) parseLines(unread === 0 ? lines : lines.subarray(unread), events);
  return events;
}

/** Bun parses lines from their bytes, without a string of them first. */
function parseLines<T extends KubeObject>(lines: Buffer, events: WatchEvent<T>[]): void {
  const { values, read, done } = Bun.JSONL.parseChunk(lines);
  for (const value of values) events.push(value as WatchEvent<T>);
  if (done) return;
  // It stops at what it cannot read without saying why.
  for (const line of lines.toString("utf8", read).split("\n"))
    if (line.length > 0) events.push(JSON.parse(line) as WatchEvent<T>);
}

/** Undefined where the frame is no DELETED, or not written as API servers write theirs. */
function deletedOf<T extends KubeObject>(line: Buffer): WatchEvent<T> | undefined {
  if (line[DELETED.length - 2] !== DELETED[DELETED.length - 2]) return undefined;
  const [, name, namespace, uid, resourceVersion] =
    HEAD.exec(line.toString("latin1", 0, HEAD_BYTES)) ?? [];
  if (name === undefined) return undefined;
  const metadata = { name, ...(namespace && { namespace }), uid, resourceVersion };
  return { type: "DELETED", object: { metadata } as unknown as T };
}

/**
 * Spaces in place of what the object's own managedFields hold, where they are the last of its metadata and the spec
 * follows. They hold no list themselves.
 */
function emptyManagedFields(line: Buffer): void {
  const at = line.indexOf(FIELDS);
  if (at < 0) return;
  const end = line.indexOf(SPEC) - 1;
  if (end < at || line[end] !== BRACKET) return;
  const other = line.indexOf(LIST_END, at);
  if (other < 0 || other > end) line.fill(SPACE, at + FIELDS.length - 1, end);
}
