// The scale of a workload, read and written in every way, and the parameters of writes.

import {
  accepts,
  apply,
  get,
  jsonPatch,
  type JsonObject,
  mergePatch,
  post,
  put,
  script,
  type Script,
  send,
  strategicPatch,
} from "../script.ts";
import { deployments, maps } from "./collections.ts";

const scale = deployments("web", "scale");
const labels = { app: "web" };
const deployment = {
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "main", image: "registry.example/web" }] },
    },
  },
};
const replicas = (count: number | string): JsonObject => ({ spec: { replicas: count } });
const whole = (count: number): JsonObject => ({
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name: "web" },
  ...replicas(count),
});

export const scaleScripts: readonly Script[] = [
  script("scales", [
    post(deployments(), deployment),
    mergePatch(scale, replicas(5)),
    strategicPatch(scale, replicas(4)),
    jsonPatch(scale, [{ op: "replace", path: "/spec/replicas", value: 3 }]),
    apply(`${scale}?fieldManager=other`, whole(9)),
    apply(`${scale}?fieldManager=other&force=true`, whole(9)),
    mergePatch(`${scale}?dryRun=All`, replicas(44)),
    put(scale, whole(1)),
    get(scale),
    get(scale, { accept: accepts.table }),
    put(scale, { metadata: { name: "web" }, spec: {} }),
    get(scale),
    get(scale, { accept: accepts.table }),
  ]),
  script("scales refused", [
    post(deployments(), deployment),
    mergePatch(scale, replicas(-1)),
    mergePatch(scale, replicas("x")),
    mergePatch(scale, { metadata: { name: "other" } }),
    mergePatch(scale, { metadata: { resourceVersion: "1" } }),
    mergePatch(scale, { kind: "Deployment" }),
    mergePatch(`${scale}?fieldValidation=Strict`, { spec: { size: 1 } }),
    jsonPatch(scale, [{ op: "remove", path: "/spec/nothing" }]),
    jsonPatch(scale, [{ op: "test", path: "/spec/replicas", value: 7 }]),
    send("PATCH", scale, { json: {} }, { contentType: "application/json" }),
    put(scale, replicas(1)),
    put(scale, { metadata: { name: "other" }, ...replicas(1) }),
    put(scale, { metadata: { name: "web", namespace: "elsewhere" }, ...replicas(1) }),
    put(scale, { metadata: { name: "web", resourceVersion: "1" }, ...replicas(1) }),
    put(scale, { ...whole(1), apiVersion: "apps/v1", kind: "Deployment" }),
    put(scale, { ...whole(1), ...replicas("x") }),
    put(`${scale}?fieldValidation=Strict`, { metadata: { name: "web" }, spec: { size: 1 } }),
    put(`${scale}?dryRun=Some`, whole(1)),
    mergePatch(deployments("none", "scale"), replicas(1)),
    put(deployments("none", "scale"), { metadata: { name: "none" }, ...replicas(1) }),
    get(deployments("none", "scale")),
  ]),
  script("parameters of writes refused", [
    post(`${maps()}?dryRun=`, { metadata: { name: "a" } }),
    post(`${maps()}?fieldManager=a%0Ab`, { metadata: { name: "a" } }),
    post(`${maps()}?fieldManager=%C3%A9%09`, { metadata: { name: "a" } }),
    post(`${maps()}?fieldManager=%C3%A9%20b`, { metadata: { name: "a" } }),
    send("DELETE", `${maps("a")}?dryRun=`, undefined),
  ]),
];
