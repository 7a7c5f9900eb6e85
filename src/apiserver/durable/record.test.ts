import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { type LogRecord, RecordBuffer, type ScanEnd, scanRecords } from "./record.ts";

const aRecord: fc.Arbitrary<LogRecord> = fc.record({
  type: fc.constantFrom("ADDED", "MODIFIED", "DELETED", "SEAL"),
  resourceVersion: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  collection: fc.string({ maxLength: 20 }),
  text: fc.json({ maxDepth: 1 }),
});
const groups = fc.array(fc.array(aRecord, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 5,
});

interface Written {
  readonly bytes: Buffer;
  /** Where each record starts, and where its group does. */
  readonly starts: readonly { readonly record: number; readonly group: number }[];
}

function write(all: readonly (readonly LogRecord[])[]): Written {
  let bytes = Buffer.alloc(0);
  const starts: { record: number; group: number }[] = [];
  for (const group of all) {
    const buffer = new RecordBuffer();
    for (const record of group) {
      starts.push({ record: bytes.length + buffer.length, group: bytes.length });
      buffer.add(record);
    }
    bytes = Buffer.concat([bytes, buffer.seal(bytes.length)]);
  }
  return { bytes, starts };
}

function scan(bytes: Buffer): { records: LogRecord[]; end: ScanEnd } {
  const scanning = scanRecords(bytes, 0);
  const records: LogRecord[] = [];
  for (;;) {
    const next = scanning.next();
    if (next.done) return { records, end: next.value };
    records.push(next.value);
  }
}

describe("records", () => {
  test("are read as they were written, in any alphabet", () => {
    const record: LogRecord = {
      type: "MODIFIED",
      resourceVersion: 1_795_520_996_888_009,
      collection: "pods",
      text: '{"metadata":{"name":"a","annotations":{"who":"é 漢 🙂"}}}',
    };
    const { records, end } = scan(write([[record]]).bytes);
    expect(records).toEqual([record]);
    expect(end.reason).toBe("end");
    fc.assert(
      fc.property(groups, (all) => expect(scan(write(all).bytes).records).toEqual(all.flat())),
    );
  });

  test("cut anywhere, those before the cut remain and the rest is torn", () => {
    fc.assert(
      fc.property(groups, fc.nat(), (all, seed) => {
        const { bytes, starts } = write(all);
        const cut = seed % (bytes.length + 1);
        const ends = [...starts.slice(1).map(({ record }) => record), bytes.length];
        const whole = ends.filter((end) => end <= cut).length;
        const { records, end } = scan(bytes.subarray(0, cut));
        expect(records).toEqual(all.flat().slice(0, whole));
        const lastEnd = whole === 0 ? 0 : ends[whole - 1]!;
        expect(end).toEqual({ reason: lastEnd === cut ? "end" : "torn", offset: lastEnd });
      }),
    );
  });

  test("a changed byte is found: damage where a later group vouches for it, else a torn end", () => {
    fc.assert(
      fc.property(groups, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, seed, flip) => {
        const { bytes, starts } = write(all);
        const at = seed % bytes.length;
        bytes[at] = bytes[at]! ^ flip;
        const hit = starts.findLastIndex(({ record }) => record <= at);
        const isLastGroup = starts[hit]!.group === starts.at(-1)!.group;
        const { records, end } = scan(bytes);
        expect(records).toEqual(all.flat().slice(0, hit));
        expect(end).toEqual({
          reason: isLastGroup ? "torn" : "damaged",
          offset: starts[hit]!.record,
        });
      }),
    );
  });
});
