// The same load as a run's, driven by as little as possible: sent by the same code to the same cluster, watched only for
// when a phase is over. Nothing is measured but each phase's time and this process's CPU. Run as a program; prints JSON.
//
//   least-driver.ts BINARY SCENARIO FOLDER

import { createLogger, prng, systemClock } from "../../src/base/index.ts";
import { createClient, createTransport, reflect } from "../../src/client/index.ts";
import { openCluster, processUsage } from "../../src/cluster/index.ts";
import { type KubeObject, conditionStatus, resources } from "../../src/kube/index.ts";
import { type Phase, type Scenario, parseScenario } from "../../src/scenario/index.ts";
import { type Operation, Population, nodePhases, runPhase } from "../../src/workload/index.ts";

export interface LeastDriven {
  /** Objects a second of each phase, from its start until the last one got there. */
  readonly perSecond: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
}

/** Counts down what the phase under way still waits for. */
class Waiting {
  private readonly goals = new Map<string, Operation["goal"]>();
  private failures = 0;

  intended({ key, goal }: Operation): void {
    this.goals.set(key, goal);
  }

  failed(): void {
    this.failures++;
  }

  seen(type: string, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    const key = namespace ? `${namespace}/${name}` : name;
    const goal = this.goals.get(key);
    const isGone = type === "DELETED";
    if (goal === "gone" ? isGone : goal === "ready" && conditionStatus(object, "Ready") === "True")
      this.goals.delete(key);
  }

  async over(): Promise<void> {
    while (this.goals.size > this.failures) await Bun.sleep(10);
    if (this.failures > 0) throw new Error(`${this.failures} requests failed`);
  }
}

async function drive(binary: string, scenario: Scenario, folder: string): Promise<LeastDriven> {
  const abort = new AbortController();
  const cluster = await openCluster(
    {
      ...scenario.cluster,
      stages: scenario.stages,
      lease: scenario.nodes[0]?.lease ?? { durationSeconds: 40, renewMs: 10_000 },
      seed: scenario.seed,
      kubeconfig: {},
      nodeSelector: "",
    },
    {
      selfCommand: [binary],
      version: "bench",
      directory: folder,
      logger: createLogger({
        level: "error",
        format: "text",
        write: console.error,
        wallMs: Date.now,
      }),
      signal: abort.signal,
    },
  );
  const client = createClient(createTransport(cluster.endpoint, "bench"));
  const waiting = new Waiting();
  const watches = [resources.pods, resources.nodes].map((resource) =>
    reflect<KubeObject>(
      client,
      resource,
      {},
      {
        onEvents: (events) => {
          for (const { type, object } of events) waiting.seen(type, object);
        },
      },
    ),
  );
  try {
    await Promise.all(watches.map(({ synced }) => synced));
    const context = { population: new Population(), random: prng(scenario.seed), client, waiting };
    const perSecond: Record<string, number> = {};
    for (const phase of [...nodePhases(scenario), ...scenario.phases])
      perSecond[phase.name] = await playPhase(phase, context, abort.signal);
    return { perSecond, cpuSeconds: processUsage(process.pid)?.cpuSeconds ?? 0 };
  } finally {
    for (const watch of watches) watch.stop();
    client.close();
    await cluster.dispose();
  }
}

interface PlayContext {
  readonly population: Population;
  readonly random: ReturnType<typeof prng>;
  readonly client: ReturnType<typeof createClient>;
  readonly waiting: Waiting;
}

async function playPhase(
  phase: Phase,
  { population, random, client, waiting }: PlayContext,
  signal: AbortSignal,
): Promise<number> {
  const startMs = systemClock.nowMs();
  const { intended } = await runPhase(phase, {
    population,
    random,
    client,
    clock: systemClock,
    run: "least",
    signal,
    observer: {
      intended: (operation) => waiting.intended(operation),
      sent: () => {},
      acknowledged: () => {},
      failed: () => waiting.failed(),
    },
  });
  await waiting.over();
  return intended / ((systemClock.nowMs() - startMs) / 1000);
}

if (import.meta.main) {
  const [binary = "", file = "", folder = ""] = process.argv.slice(2);
  const scenario = parseScenario(await Bun.file(file).text(), { file, readFile: () => undefined });
  console.log(JSON.stringify(await drive(binary, scenario, folder)));
}
