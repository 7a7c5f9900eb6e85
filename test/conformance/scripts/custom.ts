// Custom resources: definitions right and wrong, and the objects they define.

import {
  accepts,
  del,
  get,
  type Json,
  type JsonObject,
  jsonPatch,
  mergePatch,
  namespaced,
  post,
  putEdited,
  script,
  type Script,
  strategicPatch,
} from "../script.ts";
import { definitions } from "./collections.ts";

const GROUP = "conformance.example.com";

const specSchema: JsonObject = {
  type: "object",
  required: ["image"],
  properties: {
    image: { type: "string", minLength: 2, maxLength: 8, pattern: "^[a-z]+$" },
    replicas: { type: "integer", minimum: 0, maximum: 10, default: 1 },
    level: { type: "string", enum: ["low", "high"] },
    port: { "x-kubernetes-int-or-string": true },
    ratio: { type: "number", exclusiveMinimum: true, minimum: 0 },
    when: { type: "string", format: "date-time" },
    maybe: { type: "string", nullable: true },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    labels: { type: "object", maxProperties: 2, additionalProperties: { type: "string" } },
    tags: {
      type: "array",
      maxItems: 3,
      minItems: 1,
      items: { type: "string" },
      "x-kubernetes-list-type": "set",
    },
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

const rootSchema: JsonObject = {
  type: "object",
  properties: {
    spec: specSchema,
    status: { type: "object", properties: { ready: { type: "integer" } } },
  },
};

function version(name: string, extra: JsonObject = {}): JsonObject {
  return {
    name,
    served: true,
    storage: name === "v1",
    schema: { openAPIV3Schema: rootSchema },
    subresources: {
      status: {},
      scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.ready" },
    },
    additionalPrinterColumns: [
      { name: "Image", type: "string", jsonPath: ".spec.image" },
      { name: "Replicas", type: "integer", jsonPath: ".spec.replicas", priority: 1 },
      { name: "Ready", type: "string", jsonPath: ".status.ready" },
    ],
    selectableFields: [{ jsonPath: ".spec.level" }],
    ...extra,
  };
}

function definition(
  plural: string,
  kind: string,
  spec: JsonObject = {},
  versions: Json = [version("v1")],
): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { plural, kind, shortNames: [plural.slice(0, 3)], categories: ["all"] },
      versions,
      ...spec,
    },
  };
}

const isEstablished = { path: "status.conditions.1.status", value: "True" };
const object = (
  kind: string,
  name: string,
  spec: JsonObject,
  more: JsonObject = {},
): JsonObject => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name },
  spec,
  ...more,
});

const widgets = namespaced(`${GROUP}/v1`, "widgets");
const gadgets = namespaced(`${GROUP}/v1`, "gadgets");
const gadgets2 = namespaced(`${GROUP}/v2`, "gadgets");
const wrong = (plural: string, spec: JsonObject, versions?: Json): ReturnType<typeof post> =>
  post(definitions(), definition(plural, "Wrong", spec, versions));
const withSchema = (schema: JsonObject): Json => [
  version("v1", { schema: { openAPIV3Schema: schema }, selectableFields: [] }),
];

export const customScripts: readonly Script[] = [
  script("a custom resource", [
    post(definitions(), definition("widgets", "Widget")),
    get(definitions(`widgets.${GROUP}`), { until: isEstablished }),
    get(widgets(), { until: { path: "kind", value: "WidgetList" } }),
    get(`/apis/${GROUP}`, { until: { path: "versions.0.version", value: "v1" } }),
    get(`/apis/${GROUP}/v1`, { until: { path: "resources.0.name", value: "widgets" } }),
    post(
      widgets(),
      object(
        "Widget",
        "one",
        { image: "abc", parts: [{ name: "x", extra: 1 }], lost: 1 },
        { status: { ready: 1 } },
      ),
      { as: "one" },
    ),
    post(`${widgets()}?fieldValidation=Strict`, object("Widget", "two", { image: "abc", bad: 1 })),
    post(
      widgets(),
      object("Widget", "two", { image: "abc", maybe: null, replicas: null, free: { any: [1] } }),
    ),
    post(widgets(), object("Widget", "three", {})),
    post(widgets(), object("Widget", "three", { image: 1 })),
    post(widgets(), object("Widget", "three", { image: "A" })),
    post(widgets(), object("Widget", "three", { image: "abcdefghij" })),
    post(widgets(), object("Widget", "three", { image: "abc", replicas: 11 })),
    post(widgets(), object("Widget", "three", { image: "abc", replicas: 1.5 })),
    post(widgets(), object("Widget", "three", { image: "abc", level: "mid" })),
    post(widgets(), object("Widget", "three", { image: "abc", port: true })),
    post(widgets(), object("Widget", "three", { image: "abc", ratio: 0 })),
    post(widgets(), object("Widget", "three", { image: "abc", when: "today" })),
    post(widgets(), object("Widget", "three", { image: "abc", labels: { a: 1 } })),
    post(widgets(), object("Widget", "three", { image: "abc", labels: { a: "", b: "", c: "" } })),
    post(widgets(), object("Widget", "three", { image: "abc", tags: [] })),
    post(widgets(), object("Widget", "three", { image: "abc", tags: ["a", "b", "c", "d"] })),
    post(widgets(), object("Widget", "three", { image: "abc", tags: ["a", "a"] })),
    post(
      widgets(),
      object("Widget", "three", { image: "abc", parts: [{ name: "x" }, { name: "x" }] }),
    ),
    post(widgets(), object("Widget", "three", { image: "abc", parts: [{}] })),
    post(widgets(), object("Widget", "Three", { image: "abc" })),
    post(widgets(), {
      ...object("Widget", "three", { image: "abc" }),
      metadata: { name: "three", labels: { a: "-" } },
    }),
    post(widgets(), object("Widget", "one", { image: "abc" })),
    get(widgets("one")),
    get(widgets("none")),
    get(widgets(), { accept: accepts.table }),
    get(widgets(), { accept: accepts.partialList }),
    get(`${widgets()}?fieldSelector=spec.level%3Dlow`),
    get(`${widgets()}?fieldSelector=spec.image%3Dabc`),
    mergePatch(widgets("one"), { spec: { replicas: 2 } }),
    mergePatch(widgets("one"), { spec: { replicas: 20 } }),
    mergePatch(widgets("one"), { metadata: { labels: { a: "b" } } }),
    jsonPatch(widgets("one"), [{ op: "replace", path: "/spec/image", value: "abcd" }]),
    strategicPatch(widgets("one"), { spec: { replicas: 3 } }),
    mergePatch(widgets("one", "status"), { status: { ready: 2 }, spec: { image: "no" } }),
    mergePatch(widgets("one", "status"), { status: { ready: "two" } }),
    get(widgets("one", "scale")),
    mergePatch(widgets("one", "scale"), { spec: { replicas: 4 } }),
    mergePatch(widgets("one", "scale"), { spec: { replicas: -1 } }),
    putEdited(widgets("one"), "one", { "spec.image": "xyz" }, ["metadata.resourceVersion"]),
    putEdited(widgets("one"), "one", { "spec.image": "xyz" }),
    del(widgets("one")),
    del(widgets()),
    mergePatch(definitions(`widgets.${GROUP}`), { spec: { scope: "Cluster" } }),
    mergePatch(definitions(`widgets.${GROUP}`), { spec: { names: { kind: "Other" } } }),
    del(definitions(`widgets.${GROUP}`)),
    get(definitions(`widgets.${GROUP}`), { until: { path: "code", value: 404 } }),
    get(widgets(), { until: { path: "", value: "404 page not found\n" } }),
  ]),
  script("two versions of a custom resource", [
    post(definitions(), definition("gadgets", "Gadget", {}, [version("v1"), version("v2")])),
    get(definitions(`gadgets.${GROUP}`), { until: isEstablished }),
    get(gadgets2(), { until: { path: "kind", value: "GadgetList" } }),
    get(`/apis/${GROUP}`, { until: { path: "versions.0.version", value: "v2" } }),
    post(gadgets(), object("Gadget", "one", { image: "abc" })),
    get(gadgets2("one")),
    mergePatch(gadgets2("one"), { spec: { replicas: 7 } }),
    get(gadgets("one")),
    del(gadgets2("one")),
    del(definitions(`gadgets.${GROUP}`)),
    get(definitions(`gadgets.${GROUP}`), { until: { path: "code", value: 404 } }),
  ]),
  script("definitions refused", [
    post(definitions(), { ...definition("wrongs", "Wrong"), metadata: { name: "wrongs" } }),
    wrong("wrongs", { scope: "Global" }),
    wrong("wrongs", { group: "nodots" }),
    wrong("wrongs", { names: { plural: "Wrongs", kind: "Wrong" } }),
    wrong("wrongs", { names: { plural: "wrongs", kind: "wrong_kind" } }),
    wrong("wrongs", {}, [version("v1"), version("v1")]),
    wrong("wrongs", {}, [{ name: "v1", served: true, storage: true }]),
    wrong("wrongs", {}, withSchema({ type: "object", properties: { spec: {} } })),
    wrong("wrongs", {}, withSchema({ type: "string" })),
    wrong("wrongs", {}, withSchema({ type: "object", properties: { spec: { type: "array" } } })),
    wrong("wrongs", {}, withSchema({ type: "object", properties: { spec: { type: "text" } } })),
    wrong("wrongs", {}, withSchema({ type: "object", additionalProperties: { type: "string" } })),
    wrong(
      "wrongs",
      {},
      withSchema({ type: "object", properties: { a: { type: "integer", default: "x" } } }),
    ),
    wrong(
      "wrongs",
      {},
      withSchema({
        type: "object",
        properties: {
          a: {
            type: "object",
            properties: { b: { type: "string" } },
            additionalProperties: { type: "string" },
          },
        },
      }),
    ),
    wrong("wrongs", {}, [
      version("v1", { additionalPrinterColumns: [{ name: "A", type: "text", jsonPath: ".a" }] }),
    ]),
    wrong("wrongs", {}, [
      version("v1", {
        subresources: {
          scale: { specReplicasPath: ".replicas", statusReplicasPath: ".status.ready" },
        },
      }),
    ]),
    post(definitions(), {
      ...definition("wrongs", "Wrong", { group: "wrong.k8s.io" }),
      metadata: { name: "wrongs.wrong.k8s.io" },
    }),
  ]),
];
