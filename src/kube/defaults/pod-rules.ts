// What a pod and its parts mean where they say nothing. Sources: SetDefaults_* of pkg/apis/core/v1/defaults.go and the
// conversions beside it.

import type { JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import { defaultPullPolicy } from "./image-tag.ts";
import { podLevelResources } from "./pod-resources.ts";
import {
  fields,
  isAbsent,
  isEmptyMap,
  part,
  setAbsent,
  within,
  withinEach,
  type Rule,
} from "./rule.ts";

/** Only of pods, not of pod templates. */
function pod(object: JsonObject): JsonObject {
  return within(object, "spec", (before) => {
    let spec = withinEach(before, "containers", requestLimits);
    spec = withinEach(spec, "initContainers", requestLimits);
    spec = podLevelResources(spec);
    spec = setAbsent(spec, { enableServiceLinks: true });
    return spec["hostNetwork"] === true ? hostPorts(spec) : spec;
  });
}

/** A limit is a request too, unless a request is made. */
function requestLimits(container: JsonObject): JsonObject {
  const { limits } = part(container, "resources");
  if (!isObject(limits)) return container;
  return within(container, "resources", (resources) =>
    within(resources, "requests", (requests) => {
      const missing = Object.keys(limits).filter((name) => isAbsent(requests[name]));
      return missing.length === 0 ? requests : { ...limits, ...requests };
    }),
  );
}

function hostPorts(spec: JsonObject): JsonObject {
  const ofContainer: Rule = (container) =>
    withinEach(container, "ports", (port) =>
      port["hostPort"] || !port["containerPort"]
        ? port
        : { ...port, hostPort: port["containerPort"] },
    );
  return withinEach(withinEach(spec, "containers", ofContainer), "initContainers", ofContainer);
}

const podSpecDefaults = fields({
  dnsPolicy: "ClusterFirst",
  restartPolicy: "Always",
  securityContext: () => ({}),
  terminationGracePeriodSeconds: 30,
  schedulerName: "default-scheduler",
});

/** `serviceAccount` is the old name of `serviceAccountName`; Kubernetes keeps both in step. */
function podSpec(object: JsonObject): JsonObject {
  const spec = podSpecDefaults(object);
  const account = spec["serviceAccountName"] ?? spec["serviceAccount"];
  if (
    isAbsent(account) ||
    account === "" ||
    (account === spec["serviceAccount"] && account === spec["serviceAccountName"])
  )
    return spec;
  return { ...spec, serviceAccountName: account, serviceAccount: account };
}

function container(object: JsonObject): JsonObject {
  const image = object["image"];
  return setAbsent(object, {
    imagePullPolicy: () => defaultPullPolicy(typeof image === "string" ? image : ""),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
}

/** A volume that names no source is an empty directory. */
function volume(object: JsonObject): JsonObject {
  const sources = Object.keys(object).filter((name) => name !== "name" && !isAbsent(object[name]));
  if (sources.length === 0) return { ...object, emptyDir: {} };
  const image = object["image"];
  if (!isObject(image)) return object;
  return within(object, "image", (source) => {
    const { reference } = source;
    return setAbsent(source, {
      pullPolicy: () => defaultPullPolicy(typeof reference === "string" ? reference : ""),
    });
  });
}

const modeOfFiles = fields({ defaultMode: 0o644 });

function replicationController(object: JsonObject): JsonObject {
  const { labels } = part(part(part(object, "spec"), "template"), "metadata");
  if (!isObject(labels)) return object;
  let result = object;
  if (isEmptyMap(part(object, "spec")["selector"]))
    result = within(result, "spec", (spec) => ({ ...spec, selector: { ...labels } }));
  if (isEmptyMap(part(object, "metadata")["labels"]))
    result = within(result, "metadata", (metadata) => ({ ...metadata, labels: { ...labels } }));
  return result;
}

/** By the type's name without `io.k8s.api.`. */
export const podRules: Readonly<Record<string, Rule>> = {
  "core.v1.Pod": pod,
  "core.v1.PodSpec": podSpec,
  "core.v1.Container": container,
  "core.v1.EphemeralContainer": container,
  "core.v1.Probe": fields({
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  }),
  "core.v1.HTTPGetAction": fields({ path: "/", scheme: "HTTP" }),
  "core.v1.ObjectFieldSelector": fields({ apiVersion: "v1" }),
  "core.v1.Volume": volume,
  "core.v1.SecretVolumeSource": modeOfFiles,
  "core.v1.ConfigMapVolumeSource": modeOfFiles,
  "core.v1.DownwardAPIVolumeSource": modeOfFiles,
  "core.v1.ProjectedVolumeSource": modeOfFiles,
  "core.v1.ServiceAccountTokenProjection": fields({ expirationSeconds: 3600 }),
  "core.v1.HostPathVolumeSource": fields({ type: "" }),
  "core.v1.ReplicationController": replicationController,
};
