// One request in, one reply out: route, count, answer; whatever is refused on the way becomes a Status.

import { status, type Status } from "../../../kube/index.ts";
import { StorageError } from "../../store/journal.ts";
import { ApiError, statusReply } from "./api-error.ts";
import { collectionOf, type Api, type Call } from "./call.ts";
import { Gate } from "./gate.ts";
import type { HttpRequest, Reply } from "./http.ts";
import { isWatch } from "../read/list-options.ts";
import { negotiate, statusMedia } from "../represent/negotiate.ts";
import { Metrics, type RequestSeries } from "../system/metrics.ts";
import { parseQuery, type Query } from "./query.ts";
import { routeOf, type Target } from "./route.ts";
import { admitPath, admitTarget } from "./admit.ts";
import type { User } from "../../secure/user.ts";
import { systemReply } from "../system/system.ts";
import { answer } from "./verbs.ts";

export type Handler = (request: HttpRequest) => Reply | Promise<Reply>;

export function createHandler(api: Api): Handler {
  const gate = api.commits && new Gate(api.commits);
  return (request) => {
    const startMs = api.clock.nowMs();
    const { inFlight } = api.metrics;
    const kind = READ_ONLY.has(request.method) ? "readOnly" : "mutating";
    inFlight[kind]++;
    let series: RequestSeries | undefined;
    let warnings: readonly string[] = NO_WARNINGS;
    const finish = (reply: Reply): Reply => {
      inFlight[kind]--;
      if (series) Metrics.observe(series, reply.status, (api.clock.nowMs() - startMs) / 1000);
      return warnings.length > 0 ? withWarnings(reply, warnings) : reply;
    };
    const failed = (error: unknown): Reply => finish(failureReply(api, request, error));
    try {
      const { path, query: queryText } = splitTarget(request.target);
      const route = routeOf(api.registry, path);
      if (route.kind === "fixed") {
        admitPath(api.security, request, path, route.segments, queryText);
        return settle(systemReply(api, request, route.segments, queryText), finish, failed);
      }
      const query = parseQuery(queryText);
      const user = admitTarget(api.security, request, path, route, query);
      const call = route.watchPath
        ? callOf(api, request, { ...route.target, name: "" }, asWatch(query, route.target), user)
        : callOf(api, request, route.target, query, user);
      ({ warnings } = call);
      series = seriesOf(call);
      return settle(gate ? gate.hold(() => answer(call)) : answer(call), finish, failed);
    } catch (error) {
      return failed(error);
    }
  };
}

const READ_ONLY = new Set(["GET", "HEAD", "OPTIONS"]);
const NO_WARNINGS: readonly string[] = [];

/** What a client is told beside the answer, refusals included; each thing once. */
function withWarnings(reply: Reply, warnings: readonly string[]): Reply {
  const texts = [...new Set(warnings)].map((text) => `299 - ${JSON.stringify(text)}`);
  // Headers are bytes: other letters than Latin ones are told as UTF-8.
  const warning = Buffer.from(texts.join(", ")).toString("latin1");
  return { ...reply, headers: { ...reply.headers, warning } };
}

function settle(
  reply: Reply | Promise<Reply>,
  finish: (reply: Reply) => Reply,
  failed: (error: unknown) => Reply,
): Reply | Promise<Reply> {
  return reply instanceof Promise ? reply.then(finish, failed) : finish(reply);
}

function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf("?");
  return at < 0
    ? { path: target, query: "" }
    : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** The old form of a watch, `/api/v1/watch/pods`; of a named object it is one of the collection for that name. */
function asWatch(query: Query, { name }: Target): Query {
  const given = query.get("fieldSelector") ?? "";
  const named = name === "" ? given : [`metadata.name=${name}`, given].filter(Boolean).join(",");
  return new Map([...query, ["watch", "true"], ["fieldSelector", named]]);
}

function callOf(
  api: Api,
  request: HttpRequest,
  target: Target,
  query: Query,
  user: User | undefined,
): Call {
  const { resource, namespace, name, subresource, rest } = target;
  const collection = collectionOf(api, resource);
  return {
    api,
    request,
    query,
    user,
    collection,
    form: negotiate(request.header("accept"), resource),
    resource,
    namespace,
    name,
    subresource,
    rest,
    warnings: resource.info.deprecation ? [resource.info.deprecation] : [],
  };
}

function failureReply(api: Api, request: HttpRequest, error: unknown): Reply {
  return statusReply(failureOf(api, request, error), statusMedia(request.header("accept")));
}

function failureOf(api: Api, request: HttpRequest, error: unknown): Status {
  if (error instanceof ApiError) return error.status;
  if (error instanceof StorageError) return notKept(error);
  if (isTooDeep(error)) return status.badRequest(TOO_DEEP);
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  api.logger.error("a request failed inside the server", {
    method: request.method,
    target: request.target,
    error: message,
  });
  return status.internalError(error instanceof Error ? error.message : String(error));
}

const TOO_DEEP = "the request is nested too deeply";

/** What walks through values has only so much room. Nothing is written before the walk has come to its end. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.startsWith("Maximum call stack size");
}

/** The code is the one for it; clients know no other reason for it than this. */
function notKept({ message }: StorageError): Status {
  return { ...status.internalError(message), message, code: 507 };
}

function seriesOf(call: Call): RequestSeries {
  const { resource, subresource, namespace, name, api } = call;
  const { group, version, plural } = resource.info;
  const verb = verbOf(call);
  const scope = name !== "" ? "resource" : namespace !== "" ? "namespace" : "cluster";
  const labels = { verb, group, version, resource: plural, subresource, scope } as const;
  return api.metrics.series(resource, labels);
}

function verbOf(call: Call): string {
  const { method } = call.request;
  const named = call.name !== "";
  if (method === "GET") return named ? "GET" : isWatch(call) ? "WATCH" : "LIST";
  if (method === "DELETE") return named ? "DELETE" : "DELETECOLLECTION";
  return method;
}
