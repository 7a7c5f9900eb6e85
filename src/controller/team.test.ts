// Controllers of one team: they share everything there is, hand over when one joins, leaves or dies, and play nothing twice.

import { afterEach, expect, test } from "bun:test";
import { type Client, createClient, createTransport } from "../client/index.ts";
import { profileStages } from "../stage/index.ts";
import { Cluster, eventually, stagesOf } from "./controller.test-kit.ts";
import type { ControllerHandle } from "./options.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const LEASE_SECONDS = 1;
const podPath = "/api/v1/namespaces/default/pods";
const mapPath = "/api/v1/namespaces/default/configmaps";
const lease = { durationSeconds: 40, renewMs: 10_000 };

const stages = [
  ...profileStages("fast"),
  ...stagesOf(`apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: mark }
spec:
  resourceRef: { kind: ConfigMap }
  selector:
    matchLabels: { play: "yes" }
    matchExpressions: [{ jq: { key: .data.mark, operator: DoesNotExist } }]
  steps: [{ patch: { type: merge, template: 'data: { mark: "{{ Now }}" }' } }]
`),
];

interface Member {
  readonly handle: ControllerHandle;
  /** As SIGKILL does it: nothing more is sent, and nobody is told. */
  kill(): void;
}

async function join(name: string): Promise<Member> {
  const client = createClient(createTransport({ url: cluster.server.url }, name));
  let isDead = false;
  const mortal = new Proxy(client, {
    get(target, key: keyof Client) {
      const value = target[key];
      if (typeof value !== "function") return value;
      return isDead ? () => new Promise(() => {}) : value.bind(target);
    },
  });
  const team = { name: "test", identity: name, leaseSeconds: LEASE_SECONDS };
  const handle = await cluster.start({ client: mortal, stages, team, lease });
  const kill = (): void => {
    isDead = true;
    // Nobody waits for the dead.
    cluster.controllers.splice(cluster.controllers.indexOf(handle), 1);
    void handle.stop();
  };
  return { handle, kill };
}

let made = 0;

async function make(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = `${made++}`;
    await cluster.node(`n${name}`);
    await cluster.pod(`p${name}`, `n${name}`);
    const metadata = { name: `c${name}`, labels: { play: "yes" } };
    await cluster.server.call("POST", mapPath, { metadata });
  }
}

/** How often each object was patched, by path; leases apart. */
function plays(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const write of cluster.writes())
    if (write.startsWith("PATCH") && !write.includes("/leases/"))
      counts.set(write, (counts.get(write) ?? 0) + 1);
  return counts;
}

const nodesOf = ({ handle }: Member): number => handle.metrics().nodesManaged;

async function expectUniqueAddresses(): Promise<void> {
  const { items } = (await cluster.get(podPath)) as unknown as {
    items: readonly { status: { podIP: string } }[];
  };
  expect(new Set(items.map(({ status }) => status.podIP)).size).toBe(items.length);
}

test("three share; one dies and the others take over within its lease; nothing is played twice", async () => {
  cluster = new Cluster();
  made = 0;
  const members = await Promise.all(["a", "b", "c"].map(join));
  const total = (): number => members.reduce((sum, member) => sum + nodesOf(member), 0);
  await make(30);
  await eventually(() => plays().size === 90, "all is played");
  // On a starved machine a lease may run out and be taken up anew meanwhile.
  const isShared = (): boolean => total() === 30 && Math.min(...members.map(nodesOf)) > 2;
  await eventually(isShared, "each has its share");

  const [dead, ...alive] = members as [Member, Member, Member];
  dead.kill();
  await make(30);
  await eventually(() => plays().size === 180, "what fell to the dead one is played as well");
  await eventually(() => alive.reduce((sum, one) => sum + nodesOf(one), 0) === 60, "shared by two");

  await alive[0].handle.stop();
  await eventually(() => nodesOf(alive[1]) === 60, "what the leaving one had is taken up");
  await make(5);
  await eventually(() => plays().size === 195, "one plays all");
  expect([...plays().values()].filter((count) => count > 1)).toEqual([]);
  await expectUniqueAddresses();
});

test("members come and go while objects are made: each is played once", async () => {
  cluster = new Cluster();
  made = 0;
  const first = await join("a");
  const making = make(60);
  const second = await join("b");
  const third = await join("c");
  await first.handle.stop();
  await join("d");
  await second.handle.stop();
  await making;
  await eventually(() => plays().size === 180, "all is played");
  expect([...plays().values()].filter((count) => count > 1)).toEqual([]);
  expect(third.handle.metrics().playResults.failed).toBe(0);
  await expectUniqueAddresses();
});

test("one whose lease another has taken stops, and joins anew", async () => {
  cluster = new Cluster();
  made = 0;
  const member = await join("a");
  await make(3);
  await eventually(() => plays().size === 9, "all is played");
  const path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kwokbench-test-0";
  await cluster.server.call("PATCH", path, { spec: { holderIdentity: "somebody" } });
  await eventually(() => nodesOf(member) === 0, "it lets go");
  // Somebody never renews, so the slot is freed and the nodes come back.
  await eventually(() => nodesOf(member) === 3, "it has joined anew");
  expect([...plays().values()].filter((count) => count > 1)).toEqual([]);
  expect(member.handle.metrics().team).toMatchObject({ members: 1, isAgreed: true, fencings: 1 });
});
