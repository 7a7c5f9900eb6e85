// How objects look to this client: whole, as metadata only, or as rows of a table; in the version it asked for.

import { status, type KubeObject } from "../../../kube/index.ts";
import type { Printer } from "../../printers/printers.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import type { Api, Call } from "../http/call.ts";
import { JSON_TYPE, jsonReply, type Reply } from "../http/http.ts";
import type { Form } from "./negotiate.ts";
import { partialForm, partialObject } from "./partial.ts";
import type { Representation } from "./representation.ts";
import { tableForm, tableText, type TableOptions } from "./table.ts";
import { wholeForm } from "./whole.ts";

/** A reply with one object, in the form the client accepts. */
export function objectReply(call: Call, object: StoredObject, code: number): Reply {
  return jsonReply(code, representationOf(call, "object").text(object));
}

/** A reply with an object that is made for it, such as a Scale, in the form the client accepts. */
export function madeReply(call: Call, object: KubeObject, printer: Printer): Reply {
  const form = fitting(acceptable(call), "object", call.resource);
  const { kind, metaVersion } = form;
  if (kind === "object") return jsonReply(200, JSON.stringify(object));
  if (kind !== "table")
    return jsonReply(200, JSON.stringify(partialObject(object, `meta.k8s.io/${metaVersion}`)));
  const options = { metaVersion, include: includeObject(call) };
  return jsonReply(200, tableText(printer, object, options, call.api.clock.wallMs()));
}

/** What a reply shows. */
type Shown = "object" | "list" | "watch";

/** In the form of the Accept header, which `acceptable` has looked at. */
export function representationOf(call: Call, shown: Shown): Representation {
  const { api, resource } = call;
  const form = fitting(acceptable(call), shown, resource);
  const include = form.kind === "table" ? includeObject(call) : "Metadata";
  const key = form.kind === "object" ? form.kind : `${form.kind}/${form.metaVersion}/${include}`;
  let byForm = remembered.get(resource);
  if (!byForm) remembered.set(resource, (byForm = new Map()));
  let found = byForm.get(key);
  if (!found) byForm.set(key, (found = make(api, resource, form, include)));
  return found;
}

const remembered = new WeakMap<ServedResource, Map<string, Representation>>();

/** Refuses with 406 a client that accepts no form we make. */
export function acceptable({ form, resource, name }: Call): Form {
  if (form === "form") return refuse(status.notAcceptable([JSON_TYPE]));
  if (form !== "media type") return form;
  const streams = name === "" && resource.verbs.has("watch") ? [`${JSON_TYPE};stream=watch`] : [];
  return refuse(status.noRepresentation([JSON_TYPE, ...streams]));
}

/** Lists have another kind of metadata than objects; a watch that asks for theirs gets whole objects. */
function fitting(form: Form, shown: Shown, resource: ServedResource): Form {
  if (form.kind === "partialList" && shown === "watch") return { ...form, kind: "object" };
  if (form.kind === "partial" && shown === "list")
    return refuse(
      status.wrongForm("PartialObjectMetadata", `is a list (*${goType(resource)}List)`),
    );
  if (form.kind === "partialList" && shown === "object")
    return refuse(
      status.wrongForm("PartialObjectMetadataList", `is not a list (*${goType(resource)})`),
    );
  return form;
}

/** Upstream's own name of a type, which its messages show. */
function goType({ info, custom }: ServedResource): string {
  return custom
    ? "unstructured.Unstructured"
    : `${info.group.split(".")[0] || "core"}.${info.kind}`;
}

function includeObject({ query }: Call): TableOptions["include"] {
  const asked = query.get("includeObject") || "Metadata";
  if (asked === "Metadata" || asked === "Object" || asked === "None") return asked;
  return refuse(
    status.badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
    ),
  );
}

function make(
  api: Api,
  resource: ServedResource,
  { kind, metaVersion }: Form,
  include: TableOptions["include"],
): Representation {
  const key = `${resource.apiVersion}/${kind}/${metaVersion}/${include}`;
  switch (kind) {
    case "object":
      return wholeForm(api.store, resource, key);
    case "partial":
    case "partialList":
      return partialForm(api.store, key, metaVersion);
    case "table":
      return tableForm(api, resource, key, { metaVersion, include });
  }
}
