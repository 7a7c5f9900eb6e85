import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock, silentLogger } from "../../base/index.ts";
import { Gate } from "../serve/http/gate.ts";
import type { ChunkSink, Reply } from "../serve/http/http.ts";
import { textOf, type Chunk } from "../store/chunk.ts";
import type { Collection } from "../store/collection.ts";
import { draftOf } from "../store/draft.ts";
import { EVERYTHING } from "../store/selection.ts";
import { Store } from "../store/store.ts";
import type { WatchHub } from "../store/watch-hub.ts";
import { CommitLog } from "./commit-log.ts";
import type { SegmentFile } from "./files.ts";
import { type LogRecord, scanRecords } from "./record.ts";

/** A disk of bounded size whose syncs end when told to. */
class SlowDisk implements SegmentFile {
  readonly path = "log-00000001";
  bytes = Buffer.alloc(0);
  room = Infinity;
  syncs: PromiseWithResolvers<void>[] = [];

  get length(): number {
    return this.bytes.length;
  }

  append(bytes: Uint8Array): void {
    const free = this.room - this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, bytes.subarray(0, Math.max(0, free))]);
    if (bytes.length > free) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
  }

  rewind(length: number): void {
    this.bytes = this.bytes.subarray(0, length);
  }

  sync(): Promise<void> {
    const sync = Promise.withResolvers<void>();
    this.syncs.push(sync);
    return sync.promise;
  }

  tryRoom(): void {
    if (this.room < Infinity) throw new Error("no space left");
  }

  close(): void {}

  /** Ends the sync that is waited for. */
  async synced(): Promise<void> {
    while (this.syncs.length === 0) await Bun.sleep(1);
    this.syncs.shift()!.resolve();
    await Bun.sleep(1);
  }

  get records(): readonly LogRecord[] {
    return [...scanRecords(this.bytes, 0)].filter(({ type }) => type !== "SEAL");
  }
}

let disk: SlowDisk;
let log: CommitLog;
let store: Store;
let things: Collection;
let gate: Gate;

beforeEach(() => {
  disk = new SlowDisk();
  log = new CommitLog({
    segment: disk,
    logger: silentLogger,
    defer: (task) => void setImmediate(task),
    betweenGroups: () => {},
    resourceVersion: 0,
  });
  const flush = (hub: WatchHub): void => void setImmediate(() => hub.flush());
  store = new Store({ clock: new FakeClock(0, 0), scheduleFlush: flush });
  store.attach(log);
  log.onLost = (unkept) => store.takeBack(unkept);
  things = store.collection({ name: "things", fieldNames: [], readFields: () => [] });
  gate = new Gate(log);
});

function create(name: string): void {
  store.create(things, { apiVersion: "v1", kind: "Thing", metadata: { name } });
}

const names = (): string[] => things.select(EVERYTHING).map(({ name }) => name);
const OK: Reply = { status: 200, contentType: "", body: "" };

/** What an answer to `task` came to: not yet, kept, or the message of its refusal. */
function answerTo(task: () => void): { outcome: string } {
  const seen = { outcome: "waits" };
  const answer = gate.hold(() => {
    task();
    return OK;
  });
  answer.then(
    () => (seen.outcome = "kept"),
    (error: Error) => (seen.outcome = error.message),
  );
  return seen;
}

/** A watch through the gate; `frames` is what its client has. */
async function watch(): Promise<{ frames: string; ended: boolean }> {
  const client = { frames: "", ended: false };
  const socket: ChunkSink = {
    write: (chunk) => void (client.frames += textOf(chunk)),
    backlogChars: 0,
    end: () => {
      client.ended = true;
      socket.onClosed?.();
    },
    abort: () => {},
    onRoom: undefined,
    onClosed: undefined,
  };
  const body = {
    isLive: true,
    start(sink: ChunkSink): void {
      const watcher = {
        group: undefined,
        wantsBookmarks: false,
        sink: { write: (frames: Chunk) => sink.write(frames), close: () => sink.end() },
      };
      things.hub.join(watcher, EVERYTHING, {
        key: "names",
        frame: (type, { name }) => `${type} ${name}\n`,
        bookmark: () => "",
      });
    },
  };
  const reply = await gate.hold(() => ({ ...OK, body }));
  (reply.body as typeof body).start(socket);
  return client;
}

describe("group commit", () => {
  test("what is written while a group is on its way shares the next one", async () => {
    const first = answerTo(() => create("a"));
    await Bun.sleep(1);
    const others = ["b", "c", "d"].map((name) => answerTo(() => create(name)));
    expect(log.queue.records).toBe(4);
    await disk.synced();
    expect(first.outcome).toBe("kept");
    expect(others.map(({ outcome }) => outcome)).toEqual(["waits", "waits", "waits"]);
    await disk.synced();
    expect(others.map(({ outcome }) => outcome)).toEqual(["kept", "kept", "kept"]);
    expect([log.groups, log.records, log.queue.records]).toEqual([2, 4, 0]);
    expect(disk.records.map(({ type, resourceVersion }) => [type, resourceVersion])).toEqual([
      ["ADDED", 1],
      ["ADDED", 2],
      ["ADDED", 3],
      ["ADDED", 4],
    ]);
  });

  test("nobody sees what is not on disk: neither a read nor a watch", async () => {
    const client = await watch();
    create("a");
    const read = answerTo(() => names());
    await Bun.sleep(5);
    expect([read.outcome, client.frames]).toEqual(["waits", ""]);
    await disk.synced();
    expect([read.outcome, client.frames]).toEqual(["kept", "ADDED a\n"]);
  });
});

describe("a full disk", () => {
  const FULL = "the write could not be kept and was not made: no space is left for log-00000001";

  test("refuses the writes, takes them back and keeps what it had", async () => {
    const kept = answerTo(() => create("a"));
    await disk.synced();
    expect(kept.outcome).toBe("kept");
    disk.room = disk.length + 20;
    const [a] = things.select(EVERYTHING);
    const lost = [
      answerTo(() => create("b")),
      answerTo(() => store.remove(things, a!, draftOf(store.read(a!)))),
    ];
    const read = answerTo(() => names());
    await Bun.sleep(5);
    expect([...lost, read].map(({ outcome }) => outcome)).toEqual([FULL, FULL, FULL]);
    expect(names()).toEqual(["a"]);
    expect(things.log.since(1)).toBeUndefined();
    expect(() => create("c")).toThrow(FULL);
    expect(disk.records).toHaveLength(1);
    disk.room = Infinity;
    while (log.refusing !== undefined) await Bun.sleep(20);
    const again = answerTo(() => create("d"));
    await disk.synced();
    expect(again.outcome).toBe("kept");
    expect(names()).toEqual(["a", "d"]);
    expect(disk.records.map(({ text }) => JSON.parse(text).metadata.name)).toEqual(["a", "d"]);
  });

  test("sends away the watches that would have heard of it, with what they may know", async () => {
    const client = await watch();
    create("a");
    await Bun.sleep(1);
    create("b");
    disk.room = disk.length;
    await disk.synced();
    await Bun.sleep(5);
    expect(client).toEqual({ frames: "ADDED a\n", ended: true });
    expect(names()).toEqual(["a"]);
  });

  test("a disk that fails otherwise is not trusted again", async () => {
    const lost = answerTo(() => create("a"));
    while (disk.syncs.length === 0) await Bun.sleep(1);
    disk.syncs.shift()!.reject(new Error("input/output error"));
    await Bun.sleep(5);
    expect(lost.outcome).toContain(
      "input/output error); repair the disk and start the server again",
    );
    expect(names()).toEqual([]);
    expect(log.refusing).toBeDefined();
  });
});
