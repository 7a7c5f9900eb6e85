// Custom resources as clients see them: defined over HTTP, then written, read, printed and watched like any other.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { silentLogger } from "../../base/index.ts";
import { startApiServer, type ApiServerHandle } from "../index.ts";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

interface Version {
  storage?: boolean;
  readonly name?: string;
  readonly version?: string;
  schema: { openAPIV3Schema: { properties: Record<string, object> } };
  selectableFields: { jsonPath: string }[];
}

/** As much of definitions, objects, lists, tables and discovery as is looked at here. */
interface Body {
  readonly apiVersion: string;
  readonly message: string;
  readonly metadata: {
    readonly name: string;
    readonly generation?: number;
    readonly finalizers?: string[];
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    versions: [Version, ...Version[]];
    readonly names: object;
    readonly conversion: object;
    readonly image: string;
    readonly replicas: number;
  };
  readonly status: {
    readonly conditions?: { readonly type: string; readonly status: string }[];
    readonly storedVersions?: string[];
  };
  readonly details: { readonly causes: { readonly field: string; readonly message: string }[] };
  readonly resources: { readonly name: string }[];
  readonly versions: Version[];
  readonly components: { readonly schemas: object };
  readonly items: Body[];
  readonly rows: { readonly cells: unknown[] }[];
}

interface Answer {
  readonly code: number;
  readonly warning: string | null;
  readonly body: Body;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const warning = response.headers.get("warning");
  return { code: response.status, warning, body: (await response.json()) as Body };
}

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const merge = { "content-type": "application/merge-patch+json" };
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };

const SPEC_SCHEMA = {
  type: "object",
  required: ["image"],
  properties: {
    image: { type: "string", minLength: 2, maxLength: 8, pattern: "^[a-z]+$" },
    replicas: { type: "integer", minimum: 0, maximum: 10, default: 1 },
    level: { type: "string", enum: ["low", "high"] },
    port: { "x-kubernetes-int-or-string": true },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    labels: { type: "object", additionalProperties: { type: "string" } },
    tags: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
    parts: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" }, size: { type: "integer", default: 3 } },
      },
    },
  },
};

function definition(plural: string, kind: string, more: object = {}, version: object = {}): Body {
  const body: unknown = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.test.example.com` },
    spec: {
      group: "test.example.com",
      scope: "Namespaced",
      names: { plural, kind, shortNames: [plural.slice(0, 3)] },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                spec: SPEC_SCHEMA,
                status: { type: "object", properties: { ready: { type: "integer" } } },
              },
            },
          },
          subresources: {
            status: {},
            scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.ready" },
          },
          additionalPrinterColumns: [
            { name: "Image", type: "string", jsonPath: ".spec.image" },
            { name: "Replicas", type: "integer", jsonPath: ".spec.replicas", priority: 1 },
          ],
          selectableFields: [{ jsonPath: ".spec.level" }],
          ...version,
        },
      ],
      ...more,
    },
  };
  return body as Body;
}

const collection = (plural: string): string =>
  `/apis/test.example.com/v1/namespaces/default/${plural}`;
const object = (kind: string, name: string, spec: object): object => ({
  apiVersion: "test.example.com/v1",
  kind,
  metadata: { name },
  spec,
});

/** Looks again until it holds; a definition takes effect a moment after it is written. */
async function eventually(path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (let tried = 0; tried < 200; tried++) {
    const answer = await call("GET", path);
    if (holds(answer)) return answer;
    await Bun.sleep(5);
  }
  throw new Error(`${path} did not become what it should`);
}

async function define(body: Body): Promise<Answer> {
  const created = await call("POST", DEFINITIONS, body);
  expect(created.code).toBe(201);
  return eventually(
    `${DEFINITIONS}/${body.metadata.name}`,
    (answer) => answer.body.status.conditions?.length === 2,
  );
}

test("a definition is named, established and discovered", async () => {
  const { body } = await define(definition("widgets", "Widget"));
  expect(body.metadata.generation).toBe(1);
  expect(body.spec.names).toMatchObject({ singular: "widget", listKind: "WidgetList" });
  expect(body.spec.conversion).toEqual({ strategy: "None" });
  expect(body.status.conditions?.map((one) => [one.type, one.status])).toEqual([
    ["NamesAccepted", "True"],
    ["Established", "True"],
  ]);
  expect(body.status.storedVersions).toEqual(["v1"]);
  const { body: resources } = await call("GET", "/apis/test.example.com/v1");
  const names = resources.resources.map((one) => one.name);
  expect(names).toEqual(["widgets", "widgets/status", "widgets/scale"]);
  const { body: schemas } = await call("GET", "/openapi/v3/apis/test.example.com/v1");
  expect(Object.keys(schemas.components.schemas)).toContain("com.example.test.v1.Widget");
});

test("an object is defaulted, pruned and counted", async () => {
  await define(definition("gadgets", "Gadget"));
  const created = await call("POST", collection("gadgets"), {
    ...object("Gadget", "one", {
      image: "abc",
      unknown: 1,
      free: { any: { thing: 1 } },
      labels: { a: "b" },
      parts: [{ name: "x", extra: true }],
    }),
    status: { ready: 3 },
  });
  expect(created.code).toBe(201);
  const spec: unknown = created.body.spec;
  expect(spec).toEqual({
    image: "abc",
    replicas: 1,
    free: { any: { thing: 1 } },
    labels: { a: "b" },
    parts: [{ name: "x", size: 3 }],
  });
  expect(created.body.status).toBeUndefined();
  expect(created.warning).toContain('unknown field \\"spec.unknown\\"');
  const path = `${collection("gadgets")}/one`;
  const status = await call(
    "PATCH",
    `${path}/status`,
    { status: { ready: 2 }, spec: { image: "no" } },
    merge,
  );
  const kept: unknown = [
    status.body.spec.image,
    status.body.status,
    status.body.metadata.generation,
  ];
  expect(kept).toEqual(["abc", { ready: 2 }, 1]);
  const scaled = await call("PATCH", `${path}/scale`, { spec: { replicas: 4 } }, merge);
  expect(scaled.body).toMatchObject({
    kind: "Scale",
    spec: { replicas: 4 },
    status: { replicas: 2 },
  });
  const read = await call("GET", path);
  expect([read.body.spec.replicas, read.body.metadata.generation]).toEqual([4, 2]);
  const printed = await call("GET", collection("gadgets"), undefined, table);
  expect(printed.body.rows[0]?.cells).toEqual(["one", "abc", 4]);
  const strategic = { "content-type": "application/strategic-merge-patch+json" };
  expect((await call("PATCH", path, {}, strategic)).code).toBe(415);
  const strict = await call(
    "POST",
    `${collection("gadgets")}?fieldValidation=Strict`,
    object("Gadget", "two", { image: "abc", bad: 1 }),
  );
  expect(strict.body.message).toContain('strict decoding error: unknown field "spec.bad"');
});

test("a status begins with its default, and what a newer schema fills in is no new generation", async () => {
  const version = (more: object): object => ({
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: {
          spec: { type: "object", properties: { size: { type: "integer" }, ...more } },
          status: {
            type: "object",
            default: { phase: "New" },
            properties: { phase: { type: "string" } },
          },
        },
      },
    },
    subresources: { status: {} },
    selectableFields: [],
  });
  const first = definition("moods", "Mood", {}, version({}));
  await define(first);
  const made = await call("POST", collection("moods"), {
    ...object("Mood", "m", { size: 1 }),
    status: { phase: "Mine" },
  });
  expect(JSON.stringify(made.body.status)).toBe('{"phase":"New"}');
  const newer = definition(
    "moods",
    "Mood",
    {},
    version({ colour: { type: "string", default: "blue" } }),
  );
  await call("PATCH", `${DEFINITIONS}/${first.metadata.name}`, newer, merge);
  await eventually(`${collection("moods")}/m`, ({ body }) => "colour" in body.spec);
  const labelled = await call(
    "PATCH",
    `${collection("moods")}/m`,
    { metadata: { labels: { a: "b" } } },
    merge,
  );
  expect(labelled.body.metadata.generation).toBe(1);
});

test("every violation is named", async () => {
  await define(definition("gizmos", "Gizmo"));
  const { code, body } = await call(
    "POST",
    collection("gizmos"),
    object("Gizmo", "bad", {
      image: "A",
      replicas: 11,
      level: "mid",
      port: true,
      labels: { a: 1 },
      tags: ["a", "a"],
      parts: [{ name: "x" }, { name: "x" }, {}],
    }),
  );
  expect(code).toBe(422);
  const messages = body.details.causes.map((cause) => `${cause.field}: ${cause.message}`);
  expect(messages).toMatchSnapshot();
});

test("what was wrong before does not stand in the way of another change", async () => {
  await define(definition("relics", "Relic"));
  await call("POST", collection("relics"), object("Relic", "old", { image: "abcdefgh" }));
  const tighter = definition("relics", "Relic").spec.versions;
  tighter[0].schema.openAPIV3Schema.properties.spec = {
    ...SPEC_SCHEMA,
    properties: { ...SPEC_SCHEMA.properties, image: { type: "string", maxLength: 3 } },
  };
  await call(
    "PATCH",
    `${DEFINITIONS}/relics.test.example.com`,
    { spec: { versions: tighter } },
    merge,
  );
  await Bun.sleep(50);
  const path = `${collection("relics")}/old`;
  expect((await call("PATCH", path, { spec: { replicas: 2 } }, merge)).code).toBe(200);
  expect((await call("PATCH", path, { spec: { image: "abcdefg" } }, merge)).code).toBe(422);
});

test("every served version reads what any of them wrote", async () => {
  const body = definition("wares", "Ware");
  const [first] = body.spec.versions;
  body.spec.versions = [first, { ...first, name: "v2", storage: false }];
  await define(body);
  await call("POST", collection("wares"), object("Ware", "one", { image: "abc" }));
  const path = `${collection("wares").replace("/v1/", "/v2/")}/one`;
  expect((await call("GET", path)).body.apiVersion).toBe("test.example.com/v2");
  const patched = await call("PATCH", path, { spec: { replicas: 7 } }, merge);
  expect(patched.body).toMatchObject({ apiVersion: "test.example.com/v2", spec: { replicas: 7 } });
  const { body: group } = await call("GET", "/apis/test.example.com");
  expect(group.versions.map((one) => one.version)).toEqual(["v2", "v1"]);
});

test("field selectors find what the definition says they may", async () => {
  await define(definition("lamps", "Lamp"));
  for (const level of ["low", "high"])
    await call("POST", collection("lamps"), object("Lamp", level, { image: "abc", level }));
  const found = await call("GET", `${collection("lamps")}?fieldSelector=spec.level=high`);
  expect(found.body.items.map((one) => one.metadata.name)).toEqual(["high"]);
  expect((await call("GET", `${collection("lamps")}?fieldSelector=spec.image=x`)).code).toBe(400);
  const versions = definition("lamps", "Lamp").spec.versions;
  versions[0].selectableFields = [{ jsonPath: ".spec.image" }];
  await call("PATCH", `${DEFINITIONS}/lamps.test.example.com`, { spec: { versions } }, merge);
  const other = await eventually(
    `${collection("lamps")}?fieldSelector=spec.image=abc`,
    ({ code }) => code === 200,
  );
  expect(other.body.items).toHaveLength(2);
});

test("a deleted definition takes its objects, watches and paths with it", async () => {
  await define(definition("ghosts", "Ghost"));
  await call("POST", collection("ghosts"), {
    ...object("Ghost", "held", { image: "abc" }),
    metadata: { name: "held", finalizers: ["test.example.com/hold"] },
  });
  const watch = await fetch(`${server.url}${collection("ghosts")}?watch=true`);
  const path = `${DEFINITIONS}/ghosts.test.example.com`;
  const deleted = await call("DELETE", path);
  expect(deleted.body.metadata.finalizers).toEqual(["customresourcecleanup.apiextensions.k8s.io"]);
  const held = await eventually(
    `${collection("ghosts")}/held`,
    ({ body }) => body.metadata.deletionTimestamp !== undefined,
  );
  expect(held.code).toBe(200);
  expect(
    (await call("POST", collection("ghosts"), object("Ghost", "new", { image: "abc" }))).code,
  ).toBe(405);
  await call("PATCH", `${collection("ghosts")}/held`, { metadata: { finalizers: null } }, merge);
  await eventually(path, ({ code }) => code === 404);
  await eventually(collection("ghosts"), ({ code }) => code === 404);
  const events = (await watch.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).type);
  expect(events).toEqual(["ADDED", "MODIFIED", "DELETED"]);
});

test("a definition that makes no sense is refused", async () => {
  const wrong = async (body: Body): Promise<string> =>
    (await call("POST", DEFINITIONS, body)).body.message;
  const shapeless = { schema: { openAPIV3Schema: { type: "object", properties: { spec: {} } } } };
  expect(await wrong(definition("bads", "Bad", {}, shapeless))).toContain(
    "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields",
  );
  expect(await wrong(definition("bads", "Bad", {}, { storage: false }))).toContain(
    "must have exactly one version marked as storage version",
  );
  expect(await wrong({ ...definition("bads", "Bad"), metadata: { name: "bads" } })).toContain(
    'must be spec.names.plural+"."+spec.group',
  );
  expect(await wrong(definition("bads", "Bad", { conversion: { strategy: "Webhook" } }))).toContain(
    "this server calls no conversion webhooks",
  );
});

test("rules in CEL are compiled with their definition and judge its objects", async () => {
  const withRule = (rule: string): object => ({
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
        "x-kubernetes-validations": [{ rule, message: "size must be even" }],
      },
    },
    selectableFields: [],
  });
  const refused = await call(
    "POST",
    DEFINITIONS,
    definition("rules", "Rule", {}, withRule("self.x")),
  );
  expect([refused.code, refused.body.message]).toEqual([
    422,
    expect.stringContaining("undefined field 'x'\n | self.x\n | ....^"),
  ]);
  await call(
    "POST",
    DEFINITIONS,
    definition("rules", "Rule", {}, withRule("self.spec.size % 2 == 0")),
  );
  await eventually(collection("rules"), ({ code }) => code === 200);
  const write = async (size: number): Promise<Answer> =>
    call("POST", collection("rules"), {
      apiVersion: "test.example.com/v1",
      kind: "Rule",
      metadata: { name: `size-${size}` },
      spec: { size },
    });
  expect((await write(2)).code).toBe(201);
  const odd = await write(3);
  expect([odd.code, odd.body.details.causes[0]?.message]).toEqual([
    422,
    "Invalid value: size must be even",
  ]);
});
