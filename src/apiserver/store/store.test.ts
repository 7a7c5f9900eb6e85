import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { FakeClock } from "../../base/index.ts";
import type { ChangeLogLimits } from "./change-log.ts";
import { textOf } from "./chunk.ts";
import type { Collection, CollectionDefinition } from "./collection.ts";
import { draftOf } from "./draft.ts";
import { EVERYTHING, type Selection } from "./selection.ts";
import { Store } from "./store.ts";
import { selectedFrame, type Rendering, type Watcher } from "./watch-group.ts";
import type { WatchHub } from "./watch-hub.ts";

const PODS: CollectionDefinition = {
  name: "pods",
  fieldNames: ["spec.nodeName"],
  readFields: (pod) => [(pod["spec"] as { nodeName?: string } | undefined)?.nodeName ?? ""],
  indexedFields: ["spec.nodeName"],
};

/** Frames as short lines: `ADDED default/a 12`. */
const LINES: Rendering = {
  key: "lines",
  frame: (type, { namespace, name, resourceVersion }) =>
    `${type} ${namespace}/${name} ${resourceVersion}\n`,
  bookmark: (resourceVersion, end) => `BOOKMARK ${resourceVersion}${end ? " end" : ""}\n`,
};

class World {
  readonly dirty = new Set<WatchHub>();
  readonly store: Store;
  readonly pods: Collection;

  constructor(limits?: ChangeLogLimits) {
    // Revision 0, so that transcripts have small numbers.
    const clock = new FakeClock(0, 0);
    this.store = new Store({ clock, scheduleFlush: (hub) => void this.dirty.add(hub) });
    this.pods = this.store.collection({ ...PODS, ...(limits && { changeLogLimits: limits }) });
  }

  put(
    name: string,
    nodeName = "",
    namespace = "default",
    labels: Record<string, string> = {},
  ): void {
    const current = this.pods.get(namespace, name);
    const draft = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: { nodeName },
    };
    if (current) this.store.replace(this.pods, current, draft);
    else this.store.create(this.pods, draft);
  }

  remove(name: string, namespace = "default"): void {
    const current = this.pods.get(namespace, name);
    if (current) this.store.remove(this.pods, current, draftOf(this.store.read(current)));
  }

  flush(): void {
    for (const hub of this.dirty) hub.flush();
    this.dirty.clear();
  }

  watch(selection: Selection = EVERYTHING): { lines: string[]; chunks: number; watcher: Watcher } {
    const seen: { lines: string[]; chunks: number; watcher: Watcher } = {
      lines: [],
      chunks: 0,
      watcher: {
        group: undefined,
        wantsBookmarks: true,
        sink: { write: () => {}, close: () => {} },
      },
    };
    seen.watcher = {
      ...seen.watcher,
      sink: {
        write(frames) {
          seen.chunks++;
          seen.lines.push(...textOf(frames).trimEnd().split("\n"));
        },
        close: () => {},
      },
    };
    this.pods.hub.join(seen.watcher, selection, LINES);
    return seen;
  }

  names(selection: Selection = EVERYTHING): string[] {
    return this.pods.select(selection).map(({ namespace, name }) => `${namespace}/${name}`);
  }
}

const onNode = (nodeName: string): Selection => ({
  namespace: "",
  key: `spec.nodeName=${nodeName}`,
  exact: { "spec.nodeName": nodeName },
  matchesFields: ({ fields }) => fields[0] === nodeName,
});

describe("the store", () => {
  test("lists in order of namespace and name, whatever the order of writes", () => {
    const world = new World();
    for (const [name, namespace] of [
      ["b", "a"],
      ["a", "a"],
      ["z", "a-b"],
      ["c", "a"],
    ] as const)
      world.put(name, "", namespace);
    expect(world.names()).toEqual(["a-b/z", "a/a", "a/b", "a/c"]);
    world.remove("b", "a");
    world.put("aa", "", "a");
    expect(world.names()).toEqual(["a-b/z", "a/a", "a/aa", "a/c"]);
    expect(world.names({ namespace: "a-b", key: "" })).toEqual(["a-b/z"]);
  });

  test("numbers every write, deletions included, in one sequence", () => {
    const world = new World();
    const seen = world.watch();
    world.put("a");
    world.put("a", "n1");
    world.remove("a");
    world.flush();
    expect(seen.lines).toEqual([
      "ADDED default/a 1",
      "MODIFIED default/a 2",
      "DELETED default/a 3",
    ]);
    expect(world.store.resourceVersion).toBe(3);
  });

  test("joins what happens between two flushes into one chunk", () => {
    const world = new World();
    const seen = world.watch();
    for (let at = 0; at < 100; at++) world.put(`pod-${at}`);
    expect(seen.chunks).toBe(0);
    world.flush();
    expect([seen.chunks, seen.lines.length]).toEqual([1, 100]);
  });

  test("shows an object that enters a selection as ADDED and one that leaves it as DELETED", () => {
    const world = new World();
    const [one, two] = [world.watch(onNode("n1")), world.watch(onNode("n2"))];
    world.put("a");
    world.put("a", "n1");
    world.put("a", "n2");
    world.remove("a");
    world.flush();
    expect(one.lines).toEqual(["ADDED default/a 2", "DELETED default/a 3"]);
    expect(two.lines).toEqual(["ADDED default/a 3", "DELETED default/a 4"]);
  });

  test("finds the pods of a node by index, as they come and go", () => {
    const world = new World();
    world.put("a", "n1");
    world.put("b", "n2");
    world.put("c", "n1");
    expect(world.names(onNode("n1"))).toEqual(["default/a", "default/c"]);
    world.put("a", "n2");
    world.remove("c");
    expect(world.names(onNode("n1"))).toEqual([]);
    expect(world.names(onNode("n2"))).toEqual(["default/a", "default/b"]);
  });

  test("tells a newcomer nothing that happened before it joined", () => {
    const world = new World();
    const early = world.watch();
    world.put("a");
    const late = world.watch();
    world.put("b");
    world.flush();
    expect(early.lines).toEqual(["ADDED default/a 1", "ADDED default/b 2"]);
    expect(late.lines).toEqual(["ADDED default/b 2"]);
  });

  test("says nothing more to one who left, and bookmarks those who stay", () => {
    const world = new World();
    const [gone, stays] = [world.watch(), world.watch()];
    world.pods.hub.leave(gone.watcher);
    world.put("a");
    world.pods.hub.bookmark(world.store.resourceVersion);
    expect(gone.lines).toEqual([]);
    expect(stays.lines).toEqual(["ADDED default/a 1", "BOOKMARK 1"]);
    world.pods.hub.leave(stays.watcher);
    expect(world.pods.hub.load.watchers).toBe(0);
  });

  test("looks back: a list of a past revision is what the list was then", () => {
    const world = new World();
    world.put("a", "n1");
    world.put("b");
    const then = world.store.resourceVersion;
    world.put("a", "n2");
    world.remove("b");
    world.put("c");
    const past = world.pods.selectAt(EVERYTHING, then)!;
    expect(past.map(({ name, fields }) => [name, ...fields])).toEqual([
      ["a", "n1"],
      ["b", ""],
    ]);
    expect(world.pods.selectAt(onNode("n1"), then)!.map(({ name }) => name)).toEqual(["a"]);
  });
});

type Step = { readonly kind: "put" | "remove"; readonly name: string; readonly node: string };
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("put", "put", "remove"),
    name: fc.constantFrom("a", "b", "c", "d"),
    node: fc.constantFrom("", "n1", "n2"),
  }),
  { maxLength: 40 },
);

/** The state a client has that applies `lines` to `state`: name to resourceVersion. */
function replay(state: Map<string, string>, lines: readonly string[]): Map<string, string> {
  for (const line of lines) {
    const [type = "", key = "", version = ""] = line.split(" ");
    if (type === "DELETED") expect(state.delete(key)).toBe(true);
    else {
      expect(state.has(key)).toBe(type === "MODIFIED");
      state.set(key, version);
    }
  }
  return state;
}

const stateOf = (
  objects: readonly { namespace: string; name: string; resourceVersion: number }[],
): Map<string, string> =>
  new Map(
    objects.map(({ namespace, name, resourceVersion }) => [
      `${namespace}/${name}`,
      String(resourceVersion),
    ]),
  );

describe("replaying a watch", () => {
  const selections: readonly Selection[] = [
    EVERYTHING,
    onNode("n1"),
    { namespace: "default", key: "" },
  ];

  test("from any point gives the same state as a list", () => {
    fc.assert(
      fc.property(steps, fc.nat(40), fc.constantFrom(...selections), (all, cut, selection) => {
        const world = new World();
        const run = ({ kind, name, node }: Step): void =>
          kind === "put" ? world.put(name, node) : world.remove(name);
        const before = all.slice(0, cut);
        before.forEach(run);
        const start = world.store.resourceVersion;
        const state = stateOf(world.pods.select(selection));
        const live = world.watch(selection);
        all.slice(cut).forEach((step, at) => {
          run(step);
          if (at % 3 === 0) world.flush();
        });
        world.flush();
        const present = stateOf(world.pods.select(selection));
        const late = world.pods.log
          .since(start)!
          .flatMap((change) => selectedFrame(change, selection, LINES) ?? [])
          .map((frame) => textOf(frame).trimEnd());
        expect(late).toEqual(live.lines);
        expect(replay(new Map(state), live.lines)).toEqual(present);
        expect(stateOf(world.pods.selectAt(selection, start)!)).toEqual(state);
      }),
    );
  });

  test("is refused from a point the log no longer reaches, and exact from any it does", () => {
    const limits = { changesMax: 5, charsMax: Infinity, ageMsMin: Infinity, changesMin: 0 };
    fc.assert(
      fc.property(steps, fc.nat(40), (all, from) => {
        const world = new World(limits);
        const states = [new Map<string, string>()];
        for (const { kind, name, node } of all) {
          const version = world.store.resourceVersion;
          if (kind === "put") world.put(name, node);
          else world.remove(name);
          if (world.store.resourceVersion > version)
            states.push(stateOf(world.pods.select(EVERYTHING)));
        }
        const start = Math.min(from, world.store.resourceVersion);
        const changes = world.pods.log.since(start);
        expect(changes === undefined).toBe(start < world.store.resourceVersion - 5);
        if (!changes) return;
        const lines = changes.map(({ type, object }) =>
          textOf(LINES.frame(type, object)).trimEnd(),
        );
        expect(replay(new Map(states[start]), lines)).toEqual(
          stateOf(world.pods.select(EVERYTHING)),
        );
      }),
    );
  });
});
