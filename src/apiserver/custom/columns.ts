// The columns a CustomResourceDefinition asks for, beside the name (registry/customresource/tableconvertor).

import type { Json, KubeObject } from "../../kube/index.ts";
import type { PrinterColumn } from "./definition.ts";
import { compileJsonPath, type JsonPath } from "./json-path.ts";

export interface CustomColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  /** The values its path leads to. */
  readonly path: JsonPath;
}

const AGE: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };
const AGE_DESCRIPTION = "When the object was created, in UTC.";

export function customColumns(
  columns: readonly PrinterColumn[] | undefined,
): readonly CustomColumn[] {
  const declared = columns?.length ? columns : [AGE];
  return declared.map((column) => ({
    name: column.name,
    type: column.type,
    format: column.format ?? "",
    description:
      column === AGE
        ? AGE_DESCRIPTION
        : column.description ||
          `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
    path: compileJsonPath(column.jsonPath) ?? (() => []),
  }));
}

/** What the column shows of `object`; null for nothing. `ageOf` prints how long ago a time was. */
export function customCell(
  { path, type }: CustomColumn,
  object: KubeObject,
  ageOf: (time: string) => string,
): Json {
  const [value] = path(object as unknown as Json);
  if (value === undefined) return null;
  switch (type) {
    case "string":
      return value === null
        ? "<nil>"
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      if (typeof value !== "string") return null;
      return Number.isNaN(Date.parse(value)) ? "<invalid>" : ageOf(value);
    default:
      return null;
  }
}
