// Which columns a resource prints; kinds without columns of their own show their name and age.

import type { KubeObject } from "../../../kube/index.ts";
import { customCell, type CustomColumn } from "../../custom/columns.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { ageOf, name as NAME } from "./table-cells.ts";
import { PRINTERS } from "./table-printers.ts";

export interface Column {
  readonly name: string;
  readonly type: string;
  /** Only shown with `-o wide`. */
  readonly wide?: boolean;
  readonly description?: string;
  /** Where it is another than the name and `wide` imply. */
  readonly format?: string;
  readonly priority?: number;
  /** `nowMs`: the wall clock, which ages are counted to. */
  readonly cell: (object: KubeObject, nowMs: number) => unknown;
}

const CREATED_AT: readonly Column[] = [
  { name: "Name", type: "string", cell: ({ metadata }) => metadata.name },
  { name: "Created At", type: "date", cell: ({ metadata }) => metadata.creationTimestamp },
];

export function columnsOf({ info, custom }: ServedResource): readonly Column[] {
  if (custom) return [NAME, ...custom.columns.map(customColumn)];
  return PRINTERS[`${info.group}/${info.plural}`] ?? CREATED_AT;
}

/** As a CustomResourceDefinition's additionalPrinterColumns ask for it. */
function customColumn(column: CustomColumn): Column {
  return {
    ...column,
    cell: (object, nowMs) => customCell(column, object, (time) => ageOf(time, nowMs)),
  };
}
