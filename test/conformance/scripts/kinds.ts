// What every kind does alike: created and filled in, refused, read in three forms, changed, replaced, deleted.

import { kindSamples, type KindSample } from "../kinds.ts";
import {
  accepts,
  clusterWide,
  del,
  get,
  type JsonObject,
  mergePatch,
  namespaced,
  post,
  put,
  putEdited,
  type RequestOptions,
  script,
  type Script,
} from "../script.ts";

export const kindScripts: readonly Script[] = kindSamples.map(scriptOf);

function scriptOf(sample: KindSample): Script {
  const { groupVersion, plural, kind } = sample;
  const at = (sample.namespaced ? namespaced : clusterWide)(groupVersion, plural);
  const name = sample.name ?? (sample.namespaced ? "web" : `sample-${plural}`);
  const labels = { suite: plural };
  const object = (body: JsonObject, metadata: JsonObject): JsonObject => ({
    apiVersion: groupVersion,
    kind,
    metadata,
    ...body,
  });
  const selected = `${at()}?labelSelector=suite%3D${plural}`;
  return script(`${groupVersion} ${plural}`, [
    get(at("missing")),
    post(`${at()}?dryRun=All`, object(sample.body, { name, labels })),
    post(at(), object(sample.body, { name, labels }), { as: "created" }),
    post(at(), object(sample.body, { name, labels })),
    post(at(), object(sample.body, {})),
    post(at(), object(sample.body, { name: "Not_Valid", labels: { "bad key!": "-" } })),
    ...sample.wrong.map((body, index) => post(at(), object(body, { name: `wrong-${index}` }))),
    get(at(name), settled(kind)),
    get(selected),
    get(selected, { accept: accepts.table }),
    get(at(name), { accept: accepts.partial }),
    mergePatch(at(name), sample.change, { as: "changed" }),
    putEdited(at(name), "changed", { "metadata.annotations": { note: "replaced" } }),
    putEdited(at(name), "created", { "metadata.annotations": { note: "stale" } }),
    putEdited(at(name), "changed", {}, ["metadata.resourceVersion"]),
    put(at(name), object({}, { name: "another" })),
    ...(kind === "Namespace" ? [] : [del(at(name)), get(at(name))]),
    get(selected),
  ]);
}

/** Some objects get a status from the API server itself, a moment later. */
function settled(kind: string): RequestOptions {
  const type = { FlowSchema: "Dangling", APIService: "Available" }[kind];
  return type === undefined ? {} : { until: { path: "status.conditions.0.type", value: type } };
}
