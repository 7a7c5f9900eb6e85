// Which admission plugins an API server runs.

import { checkPluginNames } from "../../apiserver/index.ts";

export interface AdmissionFlags {
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
}

export const admissionFlags = {
  enableAdmissionPlugins: {
    kind: "parsed",
    parse: admissionPlugins,
    brief: "Admission plugins to enable besides the defaults, comma-separated",
    optional: true,
  },
  disableAdmissionPlugins: {
    kind: "parsed",
    parse: admissionPlugins,
    brief: "Admission plugins to disable, comma-separated",
    optional: true,
  },
} as const;

export interface AdmissionLists {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

export function admissionOf(flags: AdmissionFlags): AdmissionLists {
  const { enableAdmissionPlugins: enable = [], disableAdmissionPlugins: disable = [] } = flags;
  return { enable, disable };
}

/** `LimitRanger,ResourceQuota`. */
function admissionPlugins(text: string): readonly string[] {
  const names = text.split(",").filter((name) => name !== "");
  checkPluginNames(names);
  return names;
}
