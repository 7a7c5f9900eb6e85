// One request as the events of audit.k8s.io/v1 that tell of it. Pure: what is known comes in, text comes out.

import { rfc3339Micro } from "../../base/index.ts";
import { isResourceRequest, type Attributes } from "../secure/attributes.ts";
import { userInfo, type User } from "../secure/user.ts";
import { tellsAtLeast, type Decision, type Stage } from "./policy.ts";

export interface Asked {
  readonly auditID: string;
  readonly requestURI: string;
  readonly attributes: Attributes;
  /** `v1`; empty where no resource is asked for. */
  readonly version: string;
  /** Undefined where it is not known who sends it. */
  readonly user: User | undefined;
  readonly impersonatedUser: User | undefined;
  readonly sourceIPs: readonly string[];
  readonly userAgent: string;
  readonly receivedMs: number;
}

export interface Answered {
  readonly code: number;
  /** The bodies as values; undefined where there were none, or none that is kept. */
  readonly requestObject: unknown;
  readonly responseObject: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** The event of `stage` as a line of JSON; `answered` is undefined before there is an answer. */
export function eventLine(
  stage: Stage,
  nowMs: number,
  { level, omitManagedFields }: Decision,
  asked: Asked,
  answered: Answered | undefined,
): string {
  const { auditID, requestURI, attributes, user, impersonatedUser, sourceIPs, userAgent } = asked;
  const bodies = answered && bodiesFor(level, answered);
  const event = {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level,
    auditID,
    stage,
    requestURI,
    verb: attributes.verb,
    user: user ? userInfo(user) : {},
    ...(impersonatedUser && { impersonatedUser: userInfo(impersonatedUser) }),
    ...(sourceIPs.length > 0 && { sourceIPs }),
    ...(userAgent !== "" && { userAgent }),
    ...objectRef(asked, answered?.requestObject),
    ...(answered && { responseStatus: responseStatus(answered) }),
    ...bodies,
    requestReceivedTimestamp: rfc3339Micro(asked.receivedMs),
    stageTimestamp: rfc3339Micro(nowMs),
  };
  return JSON.stringify(event, omitManagedFields ? withoutManagedFields : undefined);
}

function bodiesFor(level: Decision["level"], { requestObject, responseObject }: Answered): Fields {
  return {
    ...(tellsAtLeast(level, "Request") && { requestObject }),
    ...(tellsAtLeast(level, "RequestResponse") && { responseObject }),
  };
}

function objectRef({ attributes, version }: Asked, body: unknown): Fields {
  if (!isResourceRequest(attributes)) return {};
  const { group, resource, subresource, namespace, name } = attributes;
  const own = recordOf(recordOf(body)["metadata"]);
  const parts: Fields = {
    resource,
    namespace: namespace || own["namespace"],
    name: name || own["name"],
    uid: own["uid"],
    apiGroup: group,
    apiVersion: version,
    resourceVersion: own["resourceVersion"],
    subresource,
  };
  return { objectRef: Object.fromEntries(Object.entries(parts).filter(([, value]) => value)) };
}

function responseStatus({ code, responseObject }: Answered): Fields {
  const { kind, apiVersion, ...status } = recordOf(responseObject);
  return kind === "Status" && apiVersion === "v1" ? { ...status, code } : { metadata: {}, code };
}

function recordOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function withoutManagedFields(key: string, value: unknown): unknown {
  return key === "managedFields" ? undefined : value;
}
