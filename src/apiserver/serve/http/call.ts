// One request on its way through the server, and the server it goes through.

import type { Clock, Logger } from "../../../base/index.ts";
import type { Admission } from "../../admission/admission.ts";
import type { AuditWriter } from "../../audit/audit-writer.ts";
import type { CommitLog } from "../../durable/commit-log.ts";
import type { Registry, ServedResource } from "../../registry/registry.ts";
import { impersonated } from "../../secure/impersonation.ts";
import type { Security } from "../../secure/security.ts";
import { EVERYBODY, type User } from "../../secure/user.ts";
import type { Collection } from "../../store/collection.ts";
import type { Store } from "../../store/store.ts";
import type { HttpRequest } from "./http.ts";
import type { Metrics } from "../system/metrics.ts";
import type { NodeUsage } from "../usage/node-usage.ts";
import type { Form, Refusal } from "../represent/negotiate.ts";
import type { Query } from "./query.ts";
import type { Target } from "./route.ts";

/** Whether every object says who owns its fields, or only those that somebody has applied at least once. */
export type ManagedFieldsMode = "always" | "applied";

/** What all requests share. */
export interface Api {
  readonly store: Store;
  readonly registry: Registry;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly security: Security;
  /** What kubelets say that nodes and pods use. */
  readonly usage: NodeUsage;
  /** What keeps writes on disk; absent where they are in memory only. */
  readonly commits?: CommitLog | undefined;
  readonly audit?: AuditWriter | undefined;
  readonly managedFields: ManagedFieldsMode;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly newUid: () => string;
  /** Runs `task` after what the event loop already holds. */
  readonly defer: (task: () => void) => void;
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  readonly later: (delayMs: number, task: () => void) => () => void;
}

export interface Call extends Target {
  readonly api: Api;
  readonly request: HttpRequest;
  readonly query: Query;
  /** Who sends it; undefined where nobody has to say so, and for what the server does itself. */
  readonly user: User | undefined;
  readonly collection: Collection;
  /** What the client accepts. */
  readonly form: Form | Refusal;
  /** What clients are warned of, as Warning headers; empty for almost every request. */
  readonly warnings: string[];
}

export function collectionOf(api: Api, resource: ServedResource): Collection {
  return api.store.collection(resource.definition);
}

/** Who sends the request, also where nobody has to say so: headers may still name somebody to act as. */
export function requesterOf({ user, request, api }: Call): User {
  return user ?? impersonated(request, EVERYBODY, api.security.authorizer);
}

export function isDryRun(call: Call): boolean {
  return call.query.get("dryRun") === "All";
}
