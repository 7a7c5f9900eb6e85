// How the API server of a named cluster serves and keeps.

import { fail } from "../../../base/index.ts";
import type { ApiServerRequest } from "../../../cluster/index.ts";
import { type AdmissionFlags, admissionFlags } from "../../roles/admission-flags.ts";

export interface ServerFlags extends AdmissionFlags {
  readonly secure: boolean;
  readonly durability?: "log" | "fsync";
  readonly managedFields?: "applied" | "always";
}

export const serverFlags = {
  secure: {
    kind: "boolean",
    brief: "HTTPS with tokens, and rights checked by roles (RBAC); a binary cluster always has it",
    default: false,
  },
  durability: {
    kind: "enum",
    values: ["log", "fsync"],
    brief:
      "What a write waits for: the operating system, or the disk [fsync; log with --provider binary]",
    optional: true,
  },
  managedFields: {
    kind: "enum",
    values: ["applied", "always"],
    brief:
      "Which objects get managedFields: those applied server-side, or all [applied; always with --provider binary]",
    optional: true,
  },
  ...admissionFlags,
} as const;

export function serverOf(provider: "embedded" | "binary", flags: ServerFlags): ApiServerRequest {
  const { secure, durability, managedFields } = flags;
  if (provider === "embedded")
    return {
      secure,
      durability: durability ?? "fsync",
      managedFields: managedFields ?? "applied",
    };
  if (managedFields === "applied")
    fail(
      "kube-apiserver cannot be started with --managed-fields=applied",
      "leave it out, or choose --provider embedded",
    );
  return { secure: true, durability: durability ?? "log", managedFields: "always" };
}
