// How objects look to this client: whole, as metadata only, or as rows of a table; in the version it asked for.

import { status } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import type { Api, Call } from "../http/call.ts";
import { JSON_TYPE, type Reply } from "../http/http.ts";
import { negotiate, type Form } from "./negotiate.ts";
import { partialForm } from "./partial.ts";
import type { Representation } from "./representation.ts";
import { tableForm } from "./table.ts";
import { wholeForm } from "./whole.ts";

/** A reply with one object, in the form the client accepts. */
export function objectReply(call: Call, object: StoredObject, code: number): Reply {
  const representation = representationOf(call);
  return {
    status: code,
    contentType: JSON_TYPE,
    body: representation.text(object),
    headers: call.warnings.length > 0 ? warningHeaders(call.warnings) : undefined,
  };
}

function warningHeaders(warnings: readonly string[]): Record<string, string> {
  return { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(", ") };
}

/** In the form of the Accept header; refuses with 406 where there is none we can make. */
export function representationOf({ api, request, resource, query }: Call): Representation {
  const form = negotiate(request.header("accept")) ?? refuse(status.notAcceptable([JSON_TYPE]));
  return representation(api, resource, form, query.get("includeObject"));
}

const remembered = new WeakMap<ServedResource, Map<string, Representation>>();

function representation(
  api: Api,
  resource: ServedResource,
  form: Form,
  includeObject: string | undefined,
): Representation {
  const key =
    form === "table"
      ? `table/${includeObject === "Object" || includeObject === "None" ? includeObject : ""}`
      : form;
  let byForm = remembered.get(resource);
  if (!byForm) remembered.set(resource, (byForm = new Map()));
  let found = byForm.get(key);
  if (!found) byForm.set(key, (found = make(api, resource, form, key)));
  return found;
}

function make(api: Api, resource: ServedResource, form: Form, key: string): Representation {
  const named = `${resource.apiVersion}/${key}`;
  switch (form) {
    case "object":
      return wholeForm(api.store, resource, named);
    case "partial":
      return partialForm(api.store, named);
    case "table":
      return tableForm(api, resource, named, key.slice("table/".length));
  }
}
