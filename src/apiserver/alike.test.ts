// Pods sent with the same spec share what was worked out of it; what else decides over them is looked at each time.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

interface Answer {
  readonly code: number;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly warning: string | null;
}

async function send(
  method: string,
  path: string,
  body: object | string,
  contentType = "application/json",
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": contentType },
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const { spec } = JSON.parse(text) as Pick<Answer, "spec">;
  return { code: response.status, spec, text, warning: response.headers.get("warning") };
}

const PODS = "/api/v1/namespaces/default/pods";
let made = 0;
const create = (spec: object, metadata: object = {}): Promise<Answer> =>
  send("POST", PODS, { metadata: { name: `alike-${++made}`, ...metadata }, spec });

const containers = [{ name: "main", image: "pause:1" }];

test("the second reads as the first", async () => {
  const spec = { containers, nodeSelector: { disk: "ssd" } };
  const [first, second] = [await create(spec), await create(spec)];
  expect(second.code).toBe(201);
  expect(JSON.stringify(second.spec)).toBe(JSON.stringify(first.spec));
});

test("what is wrong is said of each, and so is what is unknown or repeated", async () => {
  const wrong = { containers: [{ name: "Main", image: "pause:1" }] };
  for (let round = 0; round < 2; round++) expect((await create(wrong)).code).toBe(422);
  const unknown = { containers, colour: "red" };
  for (let round = 0; round < 2; round++)
    expect((await create(unknown)).warning).toContain('unknown field \\"spec.colour\\"');
  await create({ containers });
  const repeated = `{"metadata":{"name":"repeated"},"spec":{"containers":[],"containers":${JSON.stringify(containers)}}}`;
  const { warning } = await send("POST", PODS, repeated);
  expect(warning).toContain('duplicate field \\"spec.containers\\"');
});

test("warnings that depend on annotations are told of the pods that have them", async () => {
  const spec = { containers, hostAliases: [{ ip: "10.0.0.1" }, { ip: "10.0.0.1" }] };
  const annotations = { "container.seccomp.security.alpha.kubernetes.io/main": "x" };
  for (let round = 0; round < 2; round++) {
    const bare = await create(spec);
    expect(bare.warning).toContain("duplicate ip");
    expect(bare.warning).not.toContain("seccomp");
    expect((await create(spec, { annotations })).warning).toContain("seccomp");
  }
});

test("a new default class, and a new limit range, are heeded by pods of a known spec", async () => {
  expect((await create({ containers })).spec["priority"]).toBe(0);
  const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
  await send("POST", classes, { metadata: { name: "high" }, value: 7, globalDefault: true });
  expect((await create({ containers })).spec).toMatchObject({
    priority: 7,
    priorityClassName: "high",
  });
  await send("DELETE", `${classes}/high`, "{}");
  const { spec } = await create({ containers });
  expect(spec["priority"]).toBe(0);
  expect(spec["priorityClassName"]).toBeUndefined();
  const limits = [{ type: "Container", defaultRequest: { cpu: "50m" } }];
  await send("POST", "/api/v1/namespaces/default/limitranges", {
    metadata: { name: "l" },
    spec: { limits },
  });
  expect((await create({ containers })).spec["containers"]).toMatchObject([
    { resources: { requests: { cpu: "50m" } } },
  ]);
});

test("changing one pod leaves the others as they were", async () => {
  const spec = { containers, terminationGracePeriodSeconds: 11 };
  const before = JSON.stringify((await create(spec)).spec);
  const image = { spec: { containers: [{ ...containers[0], image: "pause:2" }] } };
  const changed = await fetch(`${server.url}${PODS}/alike-${made}`, {
    method: "PATCH",
    headers: { "content-type": "application/strategic-merge-patch+json" },
    body: JSON.stringify(image),
  });
  expect(changed.status).toBe(200);
  expect(JSON.stringify((await create(spec)).spec)).toBe(before);
});

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const field = (number: number, value: readonly number[]): number[] => [
  (number << 3) | 2,
  value.length,
  ...value,
];

/** A pod with one container, in protobuf. */
function podMessage(name: string, container: string): Uint8Array<ArrayBuffer> {
  const kind = [...field(1, text("v1")), ...field(2, text("Pod"))];
  const spec = field(2, [...field(1, text(container)), ...field(2, text("pause:1"))]);
  const pod = [...field(1, field(1, text(name))), ...field(2, spec)];
  return Uint8Array.from([...text("k8s\0"), ...field(1, kind), ...field(2, pod)]);
}

const sendMessage = (method: string, path: string, container = "main"): Promise<Answer> => {
  const name = method === "POST" ? `alike-${++made}` : path.slice(path.indexOf("alike-"));
  const message = podMessage(name, container);
  return send(method, path, message, "application/vnd.kubernetes.protobuf");
};

test("sent in protobuf, it reads as sent in JSON, the first and the second time", async () => {
  const { spec } = await create({ containers: [{ name: "main", image: "pause:1" }] });
  for (let round = 0; round < 2; round++) {
    const sent = await sendMessage("POST", PODS);
    expect(sent.code).toBe(201);
    expect(JSON.stringify(sent.spec)).toBe(JSON.stringify(spec));
    expect((await sendMessage("POST", PODS, "Main")).code).toBe(422);
  }
});

test("a pod replaced and patched leaves those sent in the same protobuf as they were", async () => {
  const before = JSON.stringify((await sendMessage("POST", PODS)).spec);
  const pod = `${PODS}/alike-${made}`;
  // The defaults of admission are not in it, and may not be taken away.
  expect((await sendMessage("PUT", pod)).code).toBe(422);
  const image = [{ op: "replace", path: "/spec/containers/0/image", value: "pause:3" }];
  const patched = await send("PATCH", pod, image, "application/json-patch+json");
  expect(patched.spec).toMatchObject({ containers: [{ image: "pause:3" }] });
  expect(JSON.stringify((await sendMessage("POST", PODS)).spec)).toBe(before);
});
