// How objects look to this client: whole, as metadata only, or as rows of a table; in the version it asked for.

import {
  encodeProtobuf,
  protobufTypeOf,
  status,
  type KubeObject,
  type StatusDetails,
} from "../../../kube/index.ts";
import type { Printer } from "../../printers/printers.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { assert } from "../../../base/index.ts";
import { refuse, statusReply } from "../http/api-error.ts";
import type { Api, Call } from "../http/call.ts";
import { JSON_TYPE, jsonReply, PROTOBUF_TYPE, type Reply } from "../http/http.ts";
import type { Form, Media } from "./negotiate.ts";
import { partialForm, partialObject } from "./partial.ts";
import { protobufForm, type ProtobufObjects } from "./protobuf-form.ts";
import type { Representation } from "./representation.ts";
import { tableForm, tableText, type TableOptions } from "./table.ts";
import { wholeForm } from "./whole.ts";

/** A reply with one object, in the form the client accepts. */
export function objectReply(call: Call, object: StoredObject, code: number): Reply {
  const representation = representationOf(call, "object");
  return {
    status: code,
    contentType: representation.contentType,
    body: representation.object(object),
  };
}

/** A reply with an object that is made for it, such as a Scale, in the form the client accepts. */
export function madeReply(call: Call, object: KubeObject, printer: Printer): Reply {
  const form = fitting(acceptable(call), "object", call.resource);
  const { kind, metaVersion, media } = form;
  if (kind === "object") return valueReply(200, object, media);
  if (kind !== "table")
    return valueReply(200, partialObject(object, `meta.k8s.io/${metaVersion}`), media);
  const options = { metaVersion, include: includeObject(call) };
  return jsonReply(200, tableText(printer, object, options, call.api.clock.wallMs()));
}

/** A reply with an object that is no object of the resource, whole in any case, such as a review or a token. */
export function answerReply(call: Call, object: object, code: number): Reply {
  return valueReply(code, object, acceptable(call).media);
}

function valueReply(code: number, object: object, media: Media): Reply {
  if (media === "json") return jsonReply(code, JSON.stringify(object));
  return { status: code, contentType: PROTOBUF_TYPE, body: encodeProtobuf(object) };
}

/** A success Status as deletes answer it: without a code of its own. */
export function deletedReply(call: Call, details: StatusDetails): Reply {
  const { code, ...body } = status.success(details);
  return answerReply(call, body, code);
}

/** A success Status as creates of subresources answer it: 201. */
export function createdReply(call: Call): Reply {
  return statusReply({ ...status.success(), code: 201 }, acceptable(call).media);
}

/** What a reply shows. */
type Shown = "object" | "list" | "watch";

/** In the form of the Accept header, which `acceptable` has looked at. */
export function representationOf(call: Call, shown: Shown): Representation {
  const { api, resource } = call;
  const form = fitting(acceptable(call), shown, resource);
  const include = form.kind === "table" ? includeObject(call) : "Metadata";
  const key =
    form.kind === "object"
      ? form.media
      : `${form.media}/${form.kind}/${form.metaVersion}/${include}`;
  let byForm = remembered.get(resource);
  if (!byForm) remembered.set(resource, (byForm = new Map()));
  let found = byForm.get(key);
  if (!found) byForm.set(key, (found = make(api, resource, form, include)));
  return found;
}

const remembered = new WeakMap<ServedResource, Map<string, Representation>>();

const MEDIA_TYPES = [JSON_TYPE, PROTOBUF_TYPE];
const STREAM_TYPES = MEDIA_TYPES.map((type) => `${type};stream=watch`);

/** Refuses with 406 a client that accepts no form we make. */
export function acceptable({ form, resource, name }: Call): Form {
  if (form === "form") return refuse(status.notAcceptable(MEDIA_TYPES));
  if (form !== "media type") return form;
  const streams = name === "" && resource.verbs.has("watch") ? STREAM_TYPES : [];
  return refuse(status.noRepresentation([...MEDIA_TYPES, ...streams]));
}

/**
 * Lists have another kind of metadata than objects; a watch that asks for theirs gets whole objects, which custom resources
 * have in JSON alone.
 */
function fitting(form: Form, shown: Shown, resource: ServedResource): Form {
  if (form.kind === "partialList" && shown === "watch")
    return { ...form, kind: "object", media: resource.custom ? "json" : form.media };
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
  { media, kind, metaVersion }: Form,
  include: TableOptions["include"],
): Representation {
  const key = `${resource.apiVersion}/${media}/${kind}/${metaVersion}/${include}`;
  if (media === "protobuf")
    return kind === "object"
      ? protobufForm(key, wholeInProtobuf(resource))
      : protobufForm(key, partialInProtobuf(metaVersion));
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

function wholeInProtobuf({ apiVersion, info, conversion }: ServedResource): ProtobufObjects {
  return {
    ...kindInProtobuf(apiVersion, info.kind),
    shown: (object) => conversion?.fromStored(object) ?? object,
  };
}

function partialInProtobuf(metaVersion: string): ProtobufObjects {
  const apiVersion = `meta.k8s.io/${metaVersion}`;
  return {
    ...kindInProtobuf(apiVersion, "PartialObjectMetadata"),
    shown: (object) => partialObject(object, apiVersion),
  };
}

function kindInProtobuf(apiVersion: string, kind: string): Omit<ProtobufObjects, "shown"> {
  const type = protobufTypeOf(apiVersion, kind);
  assert(type, "protobuf is offered of kinds that have it");
  return { apiVersion, kind, type };
}
