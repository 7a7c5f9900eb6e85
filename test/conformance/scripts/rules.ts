// Rules in CEL: definitions whose rules do not compile, and objects that keep them or do not.

import {
  apply,
  get,
  type Json,
  type JsonObject,
  mergePatch,
  namespaced,
  post,
  putEdited,
  script,
  type Script,
  type Step,
} from "../script.ts";
import { definitions } from "./collections.ts";
import { failing, refused, shown } from "./rule-expressions.ts";

const GROUP = "rules.example.com";

function definition(plural: string, kind: string, schema: JsonObject): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { plural, kind },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {} },
        },
      ],
    },
  };
}

/** A schema whose spec has these properties and rules. */
function withSpec(
  spec: JsonObject,
  rules: readonly JsonObject[] = [],
  root: JsonObject = {},
): JsonObject {
  return {
    type: "object",
    ...root,
    properties: {
      spec: {
        type: "object",
        ...spec,
        ...(rules.length > 0 && { "x-kubernetes-validations": rules }),
      },
      status: { type: "object", properties: { ready: { type: "integer" } } },
    },
  };
}

/** Waits until the definition serves. */
function define(plural: string, kind: string, schema: JsonObject): Step[] {
  return [
    post(definitions(), definition(plural, kind, schema)),
    get(definitions(`${plural}.${GROUP}`, "status"), {
      until: { path: "status.conditions.1.status", value: "True" },
    }),
    get(`/apis/${GROUP}/v1/namespaces/{{ns}}/${plural}`, {
      until: { path: "kind", value: `${kind}List` },
    }),
  ];
}

function object(kind: string, name: string, spec: JsonObject, more: JsonObject = {}): Json {
  return { apiVersion: `${GROUP}/v1`, kind, metadata: { name }, spec, ...more };
}

const string = { type: "string" };
const integer = { type: "integer" };

/** What rules may read. */
const readable: JsonObject = {
  properties: {
    mode: string,
    text: { type: "string", maxLength: 100 },
    count: integer,
    ratio: { type: "number" },
    flag: { type: "boolean" },
    port: { "x-kubernetes-int-or-string": true },
    when: { type: "string", format: "date-time" },
    day: { type: "string", format: "date" },
    wait: { type: "string", format: "duration" },
    data: { type: "string", format: "byte" },
    maybe: { type: "string", nullable: true },
    "with-dash": string,
    "with.dot": string,
    with__under: string,
    namespace: string,
    "with/slash": string,
    list: { type: "array", maxItems: 5, items: { type: "string", maxLength: 10 } },
    numbers: { type: "array", maxItems: 5, items: integer },
    set: {
      type: "array",
      maxItems: 5,
      items: { type: "string", maxLength: 10 },
      "x-kubernetes-list-type": "set",
    },
    map: { type: "object", maxProperties: 5, additionalProperties: integer },
    parts: {
      type: "array",
      maxItems: 5,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string", maxLength: 10 }, size: integer },
      },
    },
    open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    known: {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      properties: { a: integer },
    },
  },
};

const example: JsonObject = {
  mode: "show",
  text: "hello world",
  count: 3,
  ratio: 2,
  flag: true,
  port: 80,
  when: "2024-02-29T12:34:56.789Z",
  day: "2024-02-29",
  wait: "1h30m",
  data: "aGVsbG8=",
  "with-dash": "dash",
  "with.dot": "dot",
  with__under: "under",
  namespace: "ns",
  "with/slash": "slash",
  list: ["b", "a", "c"],
  numbers: [3, 1, 2],
  set: ["x", "y"],
  map: { one: 1, two: 2 },
  parts: [
    { name: "p", size: 1 },
    { name: "q", size: 2 },
  ],
  open: { anything: 1 },
  known: { a: 1, b: 2 },
};

const showing = (expressions: readonly string[]): JsonObject =>
  withSpec(
    readable,
    expressions.map((messageExpression) => ({ rule: "self.mode != 'show'", messageExpression })),
  );

const expressionScripts: Script[] = [
  ...Object.entries(shown).map(([name, expressions], index) =>
    script(`rules: values of ${name}`, [
      ...define(`shows${index}`, `Show${index}`, showing(expressions)),
      post(namespaced(`${GROUP}/v1`, `shows${index}`)(), object(`Show${index}`, "a", example)),
    ]),
  ),
  script("rules that fail as they run", [
    ...define(
      "fails",
      "Fail",
      withSpec(
        readable,
        failing.map((rule) => ({ rule })),
      ),
    ),
    post(namespaced(`${GROUP}/v1`, "fails")(), object("Fail", "a", example)),
  ]),
  script(
    "rules that do not compile",
    refused.map((rule) =>
      post(definitions(), definition("refused", "Refused", withSpec(readable, [{ rule }]))),
    ),
  ),
];

const things = namespaced(`${GROUP}/v1`, "things");

const thingSchema = withSpec(
  {
    required: ["name"],
    properties: {
      name: {
        type: "string",
        maxLength: 10,
        "x-kubernetes-validations": [{ rule: "self.startsWith('n')" }],
      },
      fixed: {
        type: "string",
        maxLength: 10,
        "x-kubernetes-validations": [{ rule: "self == oldSelf", message: "fixed is immutable" }],
      },
      once: {
        type: "integer",
        "x-kubernetes-validations": [
          {
            rule: "!oldSelf.hasValue() || self >= oldSelf.value()",
            optionalOldSelf: true,
            message: "may only grow",
          },
        ],
      },
      min: { type: "integer" },
      max: { type: "integer" },
      reasons: { type: "object", properties: { a: string, "b-c": string } },
      map: {
        type: "object",
        maxProperties: 5,
        additionalProperties: {
          type: "integer",
          "x-kubernetes-validations": [{ rule: "self < 10", messageExpression: "string(self)" }],
        },
      },
      atoms: {
        type: "array",
        maxItems: 5,
        items: {
          type: "object",
          properties: { v: integer },
          "x-kubernetes-validations": [{ rule: "self.v > 0" }],
        },
      },
      parts: {
        type: "array",
        maxItems: 5,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["key"],
        items: {
          type: "object",
          required: ["key"],
          properties: { key: { type: "string", maxLength: 10 }, v: integer },
          "x-kubernetes-validations": [
            { rule: "self.v >= oldSelf.v", message: "v may not shrink" },
            { rule: "self.v % 2 == 0", message: "v must be even" },
          ],
        },
      },
    },
  },
  [
    {
      rule: "!has(self.min) || !has(self.max) || self.min <= self.max",
      message: " min must not be above max ",
    },
    {
      rule: "!has(self.min) || self.min != 5",
      reason: "FieldValueForbidden",
      fieldPath: ".min",
      message: "not five",
    },
    { rule: "!has(self.min) || self.min != 6", reason: "FieldValueRequired", fieldPath: ".max" },
    { rule: "!has(self.min) || self.min != 7", reason: "FieldValueDuplicate", fieldPath: ".min" },
    { rule: "!has(self.min) || self.min != 8", fieldPath: ".reasons['b-c']" },
    { rule: "!has(self.min) || self.min != 9", messageExpression: "'a\\nb'", message: "plain" },
    { rule: "!has(self.min) || self.min != 10", messageExpression: "self.name + ' is ten'" },
  ],
  {
    "x-kubernetes-validations": [
      { rule: "self.metadata.name != 'forbidden'" },
      {
        rule: "!has(self.status) || !has(self.status.ready) || self.status.ready <= self.spec.min",
        message: "more ready than min",
      },
    ],
  },
);

const keepingScripts: Script[] = [
  script("rules that objects keep or break", [
    ...define("things", "Thing", thingSchema),
    post(things(), object("Thing", "a", { name: "xavier" })),
    post(things(), object("Thing", "a", { name: "n", min: 3, max: 2 })),
    ...[5, 6, 7, 8, 9, 10].map((min) => post(things(), object("Thing", "a", { name: "n", min }))),
    post(things(), object("Thing", "a", { min: 3, max: 2 })),
    post(things(), object("Thing", "a", { name: "n", min: "3" })),
    post(things(), object("Thing", "a", { name: "x", map: { a: 11 } })),
    post(things(), object("Thing", "a", { name: "n", atoms: [{ v: 1 }, { v: 0 }] })),
    post(things(), object("Thing", "a", { name: "n", atoms: [{}] })),
    post(things(), object("Thing", "forbidden", { name: "n" })),
    post(
      things(),
      object("Thing", "a", {
        name: "n",
        fixed: "f",
        once: 2,
        min: 1,
        parts: [
          { key: "k", v: 4 },
          { key: "l", v: 2 },
        ],
      }),
      { as: "made" },
    ),
    mergePatch(things("a"), { spec: { fixed: "g" } }),
    mergePatch(things("a"), { spec: { once: 1 } }),
    mergePatch(things("a"), { spec: { once: 3 } }),
    mergePatch(things("a"), { spec: { fixed: null } }),
    mergePatch(things("a"), { spec: { fixed: "other" } }),
    mergePatch(things("a"), {
      spec: {
        parts: [
          { key: "l", v: 4 },
          { key: "k", v: 2 },
        ],
      },
    }),
    mergePatch(things("a"), {
      spec: {
        parts: [
          { key: "l", v: 3 },
          { key: "m", v: 1 },
        ],
      },
    }),
    mergePatch(things("a", "status"), { status: { ready: 2 } }),
    mergePatch(things("a", "status"), { status: { ready: 1 } }),
    putEdited(things("a"), "made", { "spec.min": 4, "spec.max": 2 }, ["metadata.resourceVersion"]),
    apply(
      `${things("b")}?fieldManager=tester`,
      object("Thing", "b", { name: "n", min: 4, max: 2 }),
    ),
    apply(
      `${things("b")}?fieldManager=tester`,
      object("Thing", "b", { name: "n", min: 1, max: 2 }),
    ),
  ]),
];

const ratchets = namespaced(`${GROUP}/v1`, "ratchets");

function ratchetSchema(rules: readonly JsonObject[]): JsonObject {
  return withSpec({
    properties: {
      a: {
        type: "string",
        maxLength: 10,
        ...(rules.length > 0 && { "x-kubernetes-validations": rules }),
      },
      b: string,
      items: {
        type: "array",
        maxItems: 5,
        items: {
          type: "integer",
          ...(rules.length > 0 && { "x-kubernetes-validations": [{ rule: "self > 0" }] }),
        },
      },
    },
  });
}

const ratchetScripts: Script[] = [
  script("rules that come later", [
    ...define("ratchets", "Ratchet", ratchetSchema([])),
    post(ratchets(), object("Ratchet", "old", { a: "bad", b: "x", items: [0, 1] })),
    post(ratchets(), object("Ratchet", "text", { a: "bad", b: "x" })),
    post(ratchets(), object("Ratchet", "list", { b: "x", items: [0, 1] })),
    mergePatch(definitions(`ratchets.${GROUP}`), {
      spec: definition("ratchets", "Ratchet", ratchetSchema([{ rule: "self != 'bad'" }]))[
        "spec"
      ] as JsonObject,
    }),
    post(`${ratchets()}?dryRun=All`, object("Ratchet", "new", { a: "bad" }), {
      until: { path: "code", value: 422 },
    }),
    // One warning each: of several, the real server leaves the order to chance.
    mergePatch(ratchets("text"), { spec: { b: "y" } }),
    mergePatch(ratchets("list"), { spec: { b: "y" } }),
    mergePatch(ratchets("old"), { spec: { items: [0, 2] } }),
    mergePatch(ratchets("old"), { spec: { a: "worse" } }),
    mergePatch(ratchets("old"), { spec: { a: "bad" } }),
  ]),
];

const forms: readonly JsonObject[] = [
  { rule: "  " },
  { rule: "true", message: "  " },
  { rule: "true", message: "a\nb" },
  { rule: "true &&\ntrue" },
  { rule: "true", messageExpression: " " },
  { rule: "true", messageExpression: "1" },
  { rule: "true", messageExpression: "self.nothing" },
  { rule: "true", reason: "Because" },
  { rule: "true", fieldPath: ".nothing" },
  { rule: "true", fieldPath: "count" },
  { rule: "true", fieldPath: ".count\n" },
  { rule: "true", fieldPath: ".map.key" },
  { rule: "true", optionalOldSelf: true },
  { rule: "self.count" },
];

const formScripts: Script[] = [
  script("rules of wrong form", [
    ...forms.map((rule) =>
      post(definitions(), definition("forms", "Form", withSpec(readable, [rule]))),
    ),
    post(
      definitions(),
      definition(
        "forms",
        "Form",
        withSpec({
          properties: {
            list: {
              type: "array",
              maxItems: 5,
              items: { type: "string", "x-kubernetes-validations": [{ rule: "self == oldSelf" }] },
            },
          },
        }),
      ),
    ),
    post(
      definitions(),
      definition(
        "forms",
        "Form",
        withSpec({
          properties: { a: { type: "text", "x-kubernetes-validations": [{ rule: "self.b" }] } },
        }),
      ),
    ),
  ]),
];

export const ruleScripts: readonly Script[] = [
  ...expressionScripts,
  ...keepingScripts,
  ...ratchetScripts,
  ...formScripts,
];
