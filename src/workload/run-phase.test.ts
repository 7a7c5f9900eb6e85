import { describe, expect, test } from "bun:test";
import { FailureError, prng, systemClock } from "../base/index.ts";
import { ApiError, type ApiRequest } from "../client/index.ts";
import { type Phase, parseScenario } from "../scenario/index.ts";
import type { Operation } from "./observer.ts";
import { planPhase } from "./plan/plan.ts";
import { Population } from "./population.ts";
import { IN_FLIGHT_MAX, type PhaseContext, runPhase } from "./run-phase.ts";

function phaseOf(text: string): Phase {
  const { phases } = parseScenario(
    `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: t }
spec:
  phases: [{ name: p, ${text} }]`,
    { file: "t.yaml", readFile: () => undefined },
  );
  return phases[0]!;
}

interface Sent {
  readonly request: ApiRequest;
  readonly answer: () => void;
  readonly refuse: (error: Error) => void;
}

/** A server that answers when told to, and a witness of everything the sender tells. */
class World {
  readonly open: Sent[] = [];
  readonly told: string[] = [];
  readonly operations: Operation[] = [];
  readonly latenessMs: number[] = [];
  readonly namespaces: string[] = [];
  readonly generations: (number | undefined)[] = [];
  readonly population = new Population();
  inFlightMax = 0;
  requests = 0;
  /** Called for each request; by default it stays open. */
  serve: (sent: Sent) => void = (sent) => this.open.push(sent);
  private readonly stopper = new AbortController();
  private inFlight = 0;

  readonly context: PhaseContext = {
    client: {
      discard: (request) =>
        new Promise<void>((resolve, reject) => {
          this.requests++;
          this.inFlightMax = Math.max(this.inFlightMax, ++this.inFlight);
          const ended = (): number => this.inFlight--;
          this.serve({
            request,
            answer: () => (ended(), resolve()),
            refuse: (error) => (ended(), reject(error)),
          });
        }),
      text: async (request) => {
        this.requests++;
        return JSON.stringify({ metadata: { generation: 7 }, path: request.path });
      },
      create: async (_resource, object) => {
        this.namespaces.push((object as { metadata: { name: string } }).metadata.name);
        return object as never;
      },
      get: () => Promise.reject(new ApiError(404, "NotFound", "not found")),
    },
    clock: systemClock,
    random: prng(1),
    population: this.population,
    run: "r",
    signal: this.stopper.signal,
    observer: {
      intended: (operation) =>
        void (this.tell("intended", operation), this.operations.push(operation)),
      sent: (operation, atMs) => {
        this.tell("sent", operation);
        this.latenessMs.push(atMs - operation.intendedMs);
      },
      acknowledged: (operation, _atMs, answer) => {
        this.tell("acknowledged", operation);
        this.generations.push(answer?.generation);
      },
      failed: (operation) => this.tell("failed", operation),
    },
  };

  stop(): void {
    this.stopper.abort();
  }

  private tell(what: string, { key }: Operation): void {
    this.told.push(`${what} ${key.split("/")[1]}`);
  }
}

const settled = (): Promise<void> => Bun.sleep(0);

describe("asap is a closed loop", () => {
  test("so many in flight, the next when one ends", async () => {
    const world = new World();
    const run = runPhase(
      phaseOf("create: { count: 5 }, arrival: { asap: { inFlight: 2 } }"),
      world.context,
    );
    await settled();
    expect(world.told).toEqual([
      "intended p-000000",
      "sent p-000000",
      "intended p-000001",
      "sent p-000001",
    ]);
    world.open.shift()!.answer();
    await settled();
    expect(world.told.slice(4)).toEqual([
      "acknowledged p-000000",
      "intended p-000002",
      "sent p-000002",
    ]);
    world.serve = ({ answer }) => answer();
    for (const { answer } of world.open) answer();
    expect(await run).toMatchObject({
      intended: 5,
      sent: 5,
      acknowledged: 5,
      failed: 0,
      stopped: false,
    });
    expect(world.inFlightMax).toBe(2);
  });
  test("its duration ends it, with what is in flight answered", async () => {
    const world = new World();
    world.serve = ({ answer }) => setTimeout(answer, 1);
    const phase = phaseOf("create: { count: 1000000 }, duration: 20ms");
    const outcome = await runPhase(phase, world.context);
    expect(outcome.intended).toBeWithin(64, 1_000_000);
    expect(outcome.acknowledged).toBe(outcome.intended);
  });
});

describe("the other arrivals are open loops", () => {
  const phase = phaseOf("create: { count: 40 }, arrival: { poisson: { rate: 1000/s } }");

  test("intended moments are the plan's, to the digit, however late timers and answers are", async () => {
    const world = new World();
    world.serve = ({ answer }) => setTimeout(answer, 5);
    const { startMs } = await runPhase(phase, world.context);
    const plan = planPhase(phase, { random: prng(1), population: new Population(), run: "r" });
    expect(world.operations.map(({ intendedMs }) => intendedMs)).toEqual(
      [...plan].map(({ atMs }) => startMs + atMs),
    );
    expect(Math.min(...world.latenessMs)).toBeGreaterThanOrEqual(0);
  });
  test("nothing waits for answers", async () => {
    const world = new World();
    const run = runPhase(phase, world.context);
    while (world.open.length < 40) await Bun.sleep(1);
    for (const { answer } of world.open) answer();
    expect(await run).toMatchObject({ sent: 40, acknowledged: 40 });
    expect(world.inFlightMax).toBe(40);
  });
  test("beyond the bound requests wait, are offered all the same, and go in order", async () => {
    const world = new World();
    const many = phaseOf("create: { count: 3000 }, arrival: { constant: { rate: 1000000/s } }");
    const run = runPhase(many, world.context);
    while (world.operations.length < 3000) await Bun.sleep(1);
    expect(world.requests).toBe(IN_FLIGHT_MAX);
    world.serve = ({ answer }) => queueMicrotask(answer);
    for (const { answer } of world.open) answer();
    expect(await run).toMatchObject({ intended: 3000, sent: 3000, acknowledged: 3000 });
    expect(world.inFlightMax).toBe(IN_FLIGHT_MAX);
    const sent = world.told.filter((line) => line.startsWith("sent"));
    expect(sent).toEqual(sent.toSorted());
  });
});

test("a failure is a result, told with its error and not tried again", async () => {
  const world = new World();
  world.serve = ({ refuse }) => refuse(new ApiError(500, "InternalError", "no"));
  const outcome = await runPhase(phaseOf("create: { count: 3 }"), world.context);
  expect(outcome).toMatchObject({ sent: 3, acknowledged: 0, failed: 3 });
  expect(world.requests).toBe(3);
});

describe("429 with Retry-After is obeyed", () => {
  test("until it is answered, and counts as one request", async () => {
    const world = new World();
    world.serve = ({ answer, refuse }) =>
      world.requests < 3 ? refuse(new ApiError(429, "TooManyRequests", "later", 0)) : answer();
    const outcome = await runPhase(phaseOf("create: { count: 1 }"), world.context);
    expect(outcome).toMatchObject({ sent: 1, acknowledged: 1, failed: 0 });
    expect(world.requests).toBe(3);
  });
  test("but not for ever", async () => {
    const world = new World();
    world.serve = ({ refuse }) => refuse(new ApiError(429, "TooManyRequests", "later", 0));
    expect(await runPhase(phaseOf("create: { count: 1 }"), world.context)).toMatchObject({
      failed: 1,
    });
    expect(world.requests).toBe(5);
  });
});

describe("the signal", () => {
  test("stops sending at once; what was due is offered, what is in flight is waited for", async () => {
    const world = new World();
    const run = runPhase(
      phaseOf("create: { count: 1000 }, arrival: { constant: { rate: 100/s } }"),
      world.context,
    );
    while (world.open.length < 2) await Bun.sleep(1);
    world.stop();
    const requests = world.requests;
    for (const { answer } of world.open) answer();
    const outcome = await run;
    expect(outcome).toMatchObject({ stopped: true, sent: requests, acknowledged: requests });
    expect(outcome.intended).toBeLessThan(1000);
    expect(world.requests).toBe(requests);
  });
  test("given before the phase, nothing is sent", async () => {
    const world = new World();
    world.stop();
    const outcome = await runPhase(phaseOf("create: { count: 5 }"), world.context);
    expect(outcome).toMatchObject({ stopped: true, intended: 0, sent: 0 });
    expect(world.namespaces).toEqual([]);
  });
});

test("a server that does not answer ends the phase at its time-out", async () => {
  const world = new World();
  const phase = phaseOf("create: { count: 100 }, timeout: 150ms");
  expect(await runPhase(phase, world.context)).toMatchObject({
    stopped: true,
    timedOut: true,
    sent: 64,
    acknowledged: 0,
  });
});

test("sleep lasts as long as it says, and sends nothing", async () => {
  const world = new World();
  const { startMs, endMs, intended } = await runPhase(phaseOf("sleep: 15ms"), world.context);
  expect(endMs - startMs).toBeGreaterThanOrEqual(14);
  expect(intended).toBe(0);
});

describe("namespaces", () => {
  test("are made once, before the first object", async () => {
    const world = new World();
    world.serve = ({ answer }) => answer();
    const phase = phaseOf("create: { count: 5, namespaces: 2 }");
    await runPhase(phase, world.context);
    await runPhase({ ...phase, name: "again" }, world.context);
    expect(world.namespaces).toEqual(["kwokbench-t-0", "kwokbench-t-1"]);
  });
  test("of another run are refused, with the way out", async () => {
    const world = new World();
    const labels = { "kwokbench.dev/run": "older" };
    const client = {
      ...world.context.client,
      create: () => Promise.reject(new ApiError(409, "AlreadyExists", "there")),
      get: async () => ({ metadata: { name: "kwokbench-t-0", labels } }) as never,
    };
    const run = runPhase(phaseOf("create: { count: 5 }"), { ...world.context, client });
    const error: unknown = await run.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).message).toBe(
      "the namespace kwokbench-t-0 exists already, left by run older; delete it (kubectl delete namespace -l kwokbench.dev/run=older) and run again",
    );
    expect(world.requests).toBe(0);
  });
});

test("the answer to a patch says which generation it made; other answers are thrown away", async () => {
  const world = new World();
  world.serve = ({ answer }) => answer();
  const { phases } = parseScenario(
    `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: t }
spec:
  phases:
    - { name: p, create: { kind: Deployment, count: 2 } }
    - { name: up, scale: { kind: Deployment, from: p, replicas: 3 } }`,
    { file: "t.yaml", readFile: () => undefined },
  );
  for (const phase of phases) await runPhase(phase, world.context);
  expect(world.generations).toEqual([undefined, undefined, 7, 7]);
});
