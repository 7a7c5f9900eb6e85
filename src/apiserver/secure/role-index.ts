// The roles and bindings of the store in the form that decisions need. It reads the changes since it last looked, so it is
// never behind the store, and a decision costs nothing for what did not change.

import type { KubeObject } from "../../kube/index.ts";
import type { Collection } from "../store/collection.ts";
import { EVERYTHING } from "../store/selection.ts";
import type { StoredObject } from "../store/stored-object.ts";
import type { PolicyRule } from "./policy-rule.ts";
import { serviceAccountName, type User } from "./user.ts";

export interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Role {
  readonly rules: readonly PolicyRule[];
  readonly labels: StoredObject["labels"];
  /** The roles whose rules it also has: those with all labels of one of these. */
  readonly aggregates: readonly Readonly<Record<string, string>>[];
}

export interface Binding {
  readonly name: string;
  /** Empty: a ClusterRoleBinding's. */
  readonly namespace: string;
  readonly roleRef: RoleRef;
  readonly subjects: readonly Subject[];
}

/** The four collections, and how to read what is in them. */
export interface RoleSource {
  readonly roles: Collection;
  readonly clusterRoles: Collection;
  readonly roleBindings: Collection;
  readonly clusterRoleBindings: Collection;
  read(stored: StoredObject): KubeObject;
}

export class RoleIndex {
  /** Of all namespaces and of the cluster, by `namespace/name`. */
  private readonly roles = new Map<string, Role>();
  private readonly bindings = new Map<string, Binding>();
  /** `namespace/User:name`, `namespace/Group:name` to the bindings that name it. */
  private readonly bySubject = new Map<string, Set<Binding>>();
  private readonly followed: readonly Followed[];
  /** Grows with every change of a role or binding. */
  revision = 0;

  constructor(private readonly source: RoleSource) {
    const role = (stored: StoredObject, gone: boolean): void => this.putRole(stored, gone);
    const binding = (stored: StoredObject, gone: boolean): void => this.putBinding(stored, gone);
    this.followed = [
      new Followed(source.roles, role),
      new Followed(source.clusterRoles, role),
      new Followed(source.roleBindings, binding),
      new Followed(source.clusterRoleBindings, binding),
    ];
  }

  /** Catches up with the store. */
  refresh(): void {
    for (const followed of this.followed) if (followed.catchUp()) this.revision++;
  }

  /** The bindings of `namespace` (empty: of the cluster) that apply to `user`, by name. */
  bindingsOf(user: User, namespace: string): Binding[] {
    const found = new Set<Binding>();
    const keys = [`User:${user.name}`, ...user.groups.map((group) => `Group:${group}`)];
    for (const key of keys)
      for (const binding of this.bySubject.get(`${namespace}/${key}`) ?? []) found.add(binding);
    return [...found].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** The rules of a role as seen from `namespace`; undefined where there is no such role. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = this.roles.get(`${kind === "ClusterRole" ? "" : namespace}/${name}`);
    return role && this.withAggregated(role, new Set());
  }

  /** What the controller manager will write into an aggregating role holds before it has. */
  private withAggregated(role: Role, seen: Set<Role>): readonly PolicyRule[] {
    if (role.aggregates.length === 0 || seen.has(role)) return role.rules;
    seen.add(role);
    const rules = [...role.rules];
    for (const [key, other] of this.roles)
      if (key.startsWith("/") && other !== role && isAggregated(role, other))
        rules.push(...this.withAggregated(other, seen));
    return rules;
  }

  private putRole(stored: StoredObject, gone: boolean): void {
    const key = keyOf(stored);
    this.roles.delete(key);
    if (gone) return;
    const { rules, aggregationRule } = this.source.read(stored) as KubeObject & {
      readonly rules?: readonly PolicyRule[] | null;
      readonly aggregationRule?: {
        readonly clusterRoleSelectors?: readonly {
          readonly matchLabels?: Readonly<Record<string, string>>;
        }[];
      };
    };
    const selectors = aggregationRule?.clusterRoleSelectors ?? [];
    this.roles.set(key, {
      rules: rules ?? [],
      labels: stored.labels,
      aggregates: selectors.flatMap(({ matchLabels }) => (matchLabels ? [matchLabels] : [])),
    });
  }

  private putBinding(stored: StoredObject, gone: boolean): void {
    const key = keyOf(stored);
    const before = this.bindings.get(key);
    if (before)
      for (const subject of subjectKeys(before)) this.bySubject.get(subject)?.delete(before);
    this.bindings.delete(key);
    if (gone) return;
    const { roleRef, subjects } = this.source.read(stored) as KubeObject & {
      readonly roleRef: RoleRef;
      readonly subjects?: readonly Subject[];
    };
    const { name, namespace } = stored;
    const binding = { name, namespace, roleRef, subjects: subjects ?? [] };
    this.bindings.set(key, binding);
    for (const subject of subjectKeys(binding)) {
      const known = this.bySubject.get(subject);
      if (known) known.add(binding);
      else this.bySubject.set(subject, new Set([binding]));
    }
  }
}

/** One collection, read up to some point of its history. */
class Followed {
  /** Of the last change that was read; undefined before the first look. */
  private seen: number | undefined;
  private readonly present = new Map<string, StoredObject>();

  constructor(
    private readonly collection: Collection,
    private readonly put: (stored: StoredObject, gone: boolean) => void,
  ) {}

  /** True where something was new. */
  catchUp(): boolean {
    const { latest } = this.collection.log;
    if (latest === this.seen) return false;
    const changes = this.seen === undefined ? undefined : this.collection.log.since(this.seen);
    if (changes) for (const { type, object } of changes) this.take(object, type === "DELETED");
    else {
      // The first look, or more has happened than history keeps.
      for (const object of this.present.values()) this.take(object, true);
      for (const object of this.collection.select(EVERYTHING)) this.take(object, false);
    }
    this.seen = latest;
    return true;
  }

  private take(object: StoredObject, gone: boolean): void {
    if (gone) this.present.delete(keyOf(object));
    else this.present.set(keyOf(object), object);
    this.put(object, gone);
  }
}

function keyOf({ namespace, name }: StoredObject): string {
  return `${namespace}/${name}`;
}

function isAggregated({ aggregates }: Role, { labels }: Role): boolean {
  return aggregates.some((wanted) =>
    Object.entries(wanted).every(([label, value]) => labels[label] === value),
  );
}

function subjectKeys({ namespace, subjects }: Binding): string[] {
  return subjects.flatMap((subject) => {
    const name = subjectUser(subject, namespace);
    return name === undefined ? [] : [`${namespace}/${name}`];
  });
}

function subjectUser({ kind, name, namespace }: Subject, own: string): string | undefined {
  if (kind === "User" || kind === "Group") return `${kind}:${name}`;
  const of = namespace || own;
  return kind === "ServiceAccount" && of ? `User:${serviceAccountName(of, name)}` : undefined;
}

/** `RoleBinding "x/ns" of Role "y" to User "z"`: where a right comes from, as upstream's reasons say it. */
export function describeBinding(binding: Binding, user: User): string {
  const { name, namespace, roleRef } = binding;
  const kind = namespace ? "RoleBinding" : "ClusterRoleBinding";
  const qualified = namespace ? `${name}/${namespace}` : name;
  const of = `${roleRef.kind} ${JSON.stringify(roleRef.name)}`;
  return `${kind} ${JSON.stringify(qualified)} of ${of} to ${describeSubject(binding, user)}`;
}

function describeSubject({ subjects, namespace }: Binding, user: User): string {
  const keys = new Set([`User:${user.name}`, ...user.groups.map((group) => `Group:${group}`)]);
  const subject = subjects.find((one) => keys.has(subjectUser(one, namespace) ?? ""));
  if (!subject) return "";
  const name =
    subject.kind === "ServiceAccount"
      ? `${subject.name}/${subject.namespace || namespace}`
      : subject.name;
  return `${subject.kind} ${JSON.stringify(name)}`;
}
