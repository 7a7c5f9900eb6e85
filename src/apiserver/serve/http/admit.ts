// Before a request is answered: who sends it, and whether they may. A server without authentication asks neither.

import { statusObject } from "../../../kube/index.ts";
import {
  attributesOfPath,
  cannot,
  isResourceRequest,
  verbOf,
  type Attributes,
  type ResourceAttributes,
} from "../../secure/attributes.ts";
import { forbidden, impersonated } from "../../secure/impersonation.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Security } from "../../secure/security.ts";
import type { User } from "../../secure/user.ts";
import { refuse } from "./api-error.ts";
import type { HttpRequest } from "./http.ts";
import { isTrue, parseQuery, type Query } from "./query.ts";
import { routeOf, type Route, type Target } from "./route.ts";

/** Who sends a request for a resource; refuses with 401 and 403. */
export function admitTarget(
  security: Security,
  request: HttpRequest,
  path: string,
  { target, watchPath }: Extract<Route, { kind: "resource" }>,
  query: Query,
): User | undefined {
  if (!security.isEnforced) return undefined;
  const attributes = attributesOfTarget(target, request.method, query, watchPath);
  return admit(security, request, path, attributes);
}

/** The same for a path that names no resource. */
export function admitPath(
  security: Security,
  request: HttpRequest,
  path: string,
  segments: readonly string[],
  queryText: string,
): void {
  if (!security.isEnforced) return;
  const watching = isTrue(parseQuery(queryText).get("watch"));
  admit(security, request, path, attributesOfPath(request.method, path, segments, watching));
}

/** What a request asks for, whether or not anything is served there. */
export function attributesOfRequest(
  registry: Registry,
  { target, method }: HttpRequest,
): { readonly attributes: Attributes; readonly path: string; readonly version: string } {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const query = parseQuery(at < 0 ? "" : target.slice(at + 1));
  const route = routeOf(registry, path);
  const attributes =
    route.kind === "resource"
      ? attributesOfTarget(route.target, method, query, route.watchPath)
      : attributesOfPath(method, path, route.segments, isTrue(query.get("watch")));
  const [root, ...rest] = path.split("/").slice(1);
  const version = isResourceRequest(attributes) ? (rest[root === "api" ? 0 : 1] ?? "") : "";
  return { attributes, path, version };
}

function admit(
  { authenticator, authorizer }: Security,
  request: HttpRequest,
  path: string,
  attributes: Attributes,
): User {
  const sender = authenticator.authenticate(request, path);
  const user = impersonated(request, sender, authorizer);
  const { allowed, reason } = authorizer.authorize(user, attributes);
  if (allowed) return user;
  if (isResourceRequest(attributes)) return refuse(forbidden(user, attributes, reason));
  const why = cannot(user.name, attributes);
  return refuse(
    statusObject({
      code: 403,
      reason: "Forbidden",
      message: `forbidden: ${reason ? `${why}: ${reason}` : why}`,
      details: {},
    }),
  );
}

function attributesOfTarget(
  { resource, namespace, name, subresource }: Target,
  method: string,
  query: Query,
  watchPath: boolean,
): ResourceAttributes {
  const { group, plural } = resource.info;
  const verb = watchPath ? "watch" : verbOf(method, name !== "", isTrue(query.get("watch")));
  // A namespace is in itself: roles within it may speak of it.
  const inNamespace = plural === "namespaces" && group === "" ? name : namespace;
  const exactName = name === "" && (verb === "list" || verb === "watch") ? nameIn(query) : name;
  return { verb, group, resource: plural, subresource, namespace: inNamespace, name: exactName };
}

/** The one name that a field selector asks for; empty where it asks for none. */
function nameIn(query: Query): string {
  const selector = query.get("fieldSelector");
  if (selector === undefined) return "";
  return /(?:^|,)metadata\.name==?([^,=!\\/%]+)(?:,|$)/.exec(selector)?.[1] ?? "";
}
