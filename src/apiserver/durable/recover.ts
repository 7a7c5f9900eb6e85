// What a data directory holds: the newest snapshot and the records after it. Only looks; nothing on disk is changed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, fail } from "../../base/index.ts";
import { listData, LOG_HEADER, logName, SNAPSHOT_HEADER, snapshotName } from "./files.ts";
import { type LogRecord, type ScanEnd, scanRecords } from "./record.ts";

export interface Recovered {
  /** The state that the changes begin with. */
  readonly objects: readonly LogRecord[];
  /** Its resourceVersion: the oldest that a watch can resume from. Undefined where nothing was ever written. */
  readonly resourceVersion: number | undefined;
  readonly changes: readonly LogRecord[];
  /** The newest resourceVersion that was given out, as far as is known. */
  readonly newest: number;
  /** The segment to go on with, and how many of its bytes count; undefined in an empty directory. */
  readonly last: { readonly number: number; readonly length: number } | undefined;
  /** What lies behind them: a group that was being written when the process ended. */
  readonly torn: Torn | undefined;
  /** Names of files that nothing needs any more. */
  readonly obsolete: readonly string[];
}

export interface Torn {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

const NOTHING: Recovered = {
  objects: [],
  resourceVersion: undefined,
  changes: [],
  newest: 0,
  last: undefined,
  torn: undefined,
  obsolete: [],
};

/** Reads `directory`; fails, naming file and offset, where something that had been kept is no longer readable. */
export function recover(directory: string): Recovered {
  const { logs, snapshots, unfinished } = listData(directory);
  if (logs.length + snapshots.length === 0) return { ...NOTHING, obsolete: unfinished };
  const first = snapshots.at(-1) ?? 1;
  const snapshot = snapshots.length > 0 ? readSnapshot(directory, first) : undefined;
  const needed = logs.filter((number) => number >= first);
  checkComplete(directory, first, needed);
  const changes: LogRecord[] = [];
  let length = 0;
  let torn: Torn | undefined;
  let newest = snapshot?.resourceVersion ?? 0;
  for (const number of needed) {
    const isLast = number === needed.at(-1);
    const segment = readSegment(directory, number, isLast);
    ({ length, torn } = segment);
    for (const record of segment.records) {
      newest = Math.max(newest, record.resourceVersion);
      if (record.type !== "SEAL" && record.resourceVersion > (snapshot?.resourceVersion ?? 0))
        changes.push(record);
    }
  }
  return {
    objects: snapshot?.objects ?? [],
    resourceVersion: snapshot?.resourceVersion ?? beforeFirst(changes),
    changes,
    newest,
    last: { number: needed.at(-1) ?? first, length },
    torn,
    obsolete: [
      ...unfinished,
      ...snapshots.filter((number) => number !== first).map(snapshotName),
      ...logs.filter((number) => number < first).map(logName),
    ],
  };
}

function beforeFirst(changes: readonly LogRecord[]): number | undefined {
  const [first] = changes;
  return first && first.resourceVersion - 1;
}

/** Every segment since the snapshot must be there; without a snapshot, since the first. */
function checkComplete(directory: string, first: number, logs: readonly number[]): void {
  for (let at = 0; at < Math.max(logs.length, 1); at++)
    if (logs[at] !== first + at)
      damaged(join(directory, logName(first + at)), undefined, "the file is missing");
}

function readSegment(
  directory: string,
  number: number,
  isLast: boolean,
): { records: readonly LogRecord[]; length: number; torn: Torn | undefined } {
  const file = join(directory, logName(number));
  const bytes = readFileSync(file);
  if (
    isLast &&
    bytes.length < LOG_HEADER.length &&
    LOG_HEADER.subarray(0, bytes.length).equals(bytes)
  )
    return { records: [], length: 0, torn: undefined };
  if (!bytes.subarray(0, LOG_HEADER.length).equals(LOG_HEADER))
    damaged(file, 0, "it does not begin as a log of this program");
  const { records, end } = scan(bytes, LOG_HEADER.length);
  if (end.reason === "end") return { records, length: end.offset, torn: undefined };
  if (end.reason === "damaged" || !isLast)
    damaged(file, end.offset, "a record that had been kept is damaged");
  const torn = { file, offset: end.offset, bytes: bytes.length - end.offset };
  return { records, length: end.offset, torn };
}

function readSnapshot(
  directory: string,
  number: number,
): { objects: readonly LogRecord[]; resourceVersion: number } {
  const file = join(directory, snapshotName(number));
  const bytes = readFileSync(file);
  if (!bytes.subarray(0, SNAPSHOT_HEADER.length).equals(SNAPSHOT_HEADER))
    damaged(file, 0, "it does not begin as a snapshot of this program");
  const { records, end } = scan(bytes, SNAPSHOT_HEADER.length);
  if (end.reason !== "end") damaged(file, end.offset, "a record of the snapshot is damaged");
  const last = records.pop();
  if (last?.type !== "SEAL" || last.text !== String(records.length))
    return damaged(file, end.offset, "the end of the snapshot is missing");
  return { objects: records, resourceVersion: last.resourceVersion };
}

function scan(bytes: Buffer, start: number): { records: LogRecord[]; end: ScanEnd } {
  const records: LogRecord[] = [];
  const scanning = scanRecords(bytes, start);
  for (;;) {
    const { value, done } = scanning.next();
    if (done) return { records, end: value };
    records.push(value);
  }
}

function damaged(file: string, offset: number | undefined, what: string): never {
  const place = offset === undefined ? file : `${file} at byte ${offset}`;
  return fail(
    `${place}: ${what}; nothing was changed`,
    "restore the directory from a copy, or start with an empty one",
    exitCodes.internal,
  );
}
