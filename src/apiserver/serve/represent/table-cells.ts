// Small pieces of table cells that several kinds share.

import type { KubeObject } from "../../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../../store/draft.ts";
import type { Column } from "./table-columns.ts";

type Cell = Column["cell"];

/** Seconds as kubectl prints an age: 5s, 3m10s, 2h, 4d (apimachinery/pkg/util/duration). */
export function humanDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < -1) return "<invalid>";
  if (whole < 0) return "0s";
  if (whole < 120) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return withRest(minutes, "m", whole % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return withRest(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  return withRest(Math.floor(days / 365), "y", days % 365, "d");
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`;
}

export function ageOf(time: string | undefined, nowMs: number): string {
  if (!time) return "<unknown>";
  return humanDuration((nowMs - Date.parse(time)) / 1000);
}

export const name: Column = { name: "Name", type: "string", cell: ({ metadata }) => metadata.name };
export const age: Column = {
  name: "Age",
  type: "string",
  cell: ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs),
};

export function text(title: string, cell: Cell): Column {
  return { name: title, type: "string", cell };
}

export function count(title: string, cell: Cell): Column {
  return { name: title, type: "integer", cell };
}

export function wide(column: Column): Column {
  return { ...column, wide: true };
}

export function specOf(object: KubeObject): OpenRecord {
  return recordAt(object, "spec");
}

export function statusOf(object: KubeObject): OpenRecord {
  return recordAt(object, "status");
}

export function listOf(record: OpenRecord, field: string): readonly OpenRecord[] {
  const value = record[field];
  return Array.isArray(value) ? (value as OpenRecord[]) : [];
}

export function numberOf(record: OpenRecord, field: string): number {
  const value = record[field];
  return typeof value === "number" ? value : 0;
}

/** Empty texts print as `<none>`. */
export function orNone(value: unknown): string {
  return textOf(value) || "<none>";
}

export function joined(items: readonly unknown[]): string {
  return items.length > 0 ? items.join(",") : "<none>";
}

/** A label selector, or a plain map of labels, as kubectl prints it. */
export function selectorText(selector: unknown): string {
  if (typeof selector !== "object" || selector === null) return "<none>";
  const labels = recordAt({ selector }, "selector");
  const wanted = "matchLabels" in labels ? recordAt(labels, "matchLabels") : labels;
  return joined(
    Object.keys(wanted)
      .sort()
      .map((key) => `${key}=${String(wanted[key])}`),
  );
}

/** Names and images of a workload's containers, shown with `-o wide`. */
export function templateColumns(): readonly Column[] {
  const containers = (object: KubeObject): readonly OpenRecord[] =>
    listOf(recordAt(recordAt(specOf(object), "template"), "spec"), "containers");
  return [
    wide(
      text("Containers", (object) =>
        joined(containers(object).map((container) => container["name"])),
      ),
    ),
    wide(
      text("Images", (object) => joined(containers(object).map((container) => container["image"]))),
    ),
    wide(text("Selector", (object) => selectorText(specOf(object)["selector"]))),
  ];
}
