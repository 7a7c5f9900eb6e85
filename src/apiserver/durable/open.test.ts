import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { createLogger, FakeClock } from "../../base/index.ts";
import type { Collection, CollectionDefinition } from "../store/collection.ts";
import { draftOf } from "../store/draft.ts";
import { EVERYTHING } from "../store/selection.ts";
import { Store } from "../store/store.ts";
import { type OpenData, openData } from "./open.ts";

const THINGS: CollectionDefinition = {
  name: "things",
  fieldNames: ["spec.colour"],
  readFields: (thing) => [(thing["spec"] as { colour: string }).colour],
};

/** Snapshots after every few writes. */
const SMALL = { logBytesMin: 600, logBytesMax: 10_000 };

interface Life {
  readonly store: Store;
  readonly things: Collection;
  readonly data: OpenData;
}

/** One life of a store on `directory`; `log` gets what it warns of. */
function begin(directory: string, log: string[] = [], compaction?: typeof SMALL): Life {
  const store = new Store({ clock: new FakeClock(0, 0), scheduleFlush: () => {} });
  const logger = createLogger({
    level: "warn",
    format: "text",
    write: (line) => void log.push(line),
    wallMs: () => 0,
  });
  const data = openData(
    { directory, fsync: "never", compaction },
    { store, builtin: [THINGS], logger, defer: (task) => void setImmediate(task) },
  );
  return { store, things: store.collection(THINGS), data };
}

/** Creates, changes or removes the thing `name`. */
function write({ store, things }: Life, name: string, colour: string): void {
  const current = things.get("", name);
  const draft = { apiVersion: "v1", kind: "Thing", metadata: { name }, spec: { colour } };
  if (!current) store.create(things, draft);
  else if (colour === "") store.remove(things, current, draftOf(store.read(current)));
  else store.replace(things, current, draft);
}

const texts = ({ things }: Life): string[] => things.select(EVERYTHING).map(({ text }) => text);

function temporary(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "kwokbench-data-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const aWrite = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  colour: fc.constantFrom("", "red", "blue"),
  pause: fc.boolean(),
});

describe("a data directory", () => {
  test("gives a later life the state, the revision and the history of the one before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(aWrite, { maxLength: 15 }), { maxLength: 4 }),
        async (lives) => {
          using directory = temporary();
          let before: string[] = [];
          let revision = 0;
          for (const writes of lives) {
            const life = begin(directory.path, [], SMALL);
            expect(texts(life)).toEqual(before);
            expect(life.store.resourceVersion).toBe(revision);
            for (const { name, colour, pause } of writes) {
              write(life, name, colour);
              if (pause) await life.data.log.settled();
            }
            before = texts(life);
            revision = life.store.resourceVersion;
            await life.data.close();
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test("lets a watch resume where it was, as far back as the snapshot", async () => {
    using directory = temporary();
    const first = begin(directory.path);
    write(first, "a", "red");
    write(first, "a", "blue");
    write(first, "a", "");
    await first.data.close();
    const second = begin(directory.path);
    const changes = second.things.log.since(1) ?? [];
    expect(
      changes.map(({ type, resourceVersion, object, previous }) => [
        type,
        resourceVersion,
        object.fields,
        previous?.resourceVersion,
      ]),
    ).toEqual([
      ["MODIFIED", 2, ["blue"], 1],
      ["DELETED", 3, ["blue"], 2],
    ]);
    await second.data.close();
  });

  test("keeps no more than the snapshot and the log since", async () => {
    using directory = temporary();
    for (let life = 0; life < 8; life++) {
      const { store, things, data } = begin(directory.path, [], SMALL);
      for (let at = 0; at < 12; at++) {
        write({ store, things, data }, "a", `colour ${at}`);
        await data.log.settled();
      }
      await data.close();
    }
    const bytes = readdirSync(directory.path).map(
      (name) => readFileSync(join(directory.path, name)).length,
    );
    expect(bytes.reduce((sum, length) => sum + length, 0)).toBeLessThan(3000);
    const later = begin(directory.path);
    expect(later.things.log.since(1)).toBeUndefined();
    expect(texts(later)).toHaveLength(1);
    await later.data.close();
  });

  test("belongs to one server", async () => {
    using directory = temporary();
    const life = begin(directory.path);
    expect(() => begin(directory.path)).toThrow(
      `another API server uses the data directory ${directory.path}; stop it`,
    );
    await life.data.close();
    await begin(directory.path).data.close();
  });

  test("whose last write was cut says so and goes on without it", async () => {
    using directory = temporary();
    const life = begin(directory.path);
    write(life, "a", "red");
    await life.data.log.settled();
    write(life, "b", "red");
    await life.data.close();
    const file = join(directory.path, "log-00000001");
    const whole = readFileSync(file);
    const second = whole.lastIndexOf('"name":"b"');
    writeFileSync(file, whole.subarray(0, second));
    const log: string[] = [];
    const later = begin(directory.path, log);
    expect(texts(later)).toHaveLength(1);
    const offset = readFileSync(file).length - 27;
    expect(log).toEqual([
      expect.stringContaining(`file="${file}" offset=${offset} bytes=${second - offset}`),
    ]);
    write(later, "b", "blue");
    await later.data.close();
    const last = begin(directory.path, log);
    expect(texts(last)).toHaveLength(2);
    expect(log).toHaveLength(1);
    await last.data.close();
  });

  test("that is damaged is refused, with file and offset, and left as it is", async () => {
    using directory = temporary();
    const life = begin(directory.path);
    for (const name of ["a", "b", "c"]) {
      write(life, name, "red");
      await life.data.log.settled();
    }
    await life.data.close();
    const file = join(directory.path, "log-00000001");
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"name":"b"');
    bytes[at] = 0;
    writeFileSync(file, bytes);
    const offset = bytes.lastIndexOf(Buffer.from([0xff, 0x4b]), at);
    expect(() => begin(directory.path)).toThrow(
      `${file} at byte ${offset}: a record that had been kept is damaged; nothing was changed`,
    );
    expect(readFileSync(file)).toEqual(bytes);
    expect(readdirSync(directory.path).sort()).toEqual(["lock", "log-00000001"]);
  });

  test("of which a part is missing is refused", async () => {
    using directory = temporary();
    const life = begin(directory.path, [], SMALL);
    for (let at = 0; at < 30; at++) {
      write(life, "a", `colour ${at}`);
      await life.data.log.settled();
    }
    await life.data.close();
    const snapshot = readdirSync(directory.path).find((name) => name.startsWith("snapshot"))!;
    rmSync(join(directory.path, snapshot));
    expect(() => begin(directory.path)).toThrow(
      `${join(directory.path, "log-00000001")}: the file is missing`,
    );
  });
});
