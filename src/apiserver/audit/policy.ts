// Which requests are told of in the audit log, and how much: the Policy of audit.k8s.io/v1, as kube-apiserver reads it
// (apiserver/pkg/audit/policy). The first rule that matches decides; where none does, nothing is told.

import { fail, nearest } from "../../base/index.ts";
import {
  isResourceRequest,
  type Attributes,
  type ResourceAttributes,
} from "../secure/attributes.ts";
import type { User } from "../secure/user.ts";

const LEVELS = ["None", "Metadata", "Request", "RequestResponse"] as const;
export type Level = (typeof LEVELS)[number];

const STAGES = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"] as const;
export type Stage = (typeof STAGES)[number];

export interface GroupResources {
  readonly group: string;
  // `pods`, `pods/log`, `pods/*`, `*/scale`, `*`; none: all.
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** Empty lists match everything. */
export interface Rule {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}

export interface Policy {
  readonly rules: readonly Rule[];
}

/** What is told of one request. */
export type Decision = Pick<Rule, "level" | "omitStages" | "omitManagedFields">;

const NOTHING: Decision = { level: "None", omitStages: [], omitManagedFields: false };

/** Without a policy: who asked for what and how it went, once for each request. */
export const DEFAULT_POLICY: Policy = {
  rules: [
    {
      level: "Metadata",
      users: [],
      userGroups: [],
      verbs: [],
      resources: [],
      namespaces: [],
      nonResourceURLs: [],
      omitStages: ["RequestReceived"],
      omitManagedFields: false,
    },
  ],
};

/** Whether `level` tells at least as much as `least`. */
export function tellsAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

export function decide(
  { rules }: Policy,
  attributes: Attributes,
  user: User | undefined,
): Decision {
  return rules.find((rule) => matches(rule, attributes, user)) ?? NOTHING;
}

function matches(rule: Rule, attributes: Attributes, user: User | undefined): boolean {
  const { users, userGroups, verbs, resources, namespaces, nonResourceURLs } = rule;
  if (users.length > 0 && !users.includes(user?.name ?? "")) return false;
  if (userGroups.length > 0 && !user?.groups.some((group) => userGroups.includes(group)))
    return false;
  if (verbs.length > 0 && !verbs.includes(attributes.verb)) return false;
  if (resources.length > 0 || namespaces.length > 0)
    return isResourceRequest(attributes) && matchesResource(rule, attributes);
  if (nonResourceURLs.length === 0) return true;
  return (
    !isResourceRequest(attributes) &&
    nonResourceURLs.some((url) => matchesPath(url, attributes.path))
  );
}

function matchesPath(url: string, path: string): boolean {
  return url.endsWith("*") ? path.startsWith(url.slice(0, -1)) : path === url;
}

function matchesResource({ namespaces, resources }: Rule, asked: ResourceAttributes): boolean {
  if (namespaces.length > 0 && !namespaces.includes(asked.namespace)) return false;
  if (resources.length === 0) return true;
  return resources.some(({ group, resources, resourceNames }) => {
    if (group !== asked.group) return false;
    if (resources.length === 0) return true;
    if (resourceNames.length > 0 && !resourceNames.includes(asked.name)) return false;
    return resources.some((name) => namesResource(name, asked));
  });
}

function namesResource(name: string, { resource, subresource }: ResourceAttributes): boolean {
  if (name === "*" || name === (subresource ? `${resource}/${subresource}` : resource)) return true;
  if (subresource && name === `*/${subresource}`) return true;
  return name === `${resource}/*`;
}

/** Reads the text of a policy file, YAML or JSON; fails with a sentence that names `file` and the place in it. */
export function parsePolicy(text: string, file: string): Policy {
  const wrong = (place: string, what: string): never =>
    fail(`${file}: ${place ? `${place}: ` : ""}${what}`, "see docs/apiserver.md for an example");
  let value: unknown;
  try {
    value = Bun.YAML.parse(text);
  } catch (error) {
    return wrong("", `it is not YAML: ${(error as Error).message}`);
  }
  return new Reader(wrong).policy(value);
}

type Wrong = (place: string, what: string) => never;
type Fields = Readonly<Record<string, unknown>>;

const RULE_FIELDS = [
  "level",
  "users",
  "userGroups",
  "verbs",
  "resources",
  "namespaces",
  "nonResourceURLs",
  "omitStages",
  "omitManagedFields",
];

class Reader {
  constructor(private readonly wrong: Wrong) {}

  policy(value: unknown): Policy {
    const known = ["apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"];
    const policy = this.fields("", value, known);
    const { apiVersion, kind, rules } = policy;
    if (apiVersion !== "audit.k8s.io/v1" || kind !== "Policy")
      this.wrong("", "it is no Policy of audit.k8s.io/v1");
    if (!Array.isArray(rules) || rules.length === 0)
      return this.wrong("rules", "there is none, so nothing would be logged");
    const omitStages = this.stages("omitStages", policy["omitStages"]);
    const omitManagedFields = policy["omitManagedFields"] === true;
    return {
      rules: rules.map((rule: unknown, at) =>
        this.rule(`rules[${at}]`, rule, omitStages, omitManagedFields),
      ),
    };
  }

  private rule(
    place: string,
    value: unknown,
    omitStages: readonly Stage[],
    omitManagedFields: boolean,
  ): Rule {
    const rule = this.fields(place, value, RULE_FIELDS);
    const texts = (name: string): readonly string[] => this.texts(`${place}.${name}`, rule[name]);
    const resources = this.list(`${place}.resources`, rule["resources"]).map((one, at) =>
      this.groupResources(`${place}.resources[${at}]`, one),
    );
    const namespaces = texts("namespaces");
    const nonResourceURLs = texts("nonResourceURLs");
    if (nonResourceURLs.length > 0 && resources.length + namespaces.length > 0)
      this.wrong(place, "it speaks of resources and of nonResourceURLs; make two rules of it");
    for (const url of nonResourceURLs)
      if (!/^(\*|\/[^*]*\*?)$/.test(url))
        this.wrong(`${place}.nonResourceURLs`, `"${url}" must begin with / and may end with *`);
    const own = rule["omitManagedFields"];
    return {
      level: this.level(`${place}.level`, rule["level"]),
      users: texts("users"),
      userGroups: texts("userGroups"),
      verbs: texts("verbs"),
      resources,
      namespaces,
      nonResourceURLs,
      omitStages: [...omitStages, ...this.stages(`${place}.omitStages`, rule["omitStages"])],
      omitManagedFields: typeof own === "boolean" ? own : omitManagedFields,
    };
  }

  private groupResources(place: string, value: unknown): GroupResources {
    const { group = "", ...lists } = this.fields(place, value, [
      "group",
      "resources",
      "resourceNames",
    ]);
    if (typeof group !== "string") return this.wrong(`${place}.group`, "it must be a text");
    const resources = this.texts(`${place}.resources`, lists["resources"]);
    const resourceNames = this.texts(`${place}.resourceNames`, lists["resourceNames"]);
    if (resourceNames.length > 0 && resources.length === 0)
      this.wrong(`${place}.resourceNames`, "names need at least one resource");
    return { group, resources, resourceNames };
  }

  private level(place: string, value: unknown): Level {
    return (
      LEVELS.find((level) => level === value) ??
      this.wrong(place, `it must be one of ${LEVELS.join(", ")}`)
    );
  }

  private stages(place: string, value: unknown): readonly Stage[] {
    return this.texts(place, value).map(
      (text) =>
        STAGES.find((stage) => stage === text) ??
        this.wrong(place, `"${text}" is none of ${STAGES.join(", ")}`),
    );
  }

  private fields(place: string, value: unknown, known: readonly string[]): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return this.wrong(place, "it must be an object");
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const close = nearest(name, known);
      this.wrong(place, `unknown field "${name}"${close ? `; did you mean "${close}"?` : ""}`);
    }
    return value as Fields;
  }

  private texts(place: string, value: unknown): readonly string[] {
    return this.list(place, value).map((text) =>
      typeof text === "string" ? text : this.wrong(place, "it must be a list of texts"),
    );
  }

  private list(place: string, value: unknown): readonly unknown[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : this.wrong(place, "it must be a list");
  }
}
