// Who sends a request.

export interface User {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export const groups = {
  /** Its members may do everything, whatever roles say. */
  masters: "system:masters",
  authenticated: "system:authenticated",
  unauthenticated: "system:unauthenticated",
  serviceAccounts: "system:serviceaccounts",
} as const;

const NO_EXTRA: User["extra"] = Object.freeze({});
const SERVICE_ACCOUNT_PREFIX = "system:serviceaccount:";

export function userOf(
  name: string,
  userGroups: readonly string[],
  { uid = "", extra = NO_EXTRA }: Partial<Pick<User, "uid" | "extra">> = {},
): User {
  return { name, uid, groups: userGroups, extra };
}

export const ANONYMOUS = userOf("system:anonymous", [groups.unauthenticated]);

/** Whoever connects to a server without authentication. */
export const EVERYBODY = userOf("kwokbench-admin", [groups.masters, groups.authenticated]);

export function serviceAccountName(namespace: string, name: string): string {
  return `${SERVICE_ACCOUNT_PREFIX}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): string[] {
  return [groups.serviceAccounts, `${groups.serviceAccounts}:${namespace}`];
}

/** The service account that `userName` names; undefined where it names none. */
export function serviceAccountOf(
  userName: string,
): { readonly namespace: string; readonly name: string } | undefined {
  if (!userName.startsWith(SERVICE_ACCOUNT_PREFIX)) return undefined;
  const [namespace = "", name = "", ...rest] = userName
    .slice(SERVICE_ACCOUNT_PREFIX.length)
    .split(":");
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}

/** As authentication.k8s.io has it: empty parts are left out. */
export function userInfo({ name, uid, groups, extra }: User): Readonly<Record<string, unknown>> {
  return {
    username: name,
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
