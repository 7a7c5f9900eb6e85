// Which columns a resource prints; kinds without columns of their own show their name and age.

import type { KubeObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { PRINTERS } from "./table-printers.ts";

export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  /** Only shown with `-o wide`. */
  readonly wide?: boolean;
  readonly description?: string;
  /** `nowMs`: the wall clock, which ages are counted to. */
  readonly cell: (object: KubeObject, nowMs: number) => unknown;
}

const CREATED_AT: readonly Column[] = [
  { name: "Name", type: "string", cell: ({ metadata }) => metadata.name },
  { name: "Created At", type: "date", cell: ({ metadata }) => metadata.creationTimestamp },
];

export function columnsOf({ info }: ServedResource): readonly Column[] {
  return PRINTERS[`${info.group}/${info.plural}`] ?? CREATED_AT;
}
