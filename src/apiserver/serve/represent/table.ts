// Objects as rows of a meta.k8s.io/v1 Table: what `kubectl get` prints.

import type { KubeObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Api } from "../http/call.ts";
import { partialObject } from "./partial.ts";
import { bookmarkFrame, bookmarkMetadata, type Representation } from "./representation.ts";
import { columnsOf, type Column } from "./table-columns.ts";

/** `include` is the includeObject parameter: "Object", "None", or "" for the metadata. */
export function tableForm(
  { store, clock }: Pick<Api, "store" | "clock">,
  resource: ServedResource,
  key: string,
  include: string,
): Representation {
  const columns = columnsOf(resource);
  const definitions = JSON.stringify(columns.map(definition));
  const row = (stored: StoredObject): string =>
    rowText(store.read(stored), stored, columns, include, clock.wallMs());
  const head = (metadata: string): string =>
    `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${metadata},"columnDefinitions":${definitions},"rows":[`;
  const tail = "]}\n";
  const text = (stored: StoredObject): string =>
    `${head(JSON.stringify({ resourceVersion: String(stored.resourceVersion) }))}${row(stored)}]}`;
  return {
    key,
    text,
    item: row,
    listHead: head,
    listTail: tail,
    frame: (type, stored) => `{"type":"${type}","object":${text(stored)}}\n`,
    bookmark: (version, end) => bookmarkFrame(`${head(bookmarkMetadata(version, end))}]}`),
  };
}

function definition({ name, type, wide, description, ...given }: Column): object {
  const { format = name === "Name" ? "name" : "", priority = wide ? 1 : 0 } = given;
  return { name, type, format, description: description ?? name, priority };
}

function rowText(
  object: KubeObject,
  stored: StoredObject,
  columns: readonly Column[],
  include: string,
  nowMs: number,
): string {
  const cells = JSON.stringify(columns.map(({ cell }) => cell(object, nowMs)));
  if (include === "None") return `{"cells":${cells}}`;
  const embedded = include === "Object" ? stored.text : JSON.stringify(partialObject(object));
  return `{"cells":${cells},"object":${embedded}}`;
}
