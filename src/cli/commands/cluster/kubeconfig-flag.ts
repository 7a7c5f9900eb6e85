// --kubeconfig: the user's own file, which a named cluster is put into as a context.

import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Program } from "../../program.ts";

export interface KubeconfigFlags {
  readonly kubeconfig?: string;
}

export const kubeconfigFlags = {
  kubeconfig: {
    kind: "parsed",
    parse: String,
    brief:
      "Kubeconfig to add the context to; default: $KUBECONFIG or ~/.kube/config; none: no file",
    placeholder: "file",
    optional: true,
  },
} as const;

/** Undefined: no file is touched. Of several in $KUBECONFIG it is the first, as kubectl does. */
export function userKubeconfig(program: Program, flags: KubeconfigFlags): string | undefined {
  if (flags.kubeconfig === "none") return undefined;
  const [named] = (program.process.env["KUBECONFIG"] ?? "").split(delimiter);
  return flags.kubeconfig ?? (named || join(homedir(), ".kube", "config"));
}

export function contextOf(name: string): string {
  return `kwokbench-${name}`;
}
