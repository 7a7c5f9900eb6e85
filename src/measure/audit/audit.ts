// Whether a run may be believed: from evidence to findings, each with an id, figures and a way out. Pure.

import type { Finding } from "../../result/index.ts";
import { auditDriver } from "./driver.ts";
import type { AuditEvidence } from "./evidence.ts";
import { auditMachine } from "./machine.ts";
import { auditObserver } from "./observer.ts";

const ORDER = { invalid: 0, warning: 1, info: 2 } as const;

/** Gravest first, of equals the machine's: it may be the others' cause. No finding of severity `invalid`: the run is valid. */
export function audit(evidence: AuditEvidence): Finding[] {
  const findings = [
    ...auditMachine(evidence),
    ...auditDriver(evidence),
    ...auditObserver(evidence),
  ];
  return findings.sort((left, right) => ORDER[left.severity] - ORDER[right.severity]);
}
