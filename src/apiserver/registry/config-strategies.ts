// Small particulars of secrets, volumes and role-based access.

import { jsonEqual, type Json } from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";
import { STATUS_ONLY, type Strategy } from "./strategy.ts";

export const secretStrategy: Strategy = {
  prepareCreate: foldStringData,
  prepareUpdate: foldStringData,
};

/** `stringData` is for writing only: it goes into `data` as base64. */
function foldStringData(secret: Record<string, unknown>): void {
  const texts = secret["stringData"];
  if (typeof texts !== "object" || texts === null) return;
  const data: Record<string, unknown> = { ...recordAt(secret, "data") };
  for (const [key, text] of Object.entries(texts))
    data[key] = Buffer.from(String(text)).toString("base64");
  secret["data"] = data;
  delete secret["stringData"];
}

const SYSTEM_CLASSES = ["system-cluster-critical", "system-node-critical"];

/** A range of limits may be posted without a name. */
export const limitRangeStrategy: Strategy = { namedByServer: true };

export const priorityClassStrategy: Strategy = {
  generationStays: true,
  deleteForbidden: ({ metadata }) =>
    SYSTEM_CLASSES.includes(metadata.name)
      ? "this is a system priority class and cannot be deleted"
      : undefined,
};

export const volumeStrategies: { readonly volume: Strategy; readonly claim: Strategy } = {
  volume: {
    prepareCreate(volume) {
      const { creationTimestamp } = volume.metadata;
      volume["status"] = { phase: "Pending", lastPhaseTransitionTime: creationTimestamp };
    },
  },
  claim: {
    prepareCreate(claim) {
      claim["status"] = { phase: "Pending" };
    },
  },
};

/** Counts changes of its spec, though it starts without a generation. */
export const storageDriverStrategy: Strategy = {
  prepareUpdate(driver, { spec, metadata }) {
    if (!jsonEqual(driver["spec"] as Json, spec as Json))
      driver.metadata.generation = (metadata.generation ?? 0) + 1;
  },
};

/** What this server serves itself is there from the beginning. */
export const apiServiceStrategy: Strategy = {
  statusKeeps: STATUS_ONLY,
  prepareCreate(service) {
    if (recordAt(service, "spec")["service"]) return;
    const available = {
      type: "Available",
      status: "True",
      lastTransitionTime: service.metadata.creationTimestamp,
      reason: "Local",
      message: "Local APIServices are always available",
    };
    service["status"] = { ...recordAt(service, "status"), conditions: [available] };
  },
};

/** Annotations are copied to ReplicaSets, so a change of them is one that controllers must observe. */
export const deploymentStrategy: Strategy = {
  statusKeeps: ["labels"],
  prepareUpdate({ metadata }, { metadata: old }) {
    const changed = !jsonEqual(metadata.annotations ?? {}, old.annotations ?? {});
    if (changed && metadata.generation === old.generation)
      metadata.generation = (old.generation ?? 0) + 1;
  },
};
