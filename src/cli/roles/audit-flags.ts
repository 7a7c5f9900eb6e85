// Where the audit log of an API server goes, and what it tells.

import { open } from "node:fs/promises";
import {
  DEFAULT_AUDIT_POLICY,
  parseAuditPolicy,
  type AuditOptions,
} from "../../apiserver/index.ts";
import { fail, messageOf } from "../../base/index.ts";
import type { Program } from "../program.ts";
import { readText } from "../files/text-files.ts";

export interface AuditFlags {
  readonly auditLogPath?: string;
  readonly auditPolicyFile?: string;
}

export const auditFlags = {
  auditLogPath: {
    kind: "parsed",
    parse: String,
    brief: "File to append audit events to, one JSON line each; - for standard output",
    optional: true,
  },
  auditPolicyFile: {
    kind: "parsed",
    parse: String,
    brief: "Audit policy file (Policy of audit.k8s.io/v1)",
    optional: true,
  },
} as const;

/** Undefined where no audit log is wanted. */
export async function auditOf(
  { auditLogPath, auditPolicyFile }: AuditFlags,
  process: Program["process"],
): Promise<AuditOptions | undefined> {
  if (auditLogPath === undefined) {
    if (auditPolicyFile !== undefined)
      fail("--audit-policy-file says what is logged, but not where", "add --audit-log-path FILE");
    return undefined;
  }
  const policy =
    auditPolicyFile === undefined
      ? DEFAULT_AUDIT_POLICY
      : parseAuditPolicy(readText(auditPolicyFile), auditPolicyFile);
  const write = auditLogPath === "-" ? writerTo(process.stdout) : await appenderTo(auditLogPath);
  return { policy, write };
}

function writerTo(stream: NodeJS.WritableStream): AuditOptions["write"] {
  return (lines) =>
    new Promise((resolve, reject) =>
      stream.write(lines, (error) => (error ? reject(error) : resolve())),
    );
}

async function appenderTo(path: string): Promise<AuditOptions["write"]> {
  try {
    const file = await open(path, "a", 0o600);
    return (lines) => file.appendFile(lines);
  } catch (error) {
    return fail(`the audit log ${path} could not be opened: ${messageOf(error)}`, "check the path");
  }
}
