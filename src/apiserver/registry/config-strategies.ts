// Small particulars of secrets, volumes and role-based access.

import { jsonEqual, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft, type OpenRecord } from "../store/draft.ts";
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
    prepareStatus(volume, before, now) {
      const [status, old] = [recordAt(volume, "status"), recordAt(before, "status")];
      const [since, then] = [status["lastPhaseTransitionTime"], old["lastPhaseTransitionTime"]];
      const isSame = status["phase"] === old["phase"];
      if (isSame ? since !== undefined : since !== undefined && since !== then) return;
      const time = isSame ? then : now();
      if (time !== undefined) volume["status"] = { ...status, lastPhaseTransitionTime: time };
    },
  },
  claim: {
    prepareCreate(claim) {
      claim["status"] = { phase: "Pending" };
      sources(claim, undefined);
    },
    prepareUpdate: sources,
  },
};

interface Source {
  readonly apiGroup?: string | null;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** What a claim's volume is filled from is said in two fields: the old one knows claims and snapshots alone. */
function sources(claim: Draft, before: KubeObject | undefined): void {
  const spec = recordAt(claim, "spec") as { dataSource?: Source; dataSourceRef?: Source };
  const { dataSource, dataSourceRef, ...rest } = spec;
  if (!dataSource && !dataSourceRef) return;
  const old = recordAt(before ?? {}, "spec");
  const isForeign = (dataSourceRef?.namespace ?? "") !== "" && old["dataSourceRef"] === undefined;
  const named = isForeign ? undefined : dataSourceRef;
  const isKept = old["dataSource"] !== undefined || named !== undefined || isUsual(dataSource);
  const plain = isKept ? dataSource : undefined;
  const first = plain ?? (named?.namespace ? undefined : named);
  const second = named ?? plain;
  claim["spec"] = {
    ...rest,
    ...(first && { dataSource: first }),
    ...(second && { dataSourceRef: second }),
  };
}

function isUsual({ apiGroup, kind }: Source = {}): boolean {
  return (
    (kind === "PersistentVolumeClaim" && !apiGroup) ||
    (kind === "VolumeSnapshot" && apiGroup === "snapshot.storage.k8s.io")
  );
}

interface SigningCondition {
  readonly type?: string;
  readonly status?: string;
  readonly lastUpdateTime?: string | null;
  readonly lastTransitionTime?: string | null;
}

/** What was asked for stays; what was decided tells when. */
export const signingRequestStrategy: Strategy = {
  specStays: true,
  prepareUpdate(request, { spec }) {
    request["spec"] = spec;
  },
  prepareStatus(request, before, now) {
    const conditionsOf = (object: Draft | KubeObject): readonly SigningCondition[] =>
      (recordAt(object, "status")["conditions"] ?? []) as readonly SigningCondition[];
    const conditions = conditionsOf(request).map((condition) => {
      const { type, status, lastUpdateTime, lastTransitionTime } = condition;
      const same = conditionsOf(before).find((old) => old.type === type && old.status === status);
      return {
        ...condition,
        lastUpdateTime: lastUpdateTime ?? now(),
        lastTransitionTime: lastTransitionTime ?? same?.lastTransitionTime ?? now(),
      };
    });
    if (conditions.length > 0) request["status"] = { ...recordAt(request, "status"), conditions };
  },
};

/** How many pods may be missing at once is not for StatefulSets to say, unless they said it already. */
export const statefulSetStrategy: Strategy = {
  prepareCreate: (set) => withoutMaxUnavailable(set, undefined),
  prepareUpdate: withoutMaxUnavailable,
};

function withoutMaxUnavailable(set: Draft, before: KubeObject | undefined): void {
  const updateOf = (object: Draft | KubeObject): OpenRecord =>
    recordAt(recordAt(recordAt(object, "spec"), "updateStrategy"), "rollingUpdate");
  const { maxUnavailable, ...rollingUpdate } = updateOf(set);
  if (maxUnavailable === undefined) return;
  if (before && updateOf(before)["maxUnavailable"] !== undefined) return;
  const spec = recordAt(set, "spec");
  const updateStrategy = { ...recordAt(spec, "updateStrategy"), rollingUpdate };
  set["spec"] = { ...spec, updateStrategy };
  // What is not taken makes no new generation.
  const { generation } = before?.metadata ?? {};
  if (generation !== undefined && jsonEqual(set["spec"] as Json, before?.["spec"] as Json))
    set.metadata.generation = generation;
}

/** A list with nothing in it is none once it is stored. */
function noneIfEmpty(object: Draft, field: string): void {
  const list = object[field];
  if (Array.isArray(list) && list.length === 0) object[field] = null;
}

export const roleStrategy: Strategy = {
  prepareCreate: (role) => noneIfEmpty(role, "rules"),
  prepareUpdate: (role) => noneIfEmpty(role, "rules"),
};

export const endpointSliceStrategy: Strategy = {
  prepareCreate: asStoredSlice,
  prepareUpdate: asStoredSlice,
};

/** Topology is for nodes to tell: what old clients say of it is not kept. */
function asStoredSlice(slice: Draft): void {
  noneIfEmpty(slice, "endpoints");
  noneIfEmpty(slice, "ports");
  const endpoints = slice["endpoints"] as readonly OpenRecord[] | null | undefined;
  if (endpoints?.some((endpoint) => endpoint["deprecatedTopology"] !== undefined))
    slice["endpoints"] = endpoints.map(({ deprecatedTopology: _old, ...endpoint }) => endpoint);
}

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
