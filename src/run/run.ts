// What a run does: bring up the cluster, watch it, drive the phases, let it settle, collect, judge, tear down.

import { calibrate, exitCodes, fail, messageOf, systemClock } from "../base/index.ts";
import { type Client, createClient, createTransport } from "../client/index.ts";
import { type Cluster, openCluster } from "../cluster/index.ts";
import { createMeasurement } from "../measure/index.ts";
import type { Result } from "../result/index.ts";
import { RUN_LABEL } from "../scenario/index.ts";
import { cleanup, leftovers, summarizePlan } from "../workload/index.ts";
import { collectRoles } from "./collect.ts";
import { type Drive, drive } from "./drive.ts";
import { machineTotals } from "./machine.ts";
import { observe } from "./observe.ts";
import { ownsCluster } from "./owns-cluster.ts";
import { wallOffsetMs } from "./evidence.ts";
import { describeRun } from "./result.ts";
import { startSampler } from "./sampler.ts";
import { Scraper, scrapeEndpoints } from "./scraper.ts";
import type { Ending, RunProgress, RunRequest } from "./types.ts";

/**
 * Runs a scenario to its end, or to where it was interrupted, and gives the Result; everything started has ended by then.
 * Throws FailureError where there is nothing to report: no cluster, no controller, a server that refuses.
 */
export async function runScenario(request: RunRequest): Promise<Result> {
  const { scenario, signal } = request;
  const step = stepReporter(request);
  step("calibrating the machine");
  const calibration = calibrate(systemClock);
  step("starting the cluster");
  const openedMs = systemClock.nowMs();
  const cluster = await openCluster(clusterRequest(request), {
    selfCommand: request.selfCommand,
    version: request.version,
    directory: request.directory,
    logger: request.logger,
    signal,
  });
  const clusterReadySeconds = (systemClock.nowMs() - openedMs) / 1000;
  const client = createClient(createTransport(cluster.endpoint, `kwokbench/${request.version}`));
  try {
    const opened = await openSession(request, cluster, client);
    const session = { ...opened, clusterReadySeconds, calibration };
    const ending = await drive(session, step);
    step("collecting");
    return await closeSession(session, ending);
  } finally {
    if (!ownsCluster(scenario)) {
      step("cleaning up");
      await cleanUp(request, client);
    }
    client.close();
    step(`stopping the cluster of ${scenario.name}`);
    await cluster.dispose();
  }
}

function clusterRequest(request: RunRequest): Parameters<typeof openCluster>[0] {
  const { scenario, kubeconfig, runId } = request;
  const lease = scenario.nodes[0]?.lease ?? { durationSeconds: 40, renewMs: 10_000 };
  return {
    ...scenario.cluster,
    stages: scenario.stages,
    lease,
    seed: scenario.seed,
    kubeconfig,
    nodeSelector: `${RUN_LABEL}=${runId}`,
  };
}

/** Everything that watches and counts, started before the first request is sent. */
async function openSession(
  request: RunRequest,
  cluster: Cluster,
  client: Client,
): Promise<Omit<Drive, "clusterReadySeconds" | "calibration">> {
  const { scenario, runId } = request;
  const clock = systemClock;
  const startMs = clock.nowMs();
  const startedAt = new Date(clock.wallMs()).toISOString();
  const found = ownsCluster(request.scenario) ? [] : await findLeftovers(client);
  const measurement = createMeasurement({
    clock,
    startMs,
    warmupUntilMs: startMs + scenario.warmupMs,
    spans: scenario.spans,
    ...(request.onTimeline && { onTimeline: request.onTimeline }),
  });
  const watches = await observe(client, measurement, clock, {
    scenario,
    nodeSelector: ownsCluster(scenario) ? undefined : `${RUN_LABEL}=${runId}`,
  });
  const scraper = new Scraper(scrapeEndpoints(cluster, client, scenario), clock, request.logger);
  await scraper.start();
  const sampler = startSampler(cluster, measurement, clock);
  return {
    request,
    cluster,
    client,
    clock,
    measurement,
    watches,
    sampler,
    scraper,
    startMs,
    startedAt,
    plan: summarizePlan(scenario),
    wallOffsetMsAtStart: wallOffsetMs(clock),
    machineBefore: machineTotals(),
    leftovers: found,
  };
}

/** Takes down what this run made, and tells what could not be. */
async function cleanUp(request: RunRequest, client: Client): Promise<void> {
  const { scenario, runId, logger } = request;
  const made = scenario.phases.flatMap((phase) =>
    "template" in phase ? [phase.template.resource] : [],
  );
  const { remaining } = await cleanup(client, runId, { resources: made });
  for (const sentence of remaining) logger.warn(`left behind: ${sentence}`);
}

async function findLeftovers(client: Client): Promise<readonly string[]> {
  try {
    return await leftovers(client);
  } catch (error) {
    fail(
      `the cluster refuses to list nodes and namespaces: ${messageOf(error)}`,
      "a run needs to create and delete nodes, namespaces and pods; check the context's permissions",
      exitCodes.incomplete,
    );
  }
}

/** Asks the roles for their figures while they still live, ends the watches, judges. */
async function closeSession(session: Drive, ending: Ending): Promise<Result> {
  const { cluster, measurement, sampler, request } = session;
  await collectRoles(cluster, measurement, request.logger);
  const scrapes = await session.scraper.finish();
  sampler.stop();
  const watches = session.watches.statistics();
  session.watches.stop();
  return { ...describeRun(session, ending, measurement.finish(), watches), scrapes };
}

/** What was measured last stays in sight while the run collects and cleans up. */
function stepReporter(request: RunRequest): (step: string, more?: Partial<RunProgress>) => void {
  const startMs = performance.now();
  let known: Pick<RunProgress, "planned" | "measured" | "processes"> = {
    planned: {},
    measured: undefined,
    processes: [],
  };
  return (step, more) => {
    const progress: RunProgress = {
      scenario: request.scenario.name,
      step,
      elapsedSeconds: (performance.now() - startMs) / 1000,
      remainingSeconds: undefined,
      ...known,
      ...more,
    };
    const { planned, measured, processes } = progress;
    known = { planned, measured, processes };
    request.onProgress(progress);
  };
}
