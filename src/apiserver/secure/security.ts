// What a server knows of who may do what. On plain HTTP on this machine nobody is asked, but reviews and tokens are as true.

import { assert, type Clock } from "../../base/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import type { Registry } from "../registry/registry.ts";
import { Authenticator } from "./authenticator.ts";
import { RBAC_VERSION } from "./bootstrap-policy.ts";
import { ALWAYS_ALLOW, Rbac, type Authorizer } from "./rbac.ts";
import { RoleIndex } from "./role-index.ts";
import { ServiceAccountTokens } from "./service-account-tokens.ts";
import type { User } from "./user.ts";
import type { Collection } from "../store/collection.ts";
import type { Store } from "../store/store.ts";

export interface SecurityOptions {
  /** Users by static token. */
  readonly staticTokens: ReadonlyMap<string, User>;
  /** P-256, PEM: signs tokens of service accounts. */
  readonly serviceAccountKey: string;
  /** Whether every request must say who sends it, and have the right; else whoever connects may do everything. */
  readonly isEnforced: boolean;
}

export interface Security {
  readonly isEnforced: boolean;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly roles: RoleIndex;
  readonly serviceAccountTokens: ServiceAccountTokens;
}

export function createSecurity(
  options: SecurityOptions,
  store: Store,
  registry: Registry,
  lookup: Lookup,
  clock: Clock,
): Security {
  const { isEnforced, staticTokens } = options;
  const serviceAccountTokens = new ServiceAccountTokens(options.serviceAccountKey);
  const collection = (plural: string): Collection => {
    const resource = registry.find(RBAC_VERSION, plural);
    assert(resource, "roles and bindings are built in");
    return store.collection(resource.definition);
  };
  const roles = new RoleIndex({
    roles: collection("roles"),
    clusterRoles: collection("clusterroles"),
    roleBindings: collection("rolebindings"),
    clusterRoleBindings: collection("clusterrolebindings"),
    read: (stored) => store.read(stored),
  });
  return {
    isEnforced,
    roles,
    serviceAccountTokens,
    authorizer: isEnforced ? new Rbac(roles) : ALWAYS_ALLOW,
    authenticator: new Authenticator({
      staticTokens,
      serviceAccountTokens,
      lookup,
      nowMs: () => clock.wallMs(),
    }),
  };
}
