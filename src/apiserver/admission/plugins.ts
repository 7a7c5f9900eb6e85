// The admission plugins, in the order they run. Names and order are kube-apiserver's, so that switching one off reads the
// same (pkg/kubeapiserver/options/plugins.go).

import { fail } from "../../base/index.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { defaultIngressClass, defaultStorageClass } from "./default-class.ts";
import { defaultTolerations } from "./default-tolerations.ts";
import { limitRanger } from "./limit-ranger.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeTaint } from "./node-taint.ts";
import { priority } from "./priority.ts";
import { protection } from "./protection.ts";
import { claimResize, podResize } from "./resizing.ts";
import { resourceQuota } from "./resource-quota.ts";
import { serviceAccount } from "./service-account.ts";

const ADMISSION_PLUGINS: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeTaint,
  priority,
  defaultTolerations,
  defaultStorageClass,
  protection,
  claimResize,
  defaultIngressClass,
  podResize,
  resourceQuota,
];

export interface AdmissionChoice {
  /** Plugins to run besides those that run on their own, by kube-apiserver's names. */
  readonly enabled?: readonly string[];
  /** Plugins that are not to run. */
  readonly disabled?: readonly string[];
}

/** The names of those that run, in order; fails at a name that is none. */
export function runningPlugins(choice: AdmissionChoice): readonly string[] {
  checkPluginNames([...(choice.enabled ?? []), ...(choice.disabled ?? [])]);
  return chosenPlugins(choice).map(({ name }) => name);
}

/** Fails with a sentence at a name that is none. */
export function checkPluginNames(names: readonly string[]): void {
  const known = ADMISSION_PLUGINS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    fail(
      `the embedded API server has no admission plugin ${unknown}`,
      `it has ${known.join(", ")}`,
    );
}

/** The plugins that run, in order. */
export function chosenPlugins({
  enabled = [],
  disabled = [],
}: AdmissionChoice): readonly AdmissionPlugin[] {
  return ADMISSION_PLUGINS.filter(
    ({ name, isOptional }) => (!isOptional || enabled.includes(name)) && !disabled.includes(name),
  );
}
