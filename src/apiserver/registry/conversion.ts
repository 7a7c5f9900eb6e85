// Between the version a client speaks and the one that is stored, for the few built-in kinds with two.

import type { KubeObject } from "../../kube/index.ts";
import type { Draft } from "../store/draft.ts";
import { eventConversion } from "./event-conversion.ts";
import { hpaConversion } from "./hpa-conversion.ts";

export interface Conversion {
  /** From what is stored to what this version's clients read; the argument is shared and not changed. */
  readonly fromStored: (object: KubeObject) => KubeObject;
  /** From what this version's clients send to what is stored; the draft may be changed. */
  readonly toStored: (draft: Draft) => Draft;
}

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  "events.k8s.io/v1/Event": eventConversion,
  "autoscaling/v1/HorizontalPodAutoscaler": hpaConversion,
};

export function conversionOf(apiVersion: string, kind: string): Conversion | undefined {
  return CONVERSIONS[`${apiVersion}/${kind}`];
}
