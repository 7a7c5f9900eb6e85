// The real kube-scheduler on the embedded API server, with its defaults: elected by Lease, it binds, preempts, tells of it in
// events; and when a leader is killed the next one takes over.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { type Client, createClient, createTransport, reflect } from "../../src/client/index.ts";
import { kubeconfigText } from "../../src/cluster/index.ts";
import { type KubeObject, type PodObject, type Resource, resources } from "../../src/kube/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { playNodes } from "./players.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const WITHIN_MS = 120_000;
const installed = realProgramsInstalled("kube-scheduler");
const priorityClasses: Resource = {
  group: "scheduling.k8s.io",
  version: "v1",
  plural: "priorityclasses",
  kind: "PriorityClass",
  namespaced: false,
};
const newEvents: Resource = { ...resources.events, group: "events.k8s.io" };
const leader = { name: "kube-scheduler", namespace: "kube-system" };
/** So that a takeover takes seconds: the default lease is fifteen. */
const SHORT_LEASE = [
  "--leader-elect-lease-duration=3s",
  "--leader-elect-renew-deadline=2s",
  "--leader-elect-retry-period=500ms",
];

interface Scheduler {
  log(): string;
  kill(): Promise<void>;
}

describe.skipIf(!installed)("kube-scheduler on the embedded API server", () => {
  let folder: ReturnType<typeof emptyFolder>;
  let client: Client;
  let started: Scheduler[];
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    folder = emptyFolder();
    started = [];
    const server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
    writeFileSync(join(folder.path, "kubeconfig"), kubeconfigText("test", { url: server.url }));
    client = createClient(createTransport({ url: server.url }, "test"));
    const nodes = await playNodes(client, "");
    stops = [() => nodes.stop(), () => server.stop()];
  }, WITHIN_MS);

  afterEach(async () => {
    for (const scheduler of started) await scheduler.kill();
    for (const stop of stops) await stop();
    folder[Symbol.dispose]();
  }, WITHIN_MS);

  function startKubeScheduler(...flags: readonly string[]): Scheduler {
    const log = join(folder.path, `scheduler-${started.length}.log`);
    const child = Bun.spawn(
      [
        realProgram("kube-scheduler"),
        `--kubeconfig=${join(folder.path, "kubeconfig")}`,
        // The default port may be taken on a machine that runs several tests.
        "--secure-port=0",
        ...flags,
      ],
      { stdout: "ignore", stderr: Bun.file(log) },
    );
    const scheduler: Scheduler = {
      log: () => readFileSync(log, "utf8"),
      async kill() {
        child.kill("SIGKILL");
        await child.exited;
      },
    };
    started.push(scheduler);
    return scheduler;
  }

  const createNode = async (name: string): Promise<void> => {
    const allocatable = { cpu: "2", memory: "4Gi", pods: "20" };
    await client.create(resources.nodes, {
      metadata: { name },
      status: { allocatable, capacity: allocatable },
    });
    // Nobody here takes off the taint of a node that was not ready yet.
    await client.patch(resources.nodes, { name }, "merge", { spec: { taints: [] } });
  };
  const createPod = (name: string, cpu: string, priorityClassName?: string) => {
    const containers = [{ name: "c", image: "i", resources: { requests: { cpu } } }];
    const spec = { containers, ...(priorityClassName && { priorityClassName }) };
    return client.create(resources.pods, { metadata: { name }, spec }, "default");
  };
  const pod = (name: string) =>
    client.get<PodObject>(resources.pods, { name, namespace: "default" });
  const bound = async (name: string): Promise<string> => {
    for (;;) {
      const { nodeName } = (await pod(name)).spec ?? {};
      if (nodeName) return nodeName;
      await Bun.sleep(50);
    }
  };
  /** The events with this reason, once there are so many. */
  const eventsOf = async (resource: Resource, reason: string): Promise<KubeObject[]> => {
    for (;;) {
      const { items } = await client.list(resource, { namespace: "default" });
      const found = items.filter((event) => event["reason"] === reason);
      if (found.length > 0) return found;
      await Bun.sleep(50);
    }
  };
  const holder = async (): Promise<string> => {
    for (;;) {
      const { items } = await client.list(resources.leases, { namespace: leader.namespace });
      const lease = items.find(({ metadata }) => metadata.name === leader.name);
      const { holderIdentity } = (lease?.["spec"] ?? {}) as { holderIdentity?: string };
      if (holderIdentity) return holderIdentity;
      await Bun.sleep(50);
    }
  };

  test(
    "is elected, binds, and tells of it in the events of both groups",
    async () => {
      const scheduler = startKubeScheduler();
      await createNode("n0");
      await createPod("small", "1");
      await createPod("large", "64");
      expect(await bound("small")).toBe("n0");
      expect(await holder()).toContain("_");
      const [scheduled] = await eventsOf(resources.events, "Scheduled");
      expect(scheduled).toMatchObject({
        involvedObject: { kind: "Pod", name: "small", namespace: "default" },
        message: "Successfully assigned default/small to n0",
        type: "Normal",
        reportingComponent: "default-scheduler",
      });
      const [same] = await eventsOf(newEvents, "Scheduled");
      expect(same).toMatchObject({
        metadata: { uid: scheduled?.metadata.uid },
        regarding: { kind: "Pod", name: "small" },
        note: "Successfully assigned default/small to n0",
        reportingController: "default-scheduler",
        action: "Binding",
      });
      const [failed] = await eventsOf(resources.events, "FailedScheduling");
      expect(failed?.["message"]).toContain("0/1 nodes are available: 1 Insufficient cpu");
      const conditions = (await pod("large")).status?.conditions;
      expect(conditions).toMatchObject([
        { type: "PodScheduled", status: "False", reason: "Unschedulable", observedGeneration: 1 },
      ]);
      expect(troubles(scheduler.log())).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    "preempts: the least important pods go, their node is nominated, then bound",
    async () => {
      const scheduler = startKubeScheduler();
      for (const [name, value] of [
        ["low", 10],
        ["high", 1000],
      ] as const)
        await client.create(priorityClasses, { metadata: { name }, value });
      await createNode("n0");
      await createPod("kept", "1", "high");
      await createPod("victim", "1", "low");
      await Promise.all([bound("kept"), bound("victim")]);
      const seen: PodObject[] = [];
      const watch = reflect<PodObject>(
        client,
        resources.pods,
        {},
        {
          onEvents: (events) => {
            for (const { object } of events) seen.push(object);
          },
        },
      );
      await createPod("urgent", "1", "high");
      expect(await bound("urgent")).toBe("n0");
      watch.stop();
      const nominated = seen.filter(({ status }) => status?.["nominatedNodeName"] === "n0");
      expect(new Set(nominated.map(({ metadata }) => metadata.name))).toEqual(new Set(["urgent"]));
      const last = seen.findLast(({ metadata }) => metadata.name === "victim");
      expect(last?.status?.conditions).toContainEqual(
        expect.objectContaining({ type: "DisruptionTarget", reason: "PreemptionByScheduler" }),
      );
      const left = (await client.list(resources.pods, { namespace: "default" })).items;
      expect(left.map(({ metadata }) => metadata.name).sort()).toEqual(["kept", "urgent"]);
      const [preempted] = await eventsOf(resources.events, "Preempted");
      expect(preempted).toMatchObject({ involvedObject: { name: "victim" } });
      expect(preempted?.["message"]).toContain("Preempted by pod");
      expect(troubles(scheduler.log())).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    "takes over from a leader that was killed",
    async () => {
      await createNode("n0");
      const first = startKubeScheduler(...SHORT_LEASE);
      const before = await holder();
      const second = startKubeScheduler(...SHORT_LEASE);
      while (!second.log().includes("Attempting to acquire leader lease")) await Bun.sleep(50);
      await createPod("first", "100m");
      await bound("first");
      await first.kill();
      await createPod("second", "100m");
      expect(await bound("second")).toBe("n0");
      const lease = await client.get(resources.leases, leader);
      expect(lease["spec"]).toMatchObject({ leaseTransitions: 1 });
      expect(await holder()).not.toBe(before);
      expect(troubles(second.log())).toEqual([]);
    },
    WITHIN_MS,
  );
});

/** Lines that tell of something an API server did not do as expected; the scheduler says of any machine that it has no manifest. */
function troubles(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => /^[EF]\d{4} |^panic|Failed to watch/.test(line))
    .filter((line) => !line.includes("The manifest file is empty"));
}
