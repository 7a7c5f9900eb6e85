// Objects as rows of a meta.k8s.io Table: what `kubectl get` prints.

import type { KubeObject } from "../../../kube/index.ts";
import type { Column } from "../../printers/column.ts";
import { printerOf, type Printer } from "../../printers/printers.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { textOf } from "../../store/chunk.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Api } from "../http/call.ts";
import { partialObject } from "./partial.ts";
import { jsonForm } from "./json-form.ts";
import { bookmarkMetadata, type Representation } from "./representation.ts";
import { objectText } from "./whole.ts";

export interface TableOptions {
  readonly metaVersion: string;
  /** How much of the object its row carries. */
  readonly include: "Metadata" | "Object" | "None";
}

export function tableForm(
  { store, clock }: Pick<Api, "store" | "clock">,
  resource: ServedResource,
  key: string,
  options: TableOptions,
): Representation {
  const printer = printerOf(resource);
  const definitions = definitionsOf(printer);
  const whole = objectText(store, resource);
  const head = (metadata: object, columns: string): string => headOf(options, metadata, columns);
  const row = (stored: StoredObject): string => {
    const object = store.read(stored);
    const carried = carriedText(options, object, () => whole(stored));
    return rowText(printer, object, carried, clock.wallMs());
  };
  const table = (stored: StoredObject, columns: string): string =>
    `${head({ resourceVersion: String(stored.resourceVersion) }, columns)}${row(stored)}]}`;
  const { compare } = printer;
  const form = jsonForm(key, {
    text: (stored) => table(stored, definitions),
    item: row,
    event: (stored) => table(stored, NO_COLUMNS),
    listHead: (metadata) => head(metadata, definitions),
    bookmark: (version, end) => {
      const metadata = bookmarkMetadata(version, end) as KubeObject["metadata"];
      // The mark that ends the initial events is told even to who asked for no objects.
      const include = end ? "Metadata" : options.include;
      const carried = carriedText({ ...options, include }, { metadata }, () =>
        JSON.stringify({ metadata }),
      );
      // A bookmark is a row too: of an object of this kind with nothing in it.
      const empty = { metadata: { ...metadata, name: "" } };
      const shown = rowText(printer, empty, carried, clock.wallMs());
      return `${head({ resourceVersion: String(version) }, NO_COLUMNS)}${shown}]}`;
    },
  });
  return {
    ...form,
    opened: (frames) => textOf(frames).replace(`:${NO_COLUMNS}`, () => `:${definitions}`),
    ...(compare && {
      ordered: (objects) =>
        objects.toSorted((left, right) => compare(store.read(left), store.read(right))),
    }),
  };
}

/** The table of one object, wherever it comes from. */
export function tableText(
  printer: Printer,
  object: KubeObject,
  options: TableOptions,
  nowMs: number,
): string {
  const carried = carriedText(options, object, () => JSON.stringify(object));
  const { resourceVersion } = object.metadata;
  const head = headOf(options, { resourceVersion }, definitionsOf(printer));
  return `${head}${rowText(printer, object, carried, nowMs)}]}`;
}

/** What watchers know from the first event is not repeated. */
const NO_COLUMNS = "null";

function headOf({ metaVersion }: TableOptions, metadata: object, columns: string): string {
  return `{"kind":"Table","apiVersion":"meta.k8s.io/${metaVersion}","metadata":${JSON.stringify(metadata)},"columnDefinitions":${columns},"rows":[`;
}

function definitionsOf({ columns }: Printer): string {
  return JSON.stringify(columns.filter(({ name }) => name).map(definition));
}

function definition({ name, type, format, description, priority }: Column): object {
  return { name, type, format, description, priority };
}

function carriedText(
  { include, metaVersion }: TableOptions,
  object: Pick<KubeObject, "metadata">,
  whole: () => string,
): string {
  if (include === "None") return "null";
  if (include === "Object") return whole();
  return JSON.stringify(partialObject(object, `meta.k8s.io/${metaVersion}`));
}

function rowText(
  { columns, conditions }: Printer,
  object: KubeObject,
  carried: string,
  nowMs: number,
): string {
  const cells = JSON.stringify(columns.map(({ cell }) => cell(object, nowMs)));
  const given = conditions?.(object);
  const more = given ? `,"conditions":${JSON.stringify(given)}` : "";
  return `{"cells":${cells}${more},"object":${carried}}`;
}
