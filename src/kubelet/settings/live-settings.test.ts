// Settings kept in the cluster: taken up as they come, change and go; what is wrong with one is said in its status.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer } from "../../apiserver/index.ts";
import { silentLogger, systemClock } from "../../base/index.ts";
import { type Client, createClient, createTransport } from "../../client/index.ts";
import type { KubeObject, Resource } from "../../kube/index.ts";
import { findContainerRule } from "./find-rule.ts";
import { LiveSettings } from "./live-settings.ts";
import { type SettingKind, settingResource } from "./schema.ts";

const KINDS: readonly SettingKind[] = ["Logs", "ClusterLogs", "Metric"];
const POD = { namespace: "default", name: "web" };
const WAIT_MS_MAX = 30_000;

let server: ApiServerHandle;
let client: Client;
let live: LiveSettings;

const definitions: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
};

function definition(kind: SettingKind): KubeObject {
  const { group, version, plural, namespaced } = settingResource(kind);
  const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? "Namespaced" : "Cluster",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  };
}

async function eventually(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await Bun.sleep(20);
  }
  throw new Error(`never came to pass: ${what}`);
}

async function put(kind: SettingKind, name: string, spec: object): Promise<void> {
  const resource = settingResource(kind);
  const object = { apiVersion: `${resource.group}/${resource.version}`, kind, metadata: { name } };
  await client.create(resource, { ...object, spec }, resource.namespaced ? "default" : undefined);
}

/** `True`, or what is wrong; undefined as long as nothing is said. */
async function verdict(kind: SettingKind, name: string): Promise<string | undefined> {
  const resource = settingResource(kind);
  const namespace = resource.namespaced ? "default" : undefined;
  const { status } = await client.get<KubeObject>(resource, { name, namespace });
  const [said] =
    (status as { conditions?: readonly { status: string; message: string }[] } | undefined)
      ?.conditions ?? [];
  return said && (said.status === "True" ? "True" : said.message);
}

const logsFile = (): string | undefined =>
  findContainerRule(live.settings.logs, POD, "app")?.logsFile;

beforeAll(async () => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
  for (const kind of KINDS) await client.create(definitions, definition(kind));
  for (const kind of KINDS)
    await eventually(
      () =>
        client.list(settingResource(kind)).then(
          () => true,
          () => false,
        ),
      `${kind} is served`,
    );
  const fixed = { logs: [], attaches: [], execs: [], forwards: [], usages: [], metrics: [] };
  const options = { client, clock: systemClock, logger: silentLogger, random: Math.random };
  live = await LiveSettings.open(fixed, KINDS, options);
});
afterAll(async () => {
  live?.stop();
  client?.close();
  await server?.stop();
});

test("come, win over others, change and go", async () => {
  await put("ClusterLogs", "all", { logs: [{ logsFile: "/all" }] });
  await eventually(() => logsFile() === "/all", "the cluster's rule is taken up");
  await put("Logs", "web", { logs: [{ logsFile: "/web" }] });
  await eventually(() => logsFile() === "/web", "the pod's own wins");
  await client.patch(settingResource("Logs"), POD, "merge", {
    spec: { logs: [{ logsFile: "/new" }] },
  });
  await eventually(() => logsFile() === "/new", "its change is taken up");
  await eventually(
    async () => (await verdict("Logs", "web")) === "True",
    "it is told that it counts",
  );
  await client.delete(settingResource("Logs"), POD);
  await eventually(() => logsFile() === "/all", "it is gone");
});

test("a bad one says so in its status and blocks nothing else", async () => {
  await put("Metric", "typo", {
    path: "/metrics/typo",
    metrics: [{ name: "x", kind: "gauge", value: "nod.x" }],
  });
  await put("Metric", "nowhere", { path: "/elsewhere", metrics: [] });
  await put("Metric", "good", {
    path: "/metrics/good",
    metrics: [{ name: "x", kind: "gauge", value: "1.0" }],
  });
  await eventually(async () => (await verdict("Metric", "good")) === "True", "the good one counts");
  expect(live.metrics.pages.map(({ path }) => path)).toEqual(["/metrics/good"]);
  await eventually(async () => (await verdict("Metric", "typo")) !== undefined, "one is told");
  expect(await verdict("Metric", "typo")).toBe("the Metric typo, x: undeclared reference to nod");
  await eventually(
    async () => (await verdict("Metric", "nowhere")) !== undefined,
    "so is the other",
  );
  expect(await verdict("Metric", "nowhere")).toBe("spec.path: must begin with /metrics");
});
