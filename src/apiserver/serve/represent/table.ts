// Objects as rows of a meta.k8s.io Table: what `kubectl get` prints.

import type { KubeObject } from "../../../kube/index.ts";
import type { Column } from "../../printers/column.ts";
import { printerOf, type Printer } from "../../printers/printers.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Api } from "../http/call.ts";
import { partialObject } from "./partial.ts";
import { bookmarkFrame, bookmarkMetadata, type Representation } from "./representation.ts";
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
  { metaVersion, include }: TableOptions,
): Representation {
  const apiVersion = `meta.k8s.io/${metaVersion}`;
  const printer = printerOf(resource);
  const definitions = JSON.stringify(printer.columns.filter(({ name }) => name).map(definition));
  const whole = objectText(store, resource);
  const carried = (stored: StoredObject): string => {
    if (include === "None") return "null";
    if (include === "Object") return whole(stored);
    return JSON.stringify(partialObject(store.read(stored), apiVersion));
  };
  const row = (stored: StoredObject): string =>
    rowText(printer, store.read(stored), carried(stored), clock.wallMs());
  const head = (metadata: string, columns: string): string =>
    `{"kind":"Table","apiVersion":"${apiVersion}","metadata":${metadata},"columnDefinitions":${columns},"rows":[`;
  const table = (stored: StoredObject, columns: string): string =>
    `${head(versionOnly(stored.resourceVersion), columns)}${row(stored)}]}`;
  const { compare } = printer;
  return {
    key,
    text: (stored) => table(stored, definitions),
    item: row,
    listHead: (metadata) => head(JSON.stringify(metadata), definitions),
    listTail: "]}\n",
    frame: (type, stored) => `{"type":"${type}","object":${table(stored, NO_COLUMNS)}}\n`,
    opened: (frames) => frames.replace(`:${NO_COLUMNS}`, () => `:${definitions}`),
    bookmark: (version, end) => {
      const metadata = bookmarkMetadata(version, end);
      const empty = { metadata } as KubeObject;
      const object =
        include === "None" && !end ? "null" : JSON.stringify(partialObject(empty, apiVersion));
      const shown = rowText(printer, withName(empty), object, clock.wallMs());
      return bookmarkFrame(`${head(versionOnly(version), NO_COLUMNS)}${shown}]}`);
    },
    ...(compare && {
      ordered: (objects) =>
        objects.toSorted((left, right) => compare(store.read(left), store.read(right))),
    }),
  };
}

function versionOnly(resourceVersion: number): string {
  return `{"resourceVersion":"${resourceVersion}"}`;
}

/** What watchers know from the first event is not repeated. */
const NO_COLUMNS = "null";

/** A bookmark is a row too: of an object of this kind with nothing in it. */
function withName({ metadata }: KubeObject): KubeObject {
  return { metadata: { ...metadata, name: "" } };
}

function definition({ name, type, format, description, priority }: Column): object {
  return { name, type, format, description, priority };
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
