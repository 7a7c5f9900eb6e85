// Admission as clients meet it: what is added to their objects, and what is refused, over HTTP.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { silentLogger } from "../../base/index.ts";
import type { KubeObject } from "../../kube/index.ts";
import { startApiServer, type ApiServerHandle } from "../index.ts";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

interface Body {
  readonly kind: string;
  readonly code: number;
  readonly message: string;
  readonly metadata: KubeObject["metadata"];
  readonly spec: {
    readonly containers: readonly { readonly resources: object }[];
    readonly taints: readonly object[];
    readonly ingressClassName: string;
  };
  readonly status: { readonly used: Readonly<Record<string, string>> };
}

async function call(method: string, path: string, body?: object, type?: string): Promise<Body> {
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": type ?? "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Body;
}

const patch = (path: string, body: object): Promise<Body> =>
  call("PATCH", path, body, "application/merge-patch+json");

let spaces = 0;
/** A namespace of its own for each test. */
async function namespace(): Promise<string> {
  const name = `space-${++spaces}`;
  await call("POST", "/api/v1/namespaces", { metadata: { name } });
  return `/api/v1/namespaces/${name}`;
}

const pod = (name: string, resources: object = {}, spec: object = {}): object => ({
  metadata: { name },
  spec: { containers: [{ name: "main", image: "pause", resources }], ...spec },
});
const quota = (hard: object, more: object = {}): object => ({
  metadata: { name: "q" },
  spec: { hard, ...more },
});

describe("quotas", () => {
  const used = async (space: string): Promise<Body["status"]["used"]> =>
    (await call("GET", `${space}/resourcequotas/q`)).status.used;

  test("a new one counts what is there, and then what comes and goes", async () => {
    const space = await namespace();
    await call("POST", `${space}/pods`, pod("old", { requests: { cpu: "100m" } }));
    await call("POST", `${space}/resourcequotas`, quota({ pods: "2", "requests.cpu": "1" }));
    expect(await used(space)).toEqual({ pods: "1", "requests.cpu": "100m" });
    await call("POST", `${space}/pods`, pod("new", { requests: { cpu: "0.25" } }));
    expect(await used(space)).toEqual({ pods: "2", "requests.cpu": "350m" });
    const third = await call("POST", `${space}/pods`, pod("third", { requests: { cpu: "1" } }));
    expect(third.message).toBe(
      'pods "third" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=1, used: pods=2,requests.cpu=350m, limited: pods=2,requests.cpu=1',
    );
    await call("DELETE", `${space}/pods/old`);
    expect(await used(space)).toEqual({ pods: "1", "requests.cpu": "250m" });
  });

  test("a pod that is over gives back what it took", async () => {
    const space = await namespace();
    await call("POST", `${space}/resourcequotas`, quota({ pods: "1", "count/pods": "9" }));
    await call("POST", `${space}/pods`, pod("one"));
    await patch(`${space}/pods/one/status`, { status: { phase: "Succeeded" } });
    expect(await used(space)).toEqual({ pods: "0", "count/pods": "1" });
    expect((await call("POST", `${space}/pods`, pod("two"))).kind).toBe("Pod");
  });

  test("what they limit must be said", async () => {
    const space = await namespace();
    await call("POST", `${space}/resourcequotas`, quota({ "limits.memory": "1Gi" }));
    const { message } = await call("POST", `${space}/pods`, pod("silent"));
    expect(message).toBe(
      'pods "silent" is forbidden: failed quota: q: must specify limits.memory for: main',
    );
  });

  test("a quota with a scope is about the pods in it", async () => {
    const space = await namespace();
    await call("POST", `${space}/resourcequotas`, quota({ pods: "1" }, { scopes: ["BestEffort"] }));
    await call("POST", `${space}/pods`, pod("burstable", { requests: { cpu: "1" } }));
    expect(await used(space)).toEqual({ pods: "0" });
    await call("POST", `${space}/pods`, pod("effort"));
    expect(await used(space)).toEqual({ pods: "1" });
    expect((await call("POST", `${space}/pods`, pod("more"))).code).toBe(403);
  });

  test("services take node ports when they become of that type, claims storage by class", async () => {
    const space = await namespace();
    const hard = {
      "services.nodeports": "1",
      "count/configmaps": "1",
      "fast.storageclass.storage.k8s.io/requests.storage": "2Gi",
    };
    await call("POST", `${space}/resourcequotas`, quota(hard));
    const ports = [
      { name: "a", port: 80 },
      { name: "b", port: 81 },
    ];
    await call("POST", `${space}/services`, { metadata: { name: "s" }, spec: { ports } });
    const refused = await patch(`${space}/services/s`, { spec: { type: "NodePort" } });
    expect(refused.message).toContain(
      "requested: services.nodeports=2, used: services.nodeports=0",
    );
    const claim = (name: string, storageClassName: string): object => ({
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName,
        resources: { requests: { storage: "3Gi" } },
      },
    });
    const claims = `${space}/persistentvolumeclaims`;
    expect((await call("POST", claims, claim("slow", "slow"))).kind).toBe("PersistentVolumeClaim");
    expect((await call("POST", claims, claim("fast", "fast"))).code).toBe(403);
    await call("POST", `${space}/configmaps`, { metadata: { name: "one" } });
    expect((await used(space))["count/configmaps"]).toBe("1");
  });
});

describe("limit ranges", () => {
  const limitRange = (...limits: object[]): object => ({
    metadata: { name: "l" },
    spec: { limits },
  });

  test("say what containers get that ask for nothing", async () => {
    const space = await namespace();
    const limit = {
      type: "Container",
      default: { cpu: "2", memory: "1Gi" },
      defaultRequest: { cpu: "1" },
    };
    await call("POST", `${space}/limitranges`, limitRange(limit));
    const created = await call("POST", `${space}/pods`, pod("p", { limits: { cpu: "3" } }));
    expect(created.spec.containers[0]?.resources).toEqual({
      limits: { cpu: "3", memory: "1Gi" },
      requests: { cpu: "3", memory: "1Gi" },
    });
    expect(created.metadata.annotations).toEqual({
      "kubernetes.io/limit-ranger":
        "LimitRanger plugin set: memory request for container main; memory limit for container main",
    });
  });

  test("bound whole pods and the ratio of limit to request", async () => {
    const space = await namespace();
    await call(
      "POST",
      `${space}/limitranges`,
      limitRange(
        { type: "Pod", max: { cpu: "2" } },
        { type: "Container", maxLimitRequestRatio: { memory: "2" } },
      ),
    );
    const resources = { requests: { memory: "1Gi" }, limits: { memory: "3Gi", cpu: "3" } };
    expect((await call("POST", `${space}/pods`, pod("p", resources))).message).toBe(
      'pods "p" is forbidden: [maximum cpu usage per Pod is 2, but limit is 3, memory max limit to request ratio per Container is 2, but provided ratio is 3.000000]',
    );
  });
});

test("a claim that is deleted stays until no running pod uses it", async () => {
  const space = await namespace();
  const claims = `${space}/persistentvolumeclaims`;
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
  await call("POST", claims, { metadata: { name: "c" }, spec });
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "c" } }];
  await call("POST", `${space}/pods`, pod("user", {}, { volumes, nodeName: "node-1" }));
  const going = await call("DELETE", `${claims}/c`);
  expect(going.metadata.finalizers).toEqual(["kubernetes.io/pvc-protection"]);
  expect((await call("GET", `${claims}/c`)).metadata.deletionTimestamp).toBeString();
  await patch(`${space}/pods/user/status`, { status: { phase: "Succeeded" } });
  while ((await call("GET", `${claims}/c`)).kind === "PersistentVolumeClaim") await Bun.sleep(50);
});

test("the newest default ingress class is taken", async () => {
  const space = (await namespace()).replace("/api/v1", "/apis/networking.k8s.io/v1");
  await call("POST", "/apis/networking.k8s.io/v1/ingressclasses", {
    metadata: {
      name: "usual",
      annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
    },
    spec: { controller: "example.test/usual" },
  });
  const backend = { service: { name: "web", port: { number: 80 } } };
  const ingress = { metadata: { name: "i" }, spec: { defaultBackend: backend } };
  expect((await call("POST", `${space}/ingresses`, ingress)).spec.ingressClassName).toBe("usual");
});

test("the first namespaces and the system's priority classes stay", async () => {
  expect((await call("DELETE", "/api/v1/namespaces/kube-system")).message).toBe(
    'namespaces "kube-system" is forbidden: this namespace may not be deleted',
  );
  const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
  expect((await call("DELETE", `${classes}/system-node-critical`)).code).toBe(403);
});

test("a plugin runs unless it is switched off, or only where it is asked for", async () => {
  const other = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    admission: { enabled: ["TaintNodesByCondition"], disabled: ["NamespaceLifecycle"] },
  });
  const create = async (path: string, body: object): Promise<Body> => {
    const response = await fetch(other.url + path, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()) as Body;
  };
  try {
    const node = await create("/api/v1/nodes", { metadata: { name: "n" } });
    expect(node.spec.taints).toEqual([
      { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
    ]);
    expect((await create("/api/v1/namespaces/none/pods", pod("p"))).kind).toBe("Pod");
  } finally {
    await other.stop();
  }
});
