// One request the plan wants sent, and when.

import { type ApiRequest, deleteRequest, patchTypes } from "../client/index.ts";
import { type Resource, collectionPath, objectPath } from "../kube/index.ts";
import type { Goal, Operation } from "./observer.ts";

export interface Intention {
  /** Since the phase's start. */
  readonly atMs: number;
  readonly verb: Operation["verb"];
  readonly resource: Resource;
  readonly key: string;
  readonly goal: Goal;
  /** The request, made only when it is sent. */
  readonly request: () => ApiRequest;
}

export interface ObjectName {
  readonly name: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
}

export function createIntention(
  atMs: number,
  resource: Resource,
  object: ObjectName,
  body: () => string,
): Intention {
  return {
    atMs,
    verb: "create",
    resource,
    key: keyOf(object),
    goal: goalOfChange(resource.kind),
    request: () => ({
      method: "POST",
      path: collectionPath(resource, object.namespace),
      body: body(),
    }),
  };
}

export function deleteIntention(atMs: number, resource: Resource, object: ObjectName): Intention {
  return {
    atMs,
    verb: "delete",
    resource,
    key: keyOf(object),
    goal: "gone",
    request: () => deleteRequest(resource, object),
  };
}

/** A merge patch; `goal` defaults to what a change of the kind is waited for. */
export function patchIntention(
  atMs: number,
  resource: Resource,
  object: ObjectName,
  patch: string,
  goal: Goal = goalOfChange(resource.kind),
): Intention {
  return {
    atMs,
    verb: "patch",
    resource,
    key: keyOf(object),
    goal,
    request: () => ({
      method: "PATCH",
      path: objectPath(resource, object.name, object.namespace),
      contentType: patchTypes.merge,
      body: patch,
    }),
  };
}

function keyOf({ name, namespace }: ObjectName): string {
  return namespace ? `${namespace}/${name}` : name;
}

function goalOfChange(kind: string): Goal {
  switch (kind) {
    case "Pod":
    case "Node":
      return "ready";
    case "Deployment":
    case "ReplicaSet":
    case "Job":
      return "settled";
    default:
      return "none";
  }
}
