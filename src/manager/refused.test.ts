// A controller manager that may read everything and write nothing: it says so once, waits, and goes on when it may.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer, userOf } from "../apiserver/index.ts";
import {
  type Logger,
  createAuthority,
  serviceAccountKeys,
  silentLogger,
  systemClock,
} from "../base/index.ts";
import { ApiError, type Client, createClient, createTransport } from "../client/index.ts";
import type { Resource } from "../kube/index.ts";
import { kinds } from "./kinds.ts";
import { startManager } from "./manager.ts";
import { WorkQueue } from "./wire/work-queue.ts";

const USER = "system:kube-controller-manager";
const RETRY_MS = 10_000;
const WITHIN_MS = 60_000;
const CLUSTER_ROLE_BINDINGS: Resource = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural: "clusterrolebindings",
  kind: "ClusterRoleBinding",
  namespaced: false,
};
const deployment = (app: string) => ({
  metadata: { name: app, namespace: "default" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: { containers: [{ name: "web", image: "web" }] },
    },
  },
});

let server: ApiServerHandle;
let ca: string;

beforeAll(async () => {
  const authority = await createAuthority(Date.now());
  ca = authority.cert;
  const tls = await authority.signServer(["127.0.0.1"]);
  server = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    secure: {
      tls: { ...tls, ca, asksForCertificates: false },
      staticTokens: new Map([
        ["manager", userOf(USER, ["system:authenticated"])],
        ["admin", userOf("admin", ["system:masters", "system:authenticated"])],
      ]),
      serviceAccountKey: serviceAccountKeys().privateKey,
    },
  });
});
afterAll(() => server.stop());

function clientOf(token: string): Client {
  const authorization = (): string => `Bearer ${token}`;
  return createClient(createTransport({ url: server.url, tls: { ca }, authorization }, "test"));
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(20);
}

test(
  "says what it may not do, once, and does it when it may",
  async () => {
    const [admin, client] = [clientOf("admin"), clientOf("manager")];
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (text) => void warnings.push(text) };
    let skewMs = 0;
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + skewMs };
    const manager = startManager({ client, clock, logger });
    try {
      await manager.synced;
      for (const name of ["one", "two"])
        await admin.create(kinds.deployments, deployment(name), "default");
      await until(() => manager.metrics().controllers["deployment"]!.failures >= 2);
      const refused = warnings.filter((text) => text.includes('"replicasets"'));
      expect(refused).toEqual([
        `the API server at ${server.url} refuses: User "${USER}" cannot create resource "replicasets" in API group "apps" in the namespace "default"; bind that user to a role that allows it, or give a kubeconfig of a user who may; until then it is tried again every few seconds`,
      ]);
      await admin.create(CLUSTER_ROLE_BINDINGS, {
        metadata: { name: "manager" },
        roleRef: {
          apiGroup: "rbac.authorization.k8s.io",
          kind: "ClusterRole",
          name: "cluster-admin",
        },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: USER }],
      });
      skewMs = RETRY_MS;
      await until(async () => (await admin.list(kinds.pods)).items.length === 4);
    } finally {
      await manager.stop();
      for (const each of [admin, client]) each.close();
    }
  },
  WITHIN_MS,
);

test(
  "what no role allows comes again after ten seconds, not after five milliseconds",
  async () => {
    let nowMs = 0;
    const tries: string[] = [];
    const queue = new WorkQueue({
      name: "things",
      workersMax: 1,
      clock: { ...systemClock, nowMs: () => nowMs },
      logger: silentLogger,
      sync: (key) => {
        tries.push(key);
        return key === "witness"
          ? Promise.resolve()
          : Promise.reject(
              new ApiError(403, "Forbidden", `x is forbidden: User "a" cannot create resource "x"`),
            );
      },
    });
    queue.start();
    queue.add("denied");
    await until(() => queue.failures === 1);
    queue.addAfter("witness", RETRY_MS - 1000);
    nowMs = RETRY_MS - 500;
    await until(() => tries.includes("witness"));
    expect(tries).toEqual(["denied", "witness"]);
    nowMs = RETRY_MS + 500;
    await until(() => queue.failures === 2);
    queue.stop();
  },
  WITHIN_MS,
);
