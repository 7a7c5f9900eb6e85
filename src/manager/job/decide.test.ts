import { expect, test } from "bun:test";
import type { PodView } from "../workload/pod-view.ts";
import { type JobObject, decideJob } from "./decide.ts";
import { formatIndexes } from "./indexes.ts";

const NOW_MS = Date.UTC(2026, 0, 1, 0, 10);

function pods(phases: string): PodView[] {
  const phaseOf: Readonly<Record<string, string>> = { s: "Succeeded", f: "Failed", r: "Running" };
  return phases.split("").map((letter, at) => ({
    key: `default/p${at}`,
    name: `p${at}`,
    namespace: "default",
    uid: `p${at}`,
    labels: {},
    owner: undefined,
    deleting: false,
    createdMs: at,
    nodeName: "n",
    phase: phaseOf[letter]!,
    ready: letter === "r",
    readySinceMs: 0,
    restarts: 0,
    tolerations: [],
    completionIndex: at,
  }));
}

/** What is decided, in a line: pods to make and remove, conditions, when to look again. */
function decide(spec: JobObject["spec"], phases: string, lastFailureMs = 0, status = {}): string {
  const job: JobObject = { metadata: { name: "job" }, spec: spec ?? {}, status };
  const decision = decideJob(job, pods(phases), true, lastFailureMs, NOW_MS);
  const [write] = decision.writes;
  const next =
    write?.kind === "patch"
      ? (write.patch as { status: { conditions?: { type: string; status: string }[] } }).status
      : {};
  const conditions = (next.conditions ?? []).map(({ type, status }) => `${type}=${status}`);
  const made =
    decision.createIndexes.length > 0 ? `[${decision.createIndexes.join()}]` : decision.createCount;
  return [
    `make ${made}`,
    `remove ${decision.remove.length}`,
    ...conditions,
    ...(decision.lookAgainMs === undefined ? [] : [`again in ${decision.lookAgainMs / 1000} s`]),
  ].join(", ");
}

test.each<[string, JobObject["spec"], string, string]>([
  ["starts as many as may run", { completions: 5, parallelism: 2 }, "", "make 2, remove 0"],
  [
    "never more than are still needed",
    { completions: 5, parallelism: 3 },
    "ssss",
    "make 1, remove 0",
  ],
  [
    "is complete",
    { completions: 2, parallelism: 2 },
    "ss",
    "make 0, remove 0, SuccessCriteriaMet=True, Complete=True",
  ],
  [
    "without completions: one success starts no more",
    { parallelism: 3 },
    "srr",
    "make 0, remove 0",
  ],
  [
    "without completions: done when the others are",
    { parallelism: 3 },
    "sss",
    "make 0, remove 0, SuccessCriteriaMet=True, Complete=True",
  ],
  ["fewer may run now", { completions: 9, parallelism: 1 }, "rrr", "make 0, remove 2"],
  [
    "too many failures",
    { completions: 2, parallelism: 2, backoffLimit: 1 },
    "ffr",
    "make 0, remove 1, FailureTarget=True, Failed=True",
  ],
  [
    "suspended",
    { completions: 2, parallelism: 2, suspend: true },
    "rr",
    "make 0, remove 2, Suspended=True",
  ],
  [
    "indexed: the free ones",
    { completions: 5, parallelism: 3, completionMode: "Indexed" },
    "sfr",
    "make [1,3], remove 0",
  ],
])("%s", (_, spec, phases, expected) => {
  expect(decide(spec, phases)).toBe(expected);
});

test("after a failure the next pod waits, twice as long each time", () => {
  expect(decide({ completions: 2 }, "f", NOW_MS - 4_000)).toBe("make 0, remove 0, again in 6 s");
  expect(decide({ completions: 2 }, "ff", NOW_MS - 4_000)).toBe("make 0, remove 0, again in 16 s");
  expect(decide({ completions: 2 }, "ff", NOW_MS - 20_000)).toBe("make 1, remove 0");
});

test("a deadline ends it", () => {
  const spec = { activeDeadlineSeconds: 60 };
  expect(decide(spec, "r", 0, { startTime: "2026-01-01T00:09:30Z" })).toBe(
    "make 0, remove 0, again in 30 s",
  );
  expect(decide(spec, "r", 0, { startTime: "2026-01-01T00:08:00Z" })).toBe(
    "make 0, remove 1, FailureTarget=True, Failed=True",
  );
});

test("indexes are written as ranges", () => {
  expect(formatIndexes(new Set([7, 0, 2, 3, 4, 9, 10]))).toBe("0,2-4,7,9,10");
  expect(formatIndexes(new Set())).toBe("");
});
