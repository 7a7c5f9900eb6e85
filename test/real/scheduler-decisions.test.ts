// The same nodes and pods, once for the real kube-scheduler and once for ours: each pod must end on the same node, or with the
// same sentence. Pods are chosen so that at most one node suits them; which of several is taken is chance in both.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { type PodObject, resources } from "../../src/kube/index.ts";
import { startScheduler } from "../../src/scheduler/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const installed = realProgramsInstalled("kube-scheduler");

interface NodeCase {
  readonly name: string;
  readonly labels?: object;
  readonly taints?: readonly object[];
  readonly unschedulable?: boolean;
  readonly allocatable?: object;
}

const dedicated = { key: "dedicated", value: "db", effect: "NoSchedule" };
const nodes: readonly NodeCase[] = [
  { name: "plain", labels: { disk: "hdd", size: "3" } },
  { name: "ssd", labels: { disk: "ssd", size: "12" } },
  { name: "tainted", taints: [dedicated] },
  { name: "cordoned", unschedulable: true },
  { name: "gpu", labels: { gpu: "yes" }, allocatable: { "example.com/gpu": "2" } },
  { name: "tiny", labels: { room: "none" }, allocatable: { cpu: "500m", memory: "512Mi" } },
  { name: "full", labels: { room: "full" }, allocatable: { pods: "0" } },
];

const onDisk = (disk: string): object => ({ nodeSelector: { disk } });
const asks = (requests: object, more: object = {}): object => ({
  containers: [{ name: "c", image: "i", resources: { requests } }],
  ...more,
});
/** Of extended resources the limit must be what is asked for. */
const extended = (resources: object): object => ({
  containers: [{ name: "c", image: "i", resources: { requests: resources, limits: resources } }],
});
const affinity = (...nodeSelectorTerms: object[]): object => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
});
const label = (key: string, operator: string, ...values: string[]): object => ({
  key,
  operator,
  ...(values.length > 0 && { values }),
});
const port = (hostPort: number, hostIP?: string): object => ({
  containers: [
    { name: "c", image: "i", ports: [{ containerPort: 80, hostPort, ...(hostIP && { hostIP }) }] },
  ],
});

/** In this order, one after the other: some depend on what those before them took. */
const pods: Readonly<Record<string, object>> = {
  "too-large": asks({ cpu: "64" }),
  "too-large-in-all": asks({ cpu: "64", memory: "1Ti", "ephemeral-storage": "1Ti" }),
  "on-ssd": asks({ cpu: "100m" }, onDisk("ssd")),
  "no-such-disk": asks({ cpu: "100m" }, onDisk("tape")),
  "gpu-takes-both": extended({ "example.com/gpu": "2" }),
  "gpu-has-none-left": extended({ "example.com/gpu": "1" }),
  "no-such-resource": extended({ "example.com/tpu": "1" }),
  "only-full": asks({}, { nodeSelector: { room: "full" } }),
  "tiny-by-init": {
    ...asks({ cpu: "100m" }, { nodeSelector: { room: "none" } }),
    initContainers: [{ name: "i", image: "i", resources: { requests: { cpu: "501m" } } }],
  },
  "tiny-by-sidecar": {
    ...asks({ cpu: "300m" }, { nodeSelector: { room: "none" } }),
    initContainers: [
      { name: "s", image: "i", restartPolicy: "Always", resources: { requests: { cpu: "201m" } } },
    ],
  },
  "tiny-fits": {
    ...asks({ cpu: "300m" }, { nodeSelector: { room: "none" } }),
    initContainers: [{ name: "i", image: "i", resources: { requests: { cpu: "500m" } } }],
  },
  "tiny-is-taken": asks({ cpu: "1m" }, { nodeSelector: { room: "none" } }),
  "greater-than": asks({}, affinity({ matchExpressions: [label("size", "Gt", "9")] })),
  "less-than": asks({}, affinity({ matchExpressions: [label("size", "Lt", "2")] })),
  alternatives: asks(
    {},
    affinity(
      { matchExpressions: [label("disk", "In", "tape")] },
      { matchExpressions: [label("gpu", "Exists"), label("disk", "DoesNotExist")] },
    ),
  ),
  "not-in": asks(
    {},
    affinity({ matchExpressions: [label("size", "Exists"), label("disk", "NotIn", "ssd")] }),
  ),
  "by-name": asks({}, affinity({ matchFields: [label("metadata.name", "In", "ssd")] })),
  "by-name-tainted": asks({}, affinity({ matchFields: [label("metadata.name", "In", "tainted")] })),
  "by-name-gone": asks({}, affinity({ matchFields: [label("metadata.name", "In", "gone")] })),
  "by-name-contradiction": asks(
    {},
    affinity({
      matchFields: [label("metadata.name", "In", "ssd"), label("metadata.name", "In", "plain")],
    }),
  ),
  "tolerates-the-taint": asks(
    { cpu: "64" },
    { tolerations: [{ key: "dedicated", operator: "Equal", value: "db" }] },
  ),
  "tolerates-another-value": asks(
    {},
    {
      ...affinity({ matchFields: [label("metadata.name", "In", "tainted")] }),
      tolerations: [{ key: "dedicated", operator: "Equal", value: "web" }],
    },
  ),
  "tolerates-cordons": asks(
    {},
    {
      ...affinity({ matchFields: [label("metadata.name", "In", "cordoned")] }),
      tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }],
    },
  ),
  "takes-a-port": { ...port(80), ...onDisk("ssd") },
  "same-port": { ...port(80, "127.0.0.1"), ...onDisk("ssd") },
  "another-port": { ...port(81, "127.0.0.1"), ...onDisk("ssd") },
  "same-port-elsewhere": { ...port(81, "127.0.0.2"), ...onDisk("ssd") },
  "same-port-everywhere": { ...port(81), ...onDisk("ssd") },
};

/** Where each pod ended: `→ node`, or its sentence without what kube-scheduler adds of preemption and claims. */
async function outcomes(client: Client): Promise<Record<string, string>> {
  for (const { name, labels = {}, taints = [], unschedulable, allocatable = {} } of nodes) {
    await client.create(resources.nodes, {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels },
      spec: { taints, ...(unschedulable && { unschedulable }) },
      status: {
        allocatable: { cpu: "8", memory: "16Gi", pods: "50", ...allocatable },
      },
    } as never);
    // Admission taints what is new; there is nobody here to take that off again but we.
    const patch = { spec: { taints } };
    await client.patch(resources.nodes, { name }, "merge", patch);
  }
  const ends: Record<string, string> = {};
  for (const [name, spec] of Object.entries(pods)) {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
    await client.create(resources.pods, pod, "default");
    ends[name] = await outcome(client, name);
  }
  return ends;
}

async function outcome(client: Client, name: string): Promise<string> {
  for (;;) {
    const pod = await client.get<PodObject>(resources.pods, { name, namespace: "default" });
    if (pod.spec?.nodeName) return `→ ${pod.spec.nodeName}`;
    const condition = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (condition?.status === "False")
      return `${condition.reason}: ${condition.message?.replace(/\. .*$/, ".")}`;
    await Bun.sleep(20);
  }
}

async function withServer<T>(use: (client: Client, url: string) => Promise<T>): Promise<T> {
  const server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  try {
    return await use(createClient(createTransport({ url: server.url }, "test")), server.url);
  } finally {
    await server.stop();
  }
}

const ours = (): Promise<Record<string, string>> =>
  withServer(async (client) => {
    const scheduler = startScheduler({ client, logger: silentLogger, seed: 1 });
    try {
      await scheduler.synced;
      return await outcomes(client);
    } finally {
      await scheduler.stop();
    }
  });

const theirs = (): Promise<Record<string, string>> =>
  withServer(async (client, url) => {
    using folder = emptyFolder();
    const kubeconfig = join(folder.path, "kubeconfig");
    const cluster = { name: "c", cluster: { server: url } };
    const context = { name: "c", context: { cluster: "c", user: "u" } };
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [cluster],
        contexts: [context],
        users: [{ name: "u", user: {} }],
        "current-context": "c",
      }),
    );
    const scheduler = Bun.spawn(
      [
        realProgram("kube-scheduler"),
        `--kubeconfig=${kubeconfig}`,
        "--leader-elect=false",
        "--secure-port=0",
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    try {
      return await outcomes(client);
    } finally {
      scheduler.kill("SIGKILL");
      await scheduler.exited;
    }
  });

describe.skipIf(!installed)("kube-scheduler and ours", () => {
  test("decide alike", async () => {
    const [real, own] = [await theirs(), await ours()];
    expect(own).toEqual(real);
    // Both kinds of end did occur: the comparison is not of nothing with nothing.
    expect(Object.values(real).filter((end) => end.startsWith("→")).length).toBeGreaterThan(9);
    expect(Object.values(real).filter((end) => end.startsWith("Unsch")).length).toBeGreaterThan(9);
  }, 120_000);
});
