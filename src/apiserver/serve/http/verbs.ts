// Which request is whose: the method and the shape of the path choose the function that answers.

import { status } from "../../../kube/index.ts";
import { refuse } from "./api-error.ts";
import type { Call } from "./call.ts";
import { create } from "../write/create.ts";
import { removeCollection } from "../write/delete-collection.ts";
import { remove } from "../write/delete.ts";
import { get } from "../read/get.ts";
import type { Reply } from "./http.ts";
import { acceptable } from "../represent/choose.ts";
import { isWatch } from "../read/list-options.ts";
import { list } from "../read/list.ts";
import { patch } from "../write/patch.ts";
import { subresourceReply } from "../subresource/subresources.ts";
import { update } from "../write/update.ts";
import { virtualReply } from "../subresource/virtual.ts";
import { watch } from "../read/watch.ts";

export function answer(call: Call): Reply | Promise<Reply> {
  const virtual = virtualReply(call);
  if (virtual) return virtual;
  if (call.subresource !== "") return subresourceReply(call);
  acceptable(call);
  return call.name === "" ? onCollection(call) : onObject(call);
}

function onCollection(call: Call): Reply | Promise<Reply> {
  switch (call.request.method) {
    case "GET":
      if (isWatch(call)) return allowed(call, "watch") && watch(call);
      return allowed(call, "list") && list(call);
    case "POST":
      return inOneNamespace(call) && allowed(call, "create") && create(call);
    case "DELETE":
      return inOneNamespace(call) && allowed(call, "deletecollection") && removeCollection(call);
    default:
      return refuse(status.methodNotAllowed());
  }
}

function onObject(call: Call): Reply | Promise<Reply> {
  switch (call.request.method) {
    case "GET":
      return allowed(call, "get") && get(call);
    case "PUT":
      return allowed(call, "update") && update(call);
    case "PATCH":
      return allowed(call, "patch") && patch(call);
    case "DELETE":
      return allowed(call, "delete") && remove(call);
    default:
      return refuse(status.methodNotAllowed());
  }
}

/** All namespaces at once can be read, and not written. */
function inOneNamespace({ resource, namespace }: Call): true {
  if (resource.info.namespaced && namespace === "") refuse(status.methodNotAllowed());
  return true;
}

function allowed({ resource }: Call, verb: string): true {
  return resource.verbs.has(verb) || refuse(status.methodNotAllowed());
}
