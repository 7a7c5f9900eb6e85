// What writers of pods and of what makes pods are told though the write succeeds (pkg/api/pod/warnings.go). It runs for
// every pod that is made, so each check first looks whether there is anything to check.

import type { KubeObject } from "../../kube/index.ts";
import { onceForAlike } from "../registry/alike.ts";
import { recordAt, textOf, type Draft, type OpenRecord } from "../store/draft.ts";
import { deprecatedLabel } from "./node-labels.ts";

/** Takes what is noticed. */
export type Tell = (where: string, what: string) => void;

/** What a pod looks like on its own and in a template; `at` is `` or `spec.template.`. */
interface PodParts {
  readonly spec: OpenRecord;
  readonly annotations: OpenRecord;
  readonly at: string;
}

export function podWarnings(pod: Draft | KubeObject): readonly string[] {
  const spec = recordAt(pod, "spec");
  return pod.metadata.annotations
    ? warningsOf({ spec, annotations: pod.metadata.annotations, at: "" })
    : warningsOfSpec(spec);
}

const warningsOfSpec = onceForAlike((spec: OpenRecord) =>
  warningsOf({ spec, annotations: {}, at: "" }),
);

/** Of the template that stands at the path `at`, such as `spec.template`. */
export function templateWarnings(template: OpenRecord, at: string): readonly string[] {
  return warningsOf({
    spec: recordAt(template, "spec"),
    annotations: recordAt(recordAt(template, "metadata"), "annotations"),
    at: `${at}.`,
  });
}

function warningsOf(parts: PodParts): readonly string[] {
  const warnings: string[] = [];
  const tell: Tell = (where, what) => warnings.push(`${parts.at}${where}: ${what}`);
  for (const check of CHECKS) check(parts, tell);
  return warnings;
}

type Check = (parts: PodParts, tell: Tell) => void;

const CHECKS: readonly Check[] = [
  nodeSelector,
  spreadConstraints,
  oldAnnotations,
  oldVolumes,
  repeatedHosts,
  pullSecrets,
  containerChecks,
  ports,
  grace,
  affinities,
];

function items(record: OpenRecord, field: string): readonly OpenRecord[] {
  const value = record[field];
  return Array.isArray(value) ? (value as OpenRecord[]) : [];
}

function nodeSelector({ spec }: PodParts, tell: Tell): void {
  for (const key in recordAt(spec, "nodeSelector")) {
    const why = deprecatedLabel(key);
    if (why) tell(`spec.nodeSelector[${key}]`, why);
  }
}

const MATCHES_NOTHING = "a null labelSelector results in matching no pod";

function spreadConstraints({ spec }: PodParts, tell: Tell): void {
  for (const [index, constraint] of items(spec, "topologySpreadConstraints").entries()) {
    const at = `spec.topologySpreadConstraints[${index}]`;
    const key = textOf(constraint["topologyKey"]);
    const why = deprecatedLabel(key);
    if (why) tell(`${at}.topologyKey`, `${key} is ${why}`);
    if (!constraint["labelSelector"]) tell(`${at}.labelSelector`, MATCHES_NOTHING);
  }
}

const ANNOTATIONS: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod":
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls":
    'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls":
    'non-functional in v1.11+; use the "sysctls" field instead',
};
const SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

function oldAnnotations({ spec, annotations }: PodParts, tell: Tell): void {
  for (const key in annotations) {
    const why = ANNOTATIONS[key];
    if (why) tell(`metadata.annotations[${key}]`, why);
    else if (key === SECCOMP_POD && !recordAt(spec, "securityContext")["seccompProfile"])
      tell(`metadata.annotations[${key}]`, SECCOMP);
  }
}

const VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};
/** Where the name of a field in messages is not the one in JSON. */
const VOLUME_NAMES: Readonly<Record<string, string>> = { storageos: "storageOS" };

function oldVolumes({ spec }: PodParts, tell: Tell): void {
  for (const [index, volume] of items(spec, "volumes").entries())
    for (const field in volume) {
      const why = VOLUMES[field];
      if (why) tell(`spec.volumes[${index}].${VOLUME_NAMES[field] ?? field}`, why);
    }
}

function repeatedHosts({ spec }: PodParts, tell: Tell): void {
  repeated(items(spec, "hostAliases"), "ip", (index, ip) =>
    tell(`spec.hostAliases[${index}].ip`, `duplicate ip "${ip}"`),
  );
}

function pullSecrets({ spec }: PodParts, tell: Tell): void {
  const secrets = items(spec, "imagePullSecrets");
  repeated(secrets, "name", (index, name) =>
    tell(`spec.imagePullSecrets[${index}].name`, `duplicate name "${name}"`),
  );
  for (const [index, secret] of secrets.entries())
    if (!secret["name"]) tell(`spec.imagePullSecrets[${index}].name`, 'invalid empty name ""');
}

function repeated(
  list: readonly OpenRecord[],
  field: string,
  again: (index: number, value: string) => void,
): void {
  if (list.length < 2) return;
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const value = textOf(item[field]);
    if (seen.has(value)) again(index, value);
    seen.add(value);
  }
}

function containersOf(spec: OpenRecord): readonly (readonly [OpenRecord, string])[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    items(spec, field).map((container, index) => [container, `spec.${field}[${index}]`] as const),
  );
}

function containerChecks({ spec, annotations }: PodParts, tell: Tell): void {
  for (const [container, at] of containersOf(spec)) {
    const key = `${SECCOMP_CONTAINER}${textOf(container["name"])}`;
    if (key in annotations && !recordAt(container, "securityContext")["seccompProfile"])
      tell(`metadata.annotations[${key}]`, SECCOMP);
    for (const field of ["limits", "requests"])
      fractions(
        recordAt(recordAt(container, "resources"), field),
        `${at}.resources.${field}`,
        tell,
      );
    hiddenVariables(items(container, "env"), at, tell);
  }
}

/** Parts of bytes, as in `100m`, which somebody took for megabytes. */
const FRACTION = /[mun]$/;

function fractions(amounts: OpenRecord, at: string, tell: Tell): void {
  for (const resource of ["memory", "ephemeral-storage"]) {
    const amount = textOf(amounts[resource]);
    if (FRACTION.test(amount)) tell(`${at}[${resource}]`, fractionText(amount));
  }
}

export function fractionText(amount: string): string {
  return `fractional byte value "${amount}" is invalid, must be an integer`;
}

export function isFraction(amount: string): boolean {
  return FRACTION.test(amount);
}

function hiddenVariables(variables: readonly OpenRecord[], at: string, tell: Tell): void {
  repeated(variables, "name", (index, name) => {
    const { value, valueFrom } = variables[index] ?? {};
    const before = `$(${name})`;
    // A value that builds on the one before is as it should be.
    if (!valueFrom && value !== before && textOf(value).includes(before)) return;
    const what = `hides previous definition of "${name}", which may be dropped when using apply`;
    tell(`${at}.env[${index}]`, what);
  });
}

interface Port {
  readonly at: string;
  readonly key: string;
  readonly name: string;
  readonly hostIP: string;
  readonly hostPort: number;
}

function ports({ spec }: PodParts, tell: Tell): void {
  const declared = containersOf(spec).flatMap(([container, place]) =>
    items(container, "ports").map((port, index) => portOf(port, `${place}.ports[${index}]`)),
  );
  const byKey = new Map<string, readonly Port[]>();
  for (const port of declared) {
    const others = byKey.get(port.key) ?? [];
    for (const other of others) {
      const how = overlap(port, other);
      if (how) tell(port.at, `${how} port definition with ${other.at}`);
    }
    byKey.set(port.key, [...others, port]);
  }
  portNames(declared, tell);
}

function portOf(port: OpenRecord, at: string): Port {
  return {
    at,
    key: `${textOf(port["containerPort"])}/${textOf(port["protocol"])}`,
    name: textOf(port["name"]),
    hostIP: textOf(port["hostIP"]),
    hostPort: Number(port["hostPort"] ?? 0),
  };
}

function overlap(port: Port, other: Port): string | undefined {
  if (port.hostIP === other.hostIP && port.hostPort === other.hostPort) return "duplicate";
  if (port.hostPort === 0 || other.hostPort === 0) return "overlapping";
  const oneIsAny = (port.hostIP === "") !== (other.hostIP === "");
  return port.hostPort === other.hostPort && oneIsAny ? "dangerously ambiguous" : undefined;
}

function portNames(declared: readonly Port[], tell: Tell): void {
  const byName = new Map<string, string>();
  for (const { name, at } of declared) {
    if (name === "") continue;
    const first = byName.get(name);
    if (first === undefined) byName.set(name, at);
    else
      tell(
        at,
        `duplicate port name "${name}" with ${first}, services and probes that select ports by name will use ${first}`,
      );
  }
}

function grace({ spec }: PodParts, tell: Tell): void {
  if (Number(spec["terminationGracePeriodSeconds"]) < 0)
    tell(
      "spec.terminationGracePeriodSeconds",
      "must be >= 0; negative values are invalid and will be treated as 1",
    );
}

function affinities({ spec }: PodParts, tell: Tell): void {
  const affinity = recordAt(spec, "affinity");
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const terms = recordAt(affinity, kind);
    for (const [when, inner] of AFFINITY_TERMS)
      for (const [index, term] of items(terms, when).entries()) {
        const selecting = inner === "" ? term : recordAt(term, inner);
        const at = ["spec.affinity", kind, `${when}[${index}]`, inner, "labelSelector"];
        if (!selecting["labelSelector"]) tell(at.filter(Boolean).join("."), MATCHES_NOTHING);
      }
  }
}

const AFFINITY_TERMS = [
  ["requiredDuringSchedulingIgnoredDuringExecution", ""],
  ["preferredDuringSchedulingIgnoredDuringExecution", "podAffinityTerm"],
] as const;
