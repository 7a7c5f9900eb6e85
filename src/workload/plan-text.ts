// A plan as text for people.

import { formatMs } from "../base/index.ts";
import { type PlanSummary, requestsOf, rounded } from "./summary.ts";

/** Several lines, ending with a newline. */
export function planText(plan: PlanSummary): string {
  const { estimate } = plan;
  const head = [
    "phase",
    "does",
    "arrivals",
    "creates",
    "deletes",
    "patches",
    "takes",
    "requests/s",
  ];
  const rows = plan.phases.map((phase) => [
    phase.name,
    phase.action,
    phase.arrival,
    String(phase.creates),
    String(phase.deletes),
    String(phase.patches),
    `${phase.isTimed ? "" : "≈ "}${formatMs(phase.seconds * 1000)}`,
    requestsOf(phase) === 0
      ? "–"
      : `${phase.isTimed ? "" : "≈ "}${rounded(phase.requestsPerSecond)}`,
  ]);
  const objects = Object.entries(plan.objects).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${plan.scenario}: ${plan.description || "no description"}`,
    "",
    ...table([head, ...rows]),
    "",
    `objects       ${objects.join(", ") || "none"}`,
    `requests      ${plan.requests}`,
    `at its most   ${estimate.nodesMax} nodes, ${estimate.podsMax} pods`,
    `load takes    ≈ ${formatMs(estimate.seconds * 1000)}, and the time until what it started is ready`,
    `memory        ≈ ${megabytes(estimate.memoryBytes)} in all of kwokbench's processes (embedded cluster)`,
    `etcd          ≈ ${megabytes(estimate.etcdBytes)} written, were it a real one`,
    `thresholds    ${plan.thresholds.join("; ") || "none: the run passes if it is valid"}`,
    `scenario      ${plan.digest}`,
    `plan          ${plan.planDigest} (seed ${plan.seed})`,
    "",
  ].join("\n");
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths?.[column] ?? 0;
        return column < 3 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_000_000))} MB`;
}
