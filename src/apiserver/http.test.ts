// The server as its clients see it: over HTTP, on a port of its own.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import type { KubeObject, Status } from "../kube/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly warning: string | null;
  readonly body: KubeObject &
    Omit<Status, "status"> & {
      items: KubeObject[];
      metadata: { continue?: string; remainingItemCount?: number };
    };
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const json = type.startsWith("application/json");
  return {
    code: response.status,
    type,
    warning: response.headers.get("warning"),
    body: (json ? JSON.parse(text) : text) as Answer["body"],
  };
}

const PODS = "/api/v1/namespaces/default/pods";
const pod = (name: string, extra: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { containers: [{ name: "main", image: "pause" }] },
  ...extra,
});
const bind = (name: string, node: string): Promise<Answer> =>
  call("POST", `${PODS}/${name}/binding`, {
    metadata: { name },
    target: { kind: "Node", name: node },
  });
const strategic = { "content-type": "application/strategic-merge-patch+json" };
const merge = { "content-type": "application/merge-patch+json" };
const jsonPatch = { "content-type": "application/json-patch+json" };

describe("create", () => {
  test("fills in what the server decides", async () => {
    const { code, body } = await call("POST", PODS, pod("created"));
    expect(code).toBe(201);
    expect(body.metadata).toMatchObject({ name: "created", namespace: "default", generation: 1 });
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(body["spec"]).toMatchObject({
      schedulerName: "default-scheduler",
      serviceAccountName: "default",
      priority: 0,
      restartPolicy: "Always",
      tolerations: [{ tolerationSeconds: 300 }, { tolerationSeconds: 300 }],
    });
    expect(body["status"]).toEqual({ phase: "Pending", qosClass: "BestEffort" });
  });

  test("makes names from prefixes", async () => {
    const { body } = await call("POST", PODS, pod("", { metadata: { generateName: "made-" } }));
    expect(body.metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test("refuses in Kubernetes' words", async () => {
    await call("POST", PODS, pod("twice"));
    const answers = [
      await call("POST", PODS, pod("twice")),
      await call("POST", PODS, pod("Bad_Name")),
      await call("POST", "/api/v1/namespaces/nowhere/pods", pod("a")),
      await call("POST", PODS, "{not json"),
      await call("POST", PODS, pod("a", { kind: "Service" })),
      await call("POST", PODS, pod("a", { apiVersion: "v2" })),
      await call("POST", PODS, pod("a"), { "content-type": "text/csv" }),
      await call("POST", PODS, pod("a", { metadata: { name: "a", namespace: "other" } })),
      await call("POST", `${PODS}?fieldValidation=Strict`, pod("a", { specs: 1 })),
      await call("POST", PODS, pod("a", { spec: { containers: 7 } })),
      await call("POST", "/api/v1/pods", pod("a")),
      await call("POST", "/api/v1/namespaces/default/nosuch", {}),
    ];
    expect(answers.map(({ code, body }) => `${code} ${body.reason}`)).toEqual([
      "409 AlreadyExists",
      "422 Invalid",
      "404 NotFound",
      "400 BadRequest",
      "400 BadRequest",
      "400 BadRequest",
      "415 UnsupportedMediaType",
      "400 BadRequest",
      "400 BadRequest",
      "400 BadRequest",
      "405 MethodNotAllowed",
      "404 NotFound",
    ]);
    expect(answers[0]!.body.message).toBe('pods "twice" already exists');
    expect(answers[2]!.body.message).toBe('namespaces "nowhere" not found');
    expect(answers[8]!.body.message).toContain('strict decoding error: unknown field "specs"');
  });

  test("warns of unknown fields, and drops them", async () => {
    const { code, body, warning } = await call("POST", PODS, pod("warned", { extra: 1 }));
    expect([code, warning, body["extra"]]).toEqual([
      201,
      '299 - "unknown field \\"extra\\""',
      undefined,
    ]);
  });

  test("with dryRun keeps nothing", async () => {
    const before = server.store.resourceVersion;
    expect((await call("POST", `${PODS}?dryRun=All`, pod("dry"))).code).toBe(201);
    expect((await call("GET", `${PODS}/dry`)).code).toBe(404);
    expect(server.store.resourceVersion).toBe(before);
  });
});

describe("update", () => {
  test("of a stale version conflicts, of none goes through, of nothing writes nothing", async () => {
    const created = (
      await call("POST", "/api/v1/namespaces/default/configmaps", {
        metadata: { name: "map" },
        data: { a: "1" },
      })
    ).body;
    const path = "/api/v1/namespaces/default/configmaps/map";
    const same = (await call("PUT", path, created)).body;
    expect(same.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    const changed = await call("PUT", path, { ...created, data: { a: "2" } });
    expect(changed.code).toBe(200);
    expect((await call("PUT", path, { ...created, data: { a: "3" } })).body.reason).toBe(
      "Conflict",
    );
    const { resourceVersion: _, ...metadata } = created.metadata;
    expect((await call("PUT", path, { ...created, metadata, data: { a: "4" } })).code).toBe(200);
  });

  test("of a lease needs a version", async () => {
    const path = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    await call("POST", path, { metadata: { name: "l" }, spec: { holderIdentity: "a" } });
    const { code, body } = await call("PUT", `${path}/l`, {
      metadata: { name: "l" },
      spec: { holderIdentity: "b" },
    });
    expect([code, body.reason]).toEqual([422, "Invalid"]);
  });

  test("counts generations of the spec, and keeps status and spec apart", async () => {
    const path = "/apis/apps/v1/namespaces/default/deployments";
    const template = {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "c", image: "i" }] },
    };
    const deployment = {
      metadata: { name: "web" },
      spec: { selector: { matchLabels: { app: "web" } }, template },
    };
    const created = (await call("POST", path, deployment)).body;
    expect(created["spec"]).toMatchObject({ replicas: 1, revisionHistoryLimit: 10 });
    const scaled = (
      await call("PATCH", `${path}/web`, { spec: { replicas: 3 }, status: { replicas: 9 } }, merge)
    ).body;
    expect(scaled.metadata.generation).toBe(2);
    expect(scaled["status"]).toEqual({});
    const reported = (
      await call(
        "PATCH",
        `${path}/web/status`,
        { spec: { replicas: 7 }, status: { replicas: 3 } },
        merge,
      )
    ).body;
    expect(reported.metadata.generation).toBe(2);
    expect([reported["spec"], reported["status"]]).toMatchObject([
      { replicas: 3 },
      { replicas: 3 },
    ]);
    const scale = (await call("GET", `${path}/web/scale`)).body;
    expect(scale).toMatchObject({
      kind: "Scale",
      spec: { replicas: 3 },
      status: { selector: "app=web" },
    });
    const more = { metadata: { name: "web" }, spec: { replicas: 5 } };
    expect((await call("PUT", `${path}/web/scale`, more)).body["spec"]).toEqual({ replicas: 5 });
    const moved = await call(
      "PATCH",
      `${path}/web`,
      { spec: { selector: { matchLabels: { app: "x" } } } },
      merge,
    );
    expect(moved.body.message).toContain("field is immutable");
  });
});

describe("patch", () => {
  test("in three forms", async () => {
    await call("POST", PODS, pod("patched"));
    const path = `${PODS}/patched`;
    await call("PATCH", path, { metadata: { labels: { a: "1", b: "2" } } }, merge);
    await call("PATCH", path, [{ op: "remove", path: "/metadata/labels/a" }], jsonPatch);
    const { body } = await call("PATCH", path, { metadata: { labels: { c: "3" } } }, strategic);
    expect(body.metadata.labels).toEqual({ b: "2", c: "3" });
  });

  test("merges conditions by type, cuts times to seconds, and is nothing the second time", async () => {
    await call("POST", PODS, pod("reported"));
    const condition = {
      type: "Ready",
      status: "True",
      lastTransitionTime: "2026-01-01T00:00:00.123456789Z",
    };
    const body = { status: { phase: "Running", conditions: [condition], podIPs: null } };
    const first = await call("PATCH", `${PODS}/reported/status`, body, strategic);
    expect(first.body["status"]).toMatchObject({
      phase: "Running",
      qosClass: "BestEffort",
      conditions: [{ type: "Ready", lastTransitionTime: "2026-01-01T00:00:00Z" }],
    });
    const second = await call("PATCH", `${PODS}/reported/status`, body, strategic);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  test("refuses what cannot be", async () => {
    await call("POST", PODS, pod("refusing"));
    const path = `${PODS}/refusing`;
    const answers = [
      await call("PATCH", path, { metadata: { resourceVersion: "1" } }, merge),
      await call("PATCH", path, { metadata: { name: "other" } }, merge),
      await call("PATCH", path, [{ op: "test", path: "/metadata/name", value: "x" }], jsonPatch),
      await call(
        "PATCH",
        path,
        { spec: { containers: [{ name: "main", command: ["x"] }] } },
        strategic,
      ),
      await call("PATCH", path, {}, { "content-type": "application/x" }),
      await call("PATCH", `${PODS}/absent`, {}, merge),
    ];
    expect(answers.map(({ code }) => code)).toEqual([409, 400, 422, 422, 415, 404]);
  });
});

describe("delete", () => {
  test("of a pod waits for its kubelet, if it has one", async () => {
    await call("POST", PODS, pod("unbound"));
    expect((await call("DELETE", `${PODS}/unbound`)).code).toBe(200);
    expect((await call("GET", `${PODS}/unbound`)).code).toBe(404);

    await call("POST", PODS, pod("bound"));
    expect((await bind("bound", "node-1")).code).toBe(201);
    const marked = (await call("DELETE", `${PODS}/bound`)).body;
    expect(marked.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(marked.metadata.deletionTimestamp).toBeDefined();
    expect((await call("DELETE", `${PODS}/bound`, { gracePeriodSeconds: 0 })).code).toBe(200);
    expect((await call("GET", `${PODS}/bound`)).code).toBe(404);
  });

  test("waits for finalizers, and honours preconditions", async () => {
    const path = "/api/v1/namespaces/default/configmaps";
    await call("POST", path, { metadata: { name: "held", finalizers: ["example.com/hold"] } });
    const wrong = await call("DELETE", `${path}/held`, { preconditions: { uid: "x" } });
    expect(wrong.body.reason).toBe("Conflict");
    const waiting = await call("DELETE", `${path}/held`);
    expect(waiting.body.metadata.deletionTimestamp).toBeDefined();
    await call("PATCH", `${path}/held`, { metadata: { finalizers: null } }, merge);
    expect((await call("GET", `${path}/held`)).code).toBe(404);
  });

  test("of a collection takes what the selector selects", async () => {
    const path = "/api/v1/namespaces/default/secrets";
    for (const [name, tier] of [
      ["a", "x"],
      ["b", "x"],
      ["c", "y"],
    ] as const)
      await call("POST", path, { metadata: { name, labels: { tier } }, stringData: { k: "v" } });
    const { body } = await call("DELETE", `${path}?labelSelector=tier%3Dx`);
    expect(body.items.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    const left = (await call("GET", path)).body.items;
    expect(left.map(({ metadata, data, type }) => [metadata.name, data, type])).toEqual([
      ["c", { k: "dg==" }, "Opaque"],
    ]);
  });

  test("of a namespace takes its content with it", async () => {
    await call("POST", "/api/v1/namespaces", { metadata: { name: "going" } });
    await call("POST", "/api/v1/namespaces/going/configmaps", { metadata: { name: "in-it" } });
    const { body } = await call("DELETE", "/api/v1/namespaces/going");
    expect(body["status"]).toEqual({ phase: "Terminating" });
    const late = await call("POST", "/api/v1/namespaces/going/configmaps", {
      metadata: { name: "late" },
    });
    expect(late.body.details?.causes?.[0]?.reason).toBe("NamespaceTerminating");
    while ((await call("GET", "/api/v1/namespaces/going")).code === 200) await Bun.sleep(20);
    expect((await call("GET", "/api/v1/namespaces/going/configmaps")).body.items).toEqual([]);
  });
});

describe("binding", () => {
  test("assigns a pod once", async () => {
    await call("POST", PODS, pod("assigned"));
    expect((await bind("assigned", "node-1")).body).toMatchObject({
      kind: "Status",
      status: "Success",
      code: 201,
    });
    const { body } = await call("GET", `${PODS}/assigned`);
    expect(body["spec"]).toMatchObject({ nodeName: "node-1" });
    expect(body["status"]).toMatchObject({
      conditions: [{ type: "PodScheduled", status: "True" }],
    });
    const again = await bind("assigned", "node-2");
    expect([again.code, again.body.message]).toEqual([
      409,
      'Operation cannot be fulfilled on pods/binding "assigned": pod assigned is already assigned to node "node-1"',
    ]);
  });
});

describe("eviction", () => {
  test("asks the disruption budget", async () => {
    await call(
      "POST",
      PODS,
      pod("guarded", { metadata: { name: "guarded", labels: { app: "g" } } }),
    );
    await call("PATCH", `${PODS}/guarded/status`, { status: { phase: "Running" } }, strategic);
    const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    await call("POST", budgets, {
      metadata: { name: "g" },
      spec: { selector: { matchLabels: { app: "g" } }, minAvailable: 1 },
    });
    const evict = (): Promise<Answer> =>
      call("POST", `${PODS}/guarded/eviction`, { metadata: { name: "guarded" } });
    // As long as nobody has looked at the budget, pods stay.
    expect(await evict()).toMatchObject({
      code: 429,
      body: { details: { retryAfterSeconds: 10 } },
    });
    const seen = { observedGeneration: 1, disruptionsAllowed: 1 };
    await call("PATCH", `${budgets}/g/status`, { status: seen }, merge);
    expect((await evict()).code).toBe(201);
    expect((await call("GET", `${budgets}/g`)).body["status"]).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: "DisruptionAllowed", status: "False", reason: "InsufficientPods" }],
    });
  });
});

describe("lists", () => {
  test("page through a consistent snapshot", async () => {
    const path = "/api/v1/namespaces/kube-public/configmaps";
    for (const name of ["a", "b", "c", "d", "e"]) await call("POST", path, { metadata: { name } });
    const first = (await call("GET", `${path}?limit=2`)).body;
    expect(first.metadata.remainingItemCount).toBe(3);
    await call("DELETE", `${path}/c`);
    await call("POST", path, { metadata: { name: "bb" } });
    const second = (await call("GET", `${path}?limit=2&continue=${first.metadata.continue}`)).body;
    const third = (await call("GET", `${path}?limit=2&continue=${second.metadata.continue}`)).body;
    const names = [first, second, third].map(({ items }) =>
      items.map(({ metadata }) => metadata.name),
    );
    expect(names).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const exact = `${path}?resourceVersion=${first.metadata.resourceVersion}&resourceVersionMatch=Exact`;
    expect((await call("GET", exact)).body.items.map(({ metadata }) => metadata.name)).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
    const whole = (await call("GET", `${path}?limit=2&resourceVersion=0`)).body;
    expect(whole.items).toHaveLength(5);
  });

  test("select by labels and fields, and say when they cannot", async () => {
    await call(
      "POST",
      PODS,
      pod("selected", { metadata: { name: "selected", labels: { pick: "me" } } }),
    );
    await bind("selected", "node-9");
    const names = async (query: string): Promise<string[]> =>
      (await call("GET", `/api/v1/pods?${query}`)).body.items.map(({ metadata }) => metadata.name);
    expect(await names("labelSelector=pick%20in%20(me,you)")).toEqual(["selected"]);
    expect(await names("fieldSelector=spec.nodeName%3Dnode-9")).toEqual(["selected"]);
    expect(await names("fieldSelector=spec.nodeName%3Dnode-9,status.phase!%3DPending")).toEqual([]);
    expect((await call("GET", "/api/v1/pods?fieldSelector=spec.foo%3D1")).body.message).toBe(
      "field label not supported: spec.foo",
    );
    expect((await call("GET", "/api/v1/pods?labelSelector=a%3D%3D%3D")).code).toBe(400);
    expect(
      (await call("GET", "/api/v1/pods?resourceVersion=1&resourceVersionMatch=Exact")).body.reason,
    ).toBe("Expired");
    expect((await call("GET", "/api/v1/pods?resourceVersionMatch=Exact")).body.reason).toBe(
      "Invalid",
    );
    expect((await call("GET", "/api/v1/pods?continue=junk")).code).toBe(400);
  });

  test("come in slices when they are long, and whole all the same", async () => {
    const path = "/api/v1/namespaces/kube-node-lease/configmaps";
    const count = 1201;
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        call("POST", path, { metadata: { name: `map-${String(at).padStart(4, "0")}` } }),
      ),
    );
    const { items } = (await call("GET", path)).body;
    expect(items).toHaveLength(count);
    expect(items[1200]!.metadata.name).toBe("map-1200");
  });

  test("take the forms that clients ask for", async () => {
    const as = (form: string): Record<string, string> => ({
      accept: `application/json;as=${form};v=v1;g=meta.k8s.io,application/json`,
    });
    const table = (await call("GET", "/api/v1/namespaces", undefined, as("Table"))).body;
    const { columnDefinitions, rows } = table as unknown as {
      columnDefinitions: { name: string }[];
      rows: { cells: string[] }[];
    };
    expect(columnDefinitions.map(({ name }) => name)).toEqual(["Name", "Status", "Age"]);
    expect(rows[0]!.cells.slice(0, 2)).toEqual(["default", "Active"]);
    const partial = (
      await call("GET", "/api/v1/namespaces/default", undefined, as("PartialObjectMetadata"))
    ).body;
    expect([partial.kind as string, partial["spec"]]).toEqual(["PartialObjectMetadata", undefined]);
    expect(
      (await call("GET", "/api/v1/namespaces", undefined, { accept: "application/cbor" })).code,
    ).toBe(406);
  });
});
