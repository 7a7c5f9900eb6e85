// Requests that no well-meaning client sends, for fast-check: almost right ones, since those get furthest.

import * as fc from "fast-check";
import { SAMPLES, SUBRESOURCES } from "./fuzz-samples.test-kit.ts";

export interface Odd {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** Objects that the odd requests then are about: every kind under the names they use. */
export function* soundRequests(): Generator<Odd> {
  for (const [path, body] of SAMPLES)
    for (const name of ["a", "b", "c"])
      yield {
        method: "POST",
        path,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ metadata: { name, labels: { a: "b" } }, ...body }),
      };
}

const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("a", "b", "c", "things.example.com") },
  { weight: 1, arbitrary: fc.constantFrom("default", "A_b", "-", "a".repeat(300)) },
);

/** Values that turn up where others are expected. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e300,
    "",
    "a",
    "é",
    "-1",
    "1e400",
    "100Ei",
    "10%",
    [],
    [null],
    ["a", 1],
    [[]],
    {},
    { "": null },
    { a: { b: [] } },
    { matchLabels: { a: 1 } },
    "9223372036854775808",
    "2020-01-01T00:00:00Z",
    "2020-13-41",
    "\u0000",
    "a/b/c",
    "a=b,c!",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Change {
  readonly at: number;
  readonly value: unknown;
  readonly how: "replace" | "remove" | "add";
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1000),
  value: odd,
  how: fc.constantFrom("replace", "replace", "remove", "add"),
});

/** `body` with the changes made, each at one of its places. */
function changed(body: object, changes: readonly Change[]): unknown {
  const copy = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
  for (const { at, value, how } of changes) {
    const places: [holder: Record<string, unknown>, key: string][] = [];
    collect(copy, places);
    const place = places[at % places.length];
    if (!place) continue;
    const [holder, key] = place;
    if (how === "replace") holder[key] = structuredClone(value);
    else if (how === "remove") delete holder[key];
    else holder[`${key}X`] = structuredClone(value);
  }
  return copy;
}

function collect(value: Record<string, unknown>, into: [Record<string, unknown>, string][]): void {
  for (const [key, child] of Object.entries(value)) {
    into.push([value, key]);
    if (typeof child === "object" && child !== null)
      collect(child as Record<string, unknown>, into);
  }
}

const TYPES = {
  json: "application/json",
  yaml: "application/yaml",
  protobuf: "application/vnd.kubernetes.protobuf",
  cbor: "application/cbor",
  jsonPatch: "application/json-patch+json",
  mergePatch: "application/merge-patch+json",
  strategicPatch: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** One of `values` now and then, otherwise nothing. */
function seldom<T>(values: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: oneIn - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: values },
  );
}

/** Mostly one that goes with the method. */
const contentType = fc.record({
  fitting: fc.nat(3),
  other: seldom(
    fc.constantFrom(
      "",
      "json",
      "text/html; q=x",
      "application/json;;",
      "*/*",
      ...Object.values(TYPES),
    ),
    10,
  ),
});

const PATCH_TYPES = [TYPES.jsonPatch, TYPES.mergePatch, TYPES.strategicPatch, TYPES.apply];

const accept = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("application/json", "*/*", "") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "application/vnd.kubernetes.protobuf",
      "application/json;as=Table;v=v1;g=meta.k8s.io",
      "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
      "application/json;as=Nothing;v=v9;g=x",
      "text/html",
      ";;;,,,",
    ),
  },
);

const parameter = fc.oneof(
  fc.tuple(
    fc.constantFrom("labelSelector", "fieldSelector"),
    fc.oneof(
      fc.constantFrom("a=b", "a in (b,c)", "!a", "a in (", "a=b=c", ",", "a>x", "metadata.name=a"),
      fc.constantFrom("spec.nodeName!=n", "nothing=1", "metadata.name=", "a notin ()", "\\", "=a"),
      fc.string(),
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      "limit",
      "continue",
      "resourceVersion",
      "resourceVersionMatch",
      "sendInitialEvents",
      "allowWatchBookmarks",
      "dryRun",
      "fieldManager",
      "fieldValidation",
      "force",
      "pretty",
      "gracePeriodSeconds",
      "propagationPolicy",
      "orphanDependents",
      "ignoreStoreReadError",
    ),
    fc.oneof(
      fc.constantFrom("", "0", "1", "-1", "true", "Exact", "NotOlderThan", "All", "Strict", "x"),
      fc.constantFrom(
        "99999999999999999999",
        "1.5",
        "Background",
        "Orphan",
        "e30",
        "a".repeat(200),
      ),
      fc.string(),
    ),
  ),
  fc.tuple(fc.constant("watch"), fc.constantFrom("1", "true", "x")),
);

const query = fc
  .oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(parameter, { maxLength: 3 }) },
  )
  // Watches end on their own, so that none outlives its test.
  .map((all) => [...all, ["timeoutSeconds", "1"] as const])
  .map((all) => all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&"));

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant("POST") },
  { weight: 4, arbitrary: fc.constant("PATCH") },
  { weight: 3, arbitrary: fc.constantFrom("GET", "PUT", "DELETE") },
  { weight: 1, arbitrary: fc.constantFrom("HEAD", "OPTIONS", "PURGE") },
);

const patchOperation = fc.record({
  op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "x"),
  path: fc.constantFrom("/data/a", "/spec", "/metadata/labels", "/spec/ports/-", "", "/~2", "x"),
  from: fc.constantFrom("/data", "/metadata", "/nothing"),
  value: odd,
});

const SLICE_BYTES = 200;

/** A request for something that is served, with something wrong about it more often than not. */
const served: fc.Arbitrary<Odd> = fc
  .record({
    sample: fc.constantFrom(...SAMPLES),
    name,
    isAtOdds: fc.nat(9).map((chance) => chance === 0),
    subresource: seldom(fc.constantFrom(...SUBRESOURCES), 4),
    method,
    contentType,
    accept,
    query,
    changes: fc.array(change, { maxLength: 2 }),
    operations: fc.array(patchOperation, { maxLength: 3 }),
    cut: seldom(fc.nat(SLICE_BYTES), 20),
    bytes: fc.uint8Array({ maxLength: SLICE_BYTES }),
  })
  .map(({ sample: [path, body], name, subresource, contentType, method, ...rest }) => {
    const type =
      contentType.other ?? (method === "PATCH" ? PATCH_TYPES[contentType.fitting]! : TYPES.json);
    const below = subresource ? `/${subresource[0]}` : "";
    const isNamed = (method !== "POST" || below !== "") !== rest.isAtOdds;
    const whole = { metadata: { name, labels: { a: "b" } }, ...(subresource?.[1] ?? body) };
    return {
      method,
      path: `${path}${isNamed ? `/${name}${below}` : ""}?${rest.query}`,
      headers: { "content-type": type, accept: rest.accept },
      body: ["GET", "HEAD", "OPTIONS"].includes(method)
        ? undefined
        : bodyOf(type, changed(whole, rest.changes), rest),
    };
  });

function bodyOf(
  contentType: string,
  value: unknown,
  { operations, cut, bytes }: { operations: unknown; cut: number | undefined; bytes: Uint8Array },
): string | Uint8Array<ArrayBuffer> {
  if (contentType === TYPES.protobuf || contentType === TYPES.cbor)
    return Buffer.concat([Buffer.from(cut === undefined ? "k8s\0" : ""), bytes]);
  const text = JSON.stringify(contentType === TYPES.jsonPatch ? operations : value);
  return cut === undefined ? text : text.slice(0, cut);
}

const segment = fc.oneof(
  fc.constantFrom("api", "apis", "v1", "namespaces", "default", "pods", "apps", "watch", "..", "."),
  fc.constantFrom("", "%", "%2F", "%00", "%ff", "openapi", "v3", "healthz", "debug", "é", "~"),
  fc.string({ maxLength: 10 }).map(encodeURIComponent),
);

/** A request for a path that is made up. */
const anywhere: fc.Arbitrary<Odd> = fc
  .record({ method, query, segments: fc.array(segment, { maxLength: 8 }) })
  .map(({ method, query, segments }) => ({
    method,
    path: `/${segments.join("/")}?${query}`,
    headers: {},
    body: undefined,
  }));

export const oddRequest: fc.Arbitrary<Odd> = fc.oneof(
  { weight: 6, arbitrary: served },
  { weight: 1, arbitrary: anywhere },
);
