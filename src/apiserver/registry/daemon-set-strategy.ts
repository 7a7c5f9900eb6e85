// DaemonSets count the versions of their template in an annotation, which used to be a field (registry/apps/daemonset).

import { jsonEqual, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

const ANNOTATION = "deprecated.daemonset.template.generation";

export const daemonSetStrategy: Strategy = {
  completeSent: (set) => setCount(set, countOf(set)),
  prepareCreate: (set) => setCount(set, Math.max(countOf(set), 1)),
  prepareUpdate(set, before) {
    const isSame = jsonEqual(templateOf(set), templateOf(before));
    setCount(set, countOf(before) + (isSame ? 0 : 1));
  },
};

function countOf({ metadata }: Draft | KubeObject): number {
  return Number(metadata.annotations?.[ANNOTATION] ?? 0) || 0;
}

function setCount({ metadata }: Draft, count: number): void {
  metadata.annotations = { ...metadata.annotations, [ANNOTATION]: String(count) };
}

function templateOf(set: Draft | KubeObject): Json {
  return recordAt(recordAt(set, "spec"), "template") as Json;
}
