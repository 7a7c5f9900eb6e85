// Holds the schema, and the code that reads it, against what Kubernetes publishes in its Go modules: the round-trip
// fixtures of every kind (protobuf and JSON), and the OpenAPI documents. Needs Go and the module cache; prints every
// difference and ends with 1 if there is one. bun scripts/schema/verify.ts

import { basename } from "node:path";
import {
  builtinApiVersions,
  decodeProtobuf,
  openApiDocument,
  openApiPath,
  readObject,
  typeOf,
  type Json,
  type JsonObject,
} from "../../src/kube/index.ts";

/** Kinds of the fixtures that are never request bodies of a stable API. */
const notBodies = [
  /\.(v\d+alpha\d+|v\d+beta\d+)\./,
  // Query parameters that have a Go type.
  /Options\.pb$/,
  // Discovery, watch and webhook documents, which servers send and never receive.
  /\.(APIGroup|APIVersions|APIGroupDiscovery|WatchEvent|AdmissionReview|SerializedReference)\.pb$/,
];

const differences: string[] = [];
const report = (what: string, expected: unknown, actual: unknown): void => {
  if (Bun.deepEquals(expected, actual)) return;
  differences.push(
    `${what}\n  published ${JSON.stringify(expected)}\n  ours      ${JSON.stringify(actual)}`,
  );
};

function moduleFolder(module: string): string {
  const go = Bun.spawnSync(["go", "list", "-m", "-f", "{{.Dir}}", module], {
    cwd: import.meta.dir,
  });
  const folder = go.stdout.toString().trim();
  if (go.exitCode === 0 && folder !== "") return folder;
  console.error(`${module} is not in the module cache; run bun scripts/schema/generate.ts first`);
  process.exit(2);
}

async function verifyFixtures(): Promise<number> {
  const folder = `${moduleFolder("k8s.io/api")}/testdata/HEAD`;
  let count = 0;
  for (const path of new Bun.Glob("*.pb").scanSync({ cwd: folder, absolute: true })) {
    const name = basename(path);
    if (name !== "core.v1.DeleteOptions.pb" && notBodies.some((pattern) => pattern.test(name)))
      continue;
    const published = (await Bun.file(path.replace(/\.pb$/, ".json")).json()) as JsonObject;
    report(`protobuf ${name}`, published, decodeProtobuf(await Bun.file(path).bytes()));
    const type = typeOf(published["apiVersion"] as string, published["kind"] as string);
    if (type)
      report(`JSON ${name}`, { object: published, unknown: [] }, readObject(type, published));
    count++;
  }
  return count;
}

/** Field names whose value is prose, or says what everyone can see elsewhere. */
const unsaid = new Set(["description", "x-kubernetes-unions"]);

/** A published schema without prose and without defaults that only repeat Go's zero value. */
function stripped(value: Json, key = ""): Json {
  if (Array.isArray(value)) return value.map((item) => stripped(item as Json));
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, Json> = {};
  // Kubernetes wraps a reference where prose stands beside it.
  const { allOf } = value as { allOf?: readonly Json[] };
  if (allOf?.length === 1) return stripped(allOf[0] as Json);
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    const isName = key === "properties" || key === "schemas";
    if (!isName && unsaid.has(name)) continue;
    if (!isName && name === "default" && isZero(inner as Json)) continue;
    result[name] = stripped(inner as Json, isName ? "" : name);
  }
  return result;
}

const isZero = (value: Json): boolean =>
  value === "" || value === 0 || value === false || JSON.stringify(value) === "{}";

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

async function verifyOpenApi(): Promise<number> {
  const folder = `${moduleFolder("k8s.io/kubernetes")}/api/openapi-spec/v3`;
  // A type looks the same in all documents; which ones show it is up to the operations they describe.
  const published: Record<string, JsonObject> = {};
  for (const apiVersion of builtinApiVersions()) {
    const file = `${openApiPath(apiVersion).replaceAll("/", "__")}_openapi.json`;
    const document = (await Bun.file(`${folder}/${file}`).json()) as Document;
    Object.assign(published, document.components.schemas);
  }
  let count = 0;
  for (const apiVersion of builtinApiVersions()) {
    const { schemas } = (openApiDocument(apiVersion) as unknown as Document).components;
    for (const [name, schema] of Object.entries(schemas)) {
      const theirs = stripped(withoutKinds(published[name]));
      report(`${apiVersion} ${name}`, theirs, stripped(withoutKinds(schema)));
      count++;
    }
  }
  return count;
}

/** Options and Status name every group version in theirs; we name the document's. */
function withoutKinds(schema: JsonObject | undefined): JsonObject {
  const { "x-kubernetes-group-version-kind": _, ...rest } = schema ?? {};
  return rest;
}

const fixtures = await verifyFixtures();
const schemas = await verifyOpenApi();
for (const difference of differences) console.log(difference);
console.log(
  `${fixtures} fixtures and ${schemas} schemas compared: ${differences.length} differences`,
);
process.exit(differences.length > 0 ? 1 : 0);
