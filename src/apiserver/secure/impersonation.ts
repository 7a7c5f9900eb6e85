// Acting as somebody else, as kubectl --as does (apiserver's endpoints/filters/impersonation). Each part of the other is a
// right of its own: the user, every group, every extra value, the uid.

import { status } from "../../kube/index.ts";
import { refuse } from "../serve/http/api-error.ts";
import type { HttpRequest } from "../serve/http/http.ts";
import { cannot, type ResourceAttributes } from "./attributes.ts";
import type { Authorizer } from "./rbac.ts";
import {
  ANONYMOUS,
  groups,
  serviceAccountGroups,
  serviceAccountOf,
  userOf,
  type User,
} from "./user.ts";

const USER_HEADER = "impersonate-user";
const GROUP_HEADER = "impersonate-group";
const UID_HEADER = "impersonate-uid";
const EXTRA_PREFIX = "impersonate-extra-";

/** Users by what their headers say, so that what is remembered of one is found again. */
const remembered = new Map<string, User>();
const REMEMBERED_MAX = 1000;

/** Whom `user` acts as: itself, or the user that the headers name; refuses with 403 what it may not. */
export function impersonated(request: HttpRequest, user: User, authorizer: Authorizer): User {
  const name = request.header(USER_HEADER) ?? "";
  if (name === "" && !namesParts(request)) return user;
  const asked = partsOf(request);
  if (name === "")
    refuse(status.badRequest(`requested ${askedText(asked)} without impersonating a user`));
  for (const attributes of rightsFor(name, asked)) {
    const { allowed, reason } = authorizer.authorize(user, attributes);
    if (!allowed) refuse(forbidden(user, attributes, reason));
  }
  const key = JSON.stringify([name, asked]);
  let other = remembered.get(key);
  if (!other) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(key, (other = userNamed(name, asked)));
  }
  return other;
}

interface Parts {
  readonly groups: readonly string[];
  readonly uid: string;
  readonly extra: readonly (readonly [key: string, values: readonly string[]])[];
}

function namesParts(request: HttpRequest): boolean {
  if (request.header(GROUP_HEADER) !== undefined || request.header(UID_HEADER) !== undefined)
    return true;
  for (const header of request.headerNames()) if (header.startsWith(EXTRA_PREFIX)) return true;
  return false;
}

function partsOf(request: HttpRequest): Parts {
  const extra = [...request.headerNames()]
    .filter((header) => header.startsWith(EXTRA_PREFIX))
    .map(
      (header) => [unescaped(header.slice(EXTRA_PREFIX.length)), request.headers(header)] as const,
    );
  return {
    groups: request.headers(GROUP_HEADER),
    uid: request.header(UID_HEADER) ?? "",
    extra,
  };
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function rightsFor(name: string, { groups: inGroups, uid, extra }: Parts): ResourceAttributes[] {
  const account = serviceAccountOf(name);
  const right = (resource: string, named: string, more: object = {}): ResourceAttributes => ({
    verb: "impersonate",
    group: "",
    resource,
    subresource: "",
    namespace: "",
    name: named,
    ...more,
  });
  const group = "authentication.k8s.io";
  return [
    account
      ? right("serviceaccounts", account.name, { namespace: account.namespace })
      : right("users", name),
    ...inGroups.map((one) => right("groups", one)),
    ...extra.flatMap(([subresource, values]) =>
      values.map((value) => right("userextras", value, { group, subresource })),
    ),
    ...(uid ? [right("uids", uid, { group })] : []),
  ];
}

function userNamed(name: string, { groups: asked, uid, extra }: Parts): User {
  const account = serviceAccountOf(name);
  const own = asked.length === 0 && account ? serviceAccountGroups(account.namespace) : asked;
  const isAnonymous = name === ANONYMOUS.name;
  const added = isAnonymous ? groups.unauthenticated : groups.authenticated;
  const complete = isAnonymous
    ? own.includes(groups.unauthenticated)
    : own.includes(groups.authenticated) || own.includes(groups.unauthenticated);
  return userOf(name, complete ? own : [...own, added], {
    uid,
    extra: Object.fromEntries(extra),
  });
}

function askedText({ groups: inGroups, uid, extra }: Parts): string {
  const parts = [
    ...inGroups.map((one) => `group ${one}`),
    ...extra.map(([key]) => `extra ${key}`),
    ...(uid ? [`uid ${uid}`] : []),
  ];
  return parts.join(", ");
}

/** The 403 of a request whose sender may not do what `attributes` say. */
export function forbidden(
  user: User,
  attributes: ResourceAttributes,
  reason: string,
): ReturnType<typeof status.forbidden> {
  const { group, resource, name } = attributes;
  const why = cannot(user.name, attributes);
  return status.forbidden({ group, plural: resource }, name, reason ? `${why}: ${reason}` : why);
}
