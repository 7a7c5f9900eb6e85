// Documents beside the Stages of a configuration file → settings. What is wrong with one is told with its file, line and
// path; the others count.

import { type Diagnostic, messageOf, nearest } from "../../base/index.ts";
import { parseQuantity } from "../../kube/index.ts";
import type { OtherDocument } from "../../stage/index.ts";
import {
  type AttachSpec,
  type ExecSpec,
  type ForwardSpec,
  type LogSpec,
  type SettingKind,
  type Spec,
  type UsageSpec,
  isSettingKind,
  specs,
} from "./schema.ts";
import type {
  AttachRule,
  ExecRule,
  ForwardRule,
  KubeletSettings,
  LogsRule,
  Rules,
  Scope,
  UsageRule,
  UsageValue,
} from "./types.ts";

export const SETTINGS_API_VERSION = "kwok.x-k8s.io/v1alpha1";

/** Kinds of a KWOK configuration file that are read elsewhere, or have nothing to say here. */
const OTHERS = ["Stage", "KwokConfiguration", "KwokctlConfiguration", "KwokctlResource"];

export interface ParsedSettings {
  readonly settings: KubeletSettings;
  readonly diagnostics: readonly Diagnostic[];
}

type Collected = { -readonly [Part in keyof KubeletSettings]: KubeletSettings[Part][number][] };

/** Reads the documents of KWOK's kinds; those of other groups are passed over. Never throws. */
export function parseSettings(documents: readonly OtherDocument[]): ParsedSettings {
  const collected: Collected = {
    logs: [],
    attaches: [],
    execs: [],
    forwards: [],
    usages: [],
    metrics: [],
  };
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    const { apiVersion, kind, place } = document;
    if (!apiVersion.startsWith("kwok.x-k8s.io/")) continue;
    const problem = (message: string, hint?: string, path?: string): void => {
      diagnostics.push({ ...place, message, hint, path, severity: "error" });
    };
    if (apiVersion !== SETTINGS_API_VERSION)
      problem(`${kind} has no version ${apiVersion}`, `use ${SETTINGS_API_VERSION}`);
    else if (isSettingKind(kind)) read(document, kind, collected, problem);
    else if (!OTHERS.includes(kind)) {
      const close = nearest(kind, Object.keys(specs));
      problem(`there is no kind ${kind}`, close && `did you mean ${close}?`);
    }
  }
  return { settings: collected, diagnostics };
}

type Problem = (message: string, hint?: string, path?: string) => void;

function read(
  { object }: OtherDocument,
  kind: SettingKind,
  collected: Collected,
  problem: Problem,
): void {
  const { metadata, spec } = object as {
    metadata?: { name?: string; namespace?: string };
    spec?: unknown;
  };
  const name = metadata?.name;
  if (!name) return problem("the object has no name", "give it metadata.name", "metadata.name");
  const parsed = specs[kind].safeParse(spec ?? {});
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      problem(message, undefined, ["spec", ...path].join("."));
    return;
  }
  const namespace = metadata?.namespace ?? "default";
  collect(kind, parsed.data, { name, namespace }, collected, problem);
}

function collect(
  kind: SettingKind,
  spec: Spec<SettingKind>,
  { name, namespace }: { name: string; namespace: string },
  collected: Collected,
  problem: Problem,
): void {
  const scope: Scope = kind.startsWith("Cluster")
    ? { kind: "cluster", selector: selectorOf(spec) }
    : { kind: "pod", namespace, name };
  if ("path" in spec) collected.metrics.push({ name, ...spec });
  else if ("logs" in spec) collected.logs.push(rules(scope, spec.logs, logsRule));
  else if ("attaches" in spec) collected.attaches.push(rules(scope, spec.attaches, attachRule));
  else if ("forwards" in spec) collected.forwards.push(rules(scope, spec.forwards, forwardRule));
  else if ("usages" in spec) {
    checkQuantities(spec.usages, problem);
    collected.usages.push(rules(scope, spec.usages, usageRule));
  } else collected.execs.push(rules(scope, spec.execs, execRule));
}

function selectorOf(spec: Spec<SettingKind>): { namespaces: string[]; names: string[] } {
  const { matchNamespaces: namespaces, matchNames: names } =
    "selector" in spec ? spec.selector : { matchNamespaces: [], matchNames: [] };
  return { namespaces, names };
}

function rules<In, Rule>(
  scope: Scope,
  specs: readonly In[],
  rule: (spec: In) => Rule,
): Rules<Rule> {
  return { scope, rules: specs.map(rule) };
}

function logsRule({ containers, logsFile, previousLogsFile }: LogSpec): LogsRule {
  return { containers, logsFile, previousLogsFile };
}

function attachRule({ containers, logsFile }: AttachSpec): AttachRule {
  return { containers, logsFile };
}

function execRule({ containers, local }: ExecSpec): ExecRule {
  const { workDir, envs = [], securityContext } = local ?? {};
  const { runAsUser, runAsGroup } = securityContext ?? {};
  return { containers, local: { workDir, envs, runAsUser, runAsGroup } };
}

function forwardRule({ ports, target, command }: ForwardSpec): ForwardRule {
  if (target) return { ports, target: { kind: "address", ...target } };
  return { ports, target: { kind: "command", argv: command ?? [] } };
}

function usageRule({ containers, usage }: UsageSpec): UsageRule {
  const entries = Object.entries(usage).map(([resource, { value, expression }]) => {
    const found: UsageValue =
      expression === undefined
        ? { kind: "value", text: String(value) }
        : { kind: "expression", text: expression };
    return [resource, found] as const;
  });
  return { containers, usage: Object.fromEntries(entries) };
}

function checkQuantities(usages: readonly UsageSpec[], problem: Problem): void {
  for (const [index, { usage }] of usages.entries())
    for (const [resource, { value }] of Object.entries(usage)) {
      if (value === undefined) continue;
      try {
        parseQuantity(value);
      } catch (error) {
        problem(messageOf(error), undefined, `spec.usages.${index}.usage.${resource}.value`);
      }
    }
}
