// An Event about an object, as clients of Kubernetes write them.

import { rfc3339 } from "../base/index.ts";
import { type KubeObject, type Resource, apiVersionOf } from "../kube/index.ts";
import type { EventEffect } from "../stage/index.ts";

const COMPONENT = "kwokbench";

export interface EventSubject {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
}

export function eventObject(
  effect: EventEffect,
  subject: EventSubject,
  wallMs: number,
  random: number,
): KubeObject & { metadata: { namespace: string } } {
  const { resource, name, uid } = subject;
  // Events of cluster-scoped objects live in the default namespace.
  const namespace = subject.namespace ?? "default";
  const suffix = Math.floor(wallMs * 1000 + random * 1000).toString(16);
  const time = rfc3339(wallMs);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${suffix}`, namespace },
    involvedObject: {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      ...(subject.namespace && { namespace: subject.namespace }),
      name,
      uid,
    },
    type: effect.type,
    reason: effect.reason,
    message: effect.message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: COMPONENT },
    reportingComponent: COMPONENT,
    reportingInstance: "",
  };
}
