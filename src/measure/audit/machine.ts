// Was the machine fit to measure on? Stolen time, swapping, other programs and clocks that jump show up as latency.

import { type Finding } from "../../result/index.ts";
import type { AuditEvidence } from "./evidence.ts";
import { findingWhen, percent } from "./finding.ts";

const STEAL_SHARE = { warning: 0.01, invalid: 0.1 };
/** Pages of 4 KiB written to or read from swap: a stray few, and 40 MiB. */
const SWAPPED_PAGES = { warning: 100, invalid: 10_000 };
/** With so much of it idle, whoever wanted a core had one. */
const IDLE_SHARE_ENOUGH = 0.2;
/** CPU time that neither the run's processes used nor was idle. */
const OTHERS_SHARE = { warning: 0.15, invalid: 0.5 };
const CLOCK_JUMP_SECONDS = { warning: 0.25, invalid: 5 };

export function auditMachine(evidence: AuditEvidence): Finding[] {
  return [...clock(evidence), ...cpu(evidence), ...swap(evidence)];
}

function clock({ measured, wallSeconds }: AuditEvidence): Finding[] {
  if (wallSeconds === undefined) return [];
  const jumpSeconds = wallSeconds - measured.durationSeconds;
  return findingWhen(
    "clock-jump",
    Math.abs(jumpSeconds),
    CLOCK_JUMP_SECONDS,
    `The wall clock and the monotonic clock differ by ${jumpSeconds.toFixed(2)} s over the run: the clock was set, or the machine slept.`,
    { jumpSeconds },
  );
}

function cpu({ machine, measured }: AuditEvidence): Finding[] {
  if (!machine || machine.totalSeconds <= 0) return [];
  const stealShare = machine.stealSeconds / machine.totalSeconds;
  const oursSeconds = measured.processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const busySeconds = machine.totalSeconds - machine.idleSeconds - machine.stealSeconds;
  const contended = machine.idleSeconds / machine.totalSeconds < IDLE_SHARE_ENOUGH;
  const othersShare = Math.max(0, busySeconds - oursSeconds) / machine.totalSeconds;
  return [
    ...findingWhen(
      "machine-steal",
      stealShare,
      STEAL_SHARE,
      `The hypervisor kept ${percent(stealShare)} of the CPU time from this machine; run where the cores are your own.`,
      { stealShare },
    ),
    ...findingWhen(
      "machine-shared",
      contended ? othersShare : 0,
      OTHERS_SHARE,
      `Other programs used ${percent(othersShare)} of this machine's CPU time during the run; stop them, or read the figures as an upper bound.`,
      { othersShare },
    ),
  ];
}

function swap({ machine }: AuditEvidence): Finding[] {
  if (!machine) return [];
  return findingWhen(
    "machine-swap",
    machine.swappedPages,
    SWAPPED_PAGES,
    `The machine swapped ${machine.swappedPages} pages during the run: it has too little memory for this scenario.`,
    { swappedPages: machine.swappedPages },
  );
}
