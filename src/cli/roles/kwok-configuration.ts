// KwokConfiguration documents of a kwok configuration file: each option is used, or has no meaning here and that is said,
// or would promise what is not kept and is refused. docs/kwok-options.md has the same table for people.

import { type Diagnostic, FailureError, messageOf, nearest } from "../../base/index.ts";
import type { OtherDocument } from "../../stage/index.ts";
import { type Listen, listenAddress } from "../flags/parsers.ts";

/** What a configuration may say instead of flags; flags win. */
export interface KwokOptions {
  readonly enableCrds?: readonly string[];
  readonly cidr?: string;
  readonly nodeIp?: string;
  readonly nodeName?: string;
  readonly nodePort?: number;
  readonly tlsCertFile?: string;
  readonly tlsPrivateKeyFile?: string;
  readonly manageAllNodes?: boolean;
  readonly manageSingleNode?: string;
  readonly manageNodesWithLabelSelector?: string;
  readonly manageNodesWithAnnotationSelector?: string;
  readonly serverAddress?: Listen;
  readonly enableDebuggingHandlers?: boolean;
  readonly nodeLeaseDurationSeconds?: number;
}

export interface ReadOptions {
  readonly options: KwokOptions;
  /** One for each option that was set and has no meaning here. */
  readonly notices: readonly string[];
}

const GROUP = "config.kwok.x-k8s.io/";
const API_VERSION = `${GROUP}v1alpha1`;

type Rule =
  | { readonly rule: "used"; readonly as: keyof KwokOptions; readonly value: Value }
  /** It changes how kwok does its work, not what comes of it. */
  | { readonly rule: "idle"; readonly why: string }
  | { readonly rule: "refused"; readonly why: string; readonly hint: string };
type Value = "text" | "number" | "boolean" | "texts" | "address";

const used = (as: keyof KwokOptions, value: Value = "text"): Rule => ({ rule: "used", as, value });
const idle = (why: string): Rule => ({ rule: "idle", why });
const places = idle("requests under way are bounded by --in-flight, for nodes and pods together");
const noRead = idle("pods are watched once for all nodes and never listed node by node");
const disregard: Rule = {
  rule: "refused",
  why: "nodes and pods are not left out by this selector, which kwok has deprecated",
  hint: "say so in the selectors of the stages",
};

const rules: Readonly<Record<string, Rule>> = {
  enableCRDs: used("enableCrds", "texts"),
  cidr: used("cidr"),
  nodeIP: used("nodeIp"),
  nodeName: used("nodeName"),
  nodePort: used("nodePort", "number"),
  tlsCertFile: used("tlsCertFile"),
  tlsPrivateKeyFile: used("tlsPrivateKeyFile"),
  manageSingleNode: used("manageSingleNode"),
  manageAllNodes: used("manageAllNodes", "boolean"),
  manageNodesWithAnnotationSelector: used("manageNodesWithAnnotationSelector"),
  manageNodesWithLabelSelector: used("manageNodesWithLabelSelector"),
  disregardStatusWithAnnotationSelector: disregard,
  disregardStatusWithLabelSelector: disregard,
  serverAddress: used("serverAddress", "address"),
  enableDebuggingHandlers: used("enableDebuggingHandlers", "boolean"),
  enableContentionProfiling: idle("there are no goroutines to profile"),
  enableProfilingHandler: idle("there are no goroutines to profile"),
  podPlayStageParallelism: places,
  nodePlayStageParallelism: places,
  nodeLeaseDurationSeconds: used("nodeLeaseDurationSeconds", "number"),
  nodeLeaseParallelism: idle("leases have 32 places of their own"),
  podsOnNodeSyncParallelism: noRead,
  enablePodsOnNodeSyncListPager: noRead,
  enablePodsOnNodeSyncStreamWatch: noRead,
};

/** Later documents win over earlier ones, option by option. Throws FailureError with every located problem. */
export function readKwokOptions(documents: readonly OtherDocument[]): ReadOptions {
  const reading = new Reading();
  for (const document of documents)
    if (document.apiVersion.startsWith(GROUP) && document.kind === "KwokConfiguration")
      reading.document(document);
  if (reading.diagnostics.length > 0) throw new FailureError(reading.diagnostics);
  return { options: reading.options, notices: reading.notices };
}

class Reading {
  readonly diagnostics: Diagnostic[] = [];
  readonly notices: string[] = [];
  options: KwokOptions = {};

  document({ apiVersion, object, place }: OtherDocument): void {
    const problem = (message: string, hint?: string, path?: string): void => {
      this.diagnostics.push({ ...place, message, hint, path, severity: "error" });
    };
    if (apiVersion !== API_VERSION)
      return problem(`KwokConfiguration has no version ${apiVersion}`, `use ${API_VERSION}`);
    const { options = {}, tracing } = object as {
      options?: Record<string, unknown>;
      tracing?: { endpoint?: string };
    };
    if (tracing?.endpoint)
      problem("kwokbench sends no traces", "leave tracing out", "tracing.endpoint");
    for (const [name, value] of Object.entries(options)) {
      const path = `options.${name}`;
      const rule = rules[name];
      if (!rule) {
        const close = nearest(name, Object.keys(rules));
        problem(`kwok has no option ${name}`, close && `did you mean ${close}?`, path);
      } else if (value !== "" && value !== null) this.option(name, rule, value, problem, path);
    }
  }

  private option(
    name: string,
    rule: Rule,
    value: unknown,
    problem: (message: string, hint?: string, path?: string) => void,
    path: string,
  ): void {
    switch (rule.rule) {
      case "refused":
        return problem(rule.why, rule.hint, path);
      case "idle":
        this.notices.push(`${name} has no meaning here: ${rule.why}`);
        return;
      case "used":
        try {
          this.options = { ...this.options, [rule.as]: valueOf(rule.value, value) };
        } catch (error) {
          problem(messageOf(error), undefined, path);
        }
    }
  }
}

/** Throws SyntaxError with a sentence. */
function valueOf(type: Value, value: unknown): unknown {
  const want = (is: boolean, what: string): unknown => {
    if (!is) throw new SyntaxError(`${JSON.stringify(value)} is not ${what}`);
    return value;
  };
  switch (type) {
    case "text":
      return want(typeof value === "string", "text");
    case "number":
      return want(Number.isInteger(value) && (value as number) >= 0, "a whole number ≥ 0");
    case "boolean":
      return want(typeof value === "boolean", "true or false");
    case "texts":
      return want(Array.isArray(value) && value.every((item) => typeof item === "string"), "texts");
    case "address":
      return listenAddress(want(typeof value === "string", "an address") as string);
  }
}
