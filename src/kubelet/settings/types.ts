// What the KWOK kinds say, in the form the endpoints use: for a pod's container, find the rule that is about it.

/** Which pods a Cluster… object is about; an empty list is any. */
export interface PodSelector {
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
}

/** Where a rule's object stands: at one pod by its name, or at all that a selector chooses. */
export type Scope =
  | { readonly kind: "pod"; readonly namespace: string; readonly name: string }
  | { readonly kind: "cluster"; readonly selector: PodSelector };

/** Rules of one object, in order. */
export interface Rules<Rule> {
  readonly scope: Scope;
  readonly rules: readonly Rule[];
}

/** A rule about containers; with none named it is about those that no other rule names. */
export interface ContainerRule {
  readonly containers: readonly string[];
}

export interface LogsRule extends ContainerRule {
  readonly logsFile: string;
  readonly previousLogsFile: string | undefined;
}

export interface AttachRule extends ContainerRule {
  readonly logsFile: string;
}

export interface LocalExec {
  readonly workDir: string | undefined;
  readonly envs: readonly { readonly name: string; readonly value: string }[];
  readonly runAsUser: number | undefined;
  readonly runAsGroup: number | undefined;
}

export interface ExecRule extends ContainerRule {
  readonly local: LocalExec;
}

export type ForwardTarget =
  | { readonly kind: "address"; readonly address: string; readonly port: number }
  /** Its standard input and output are the connection. */
  | { readonly kind: "command"; readonly argv: readonly string[] };

export interface ForwardRule {
  /** Empty: those that no other rule names. */
  readonly ports: readonly number[];
  readonly target: ForwardTarget;
}

/** A quantity, or a CEL expression that gives one. */
export type UsageValue =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "expression"; readonly text: string };

export interface UsageRule extends ContainerRule {
  /** By resource: cpu, memory, or any other. */
  readonly usage: Readonly<Record<string, UsageValue>>;
}

export interface MetricBucket {
  readonly le: number;
  readonly value: string;
  readonly hidden: boolean;
}

export interface MetricRule {
  readonly name: string;
  readonly help: string;
  readonly kind: "gauge" | "counter" | "histogram";
  /** Values are CEL expressions. */
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  /** CEL; empty for histograms. */
  readonly value: string;
  readonly buckets: readonly MetricBucket[];
  readonly dimension: "node" | "pod" | "container";
}

/** One page of metrics of one's own. */
export interface MetricPage {
  readonly name: string;
  /** Begins with /metrics; {nodeName} stands for any node. */
  readonly path: string;
  readonly metrics: readonly MetricRule[];
}

export interface KubeletSettings {
  readonly logs: readonly Rules<LogsRule>[];
  readonly attaches: readonly Rules<AttachRule>[];
  readonly execs: readonly Rules<ExecRule>[];
  readonly forwards: readonly Rules<ForwardRule>[];
  readonly usages: readonly Rules<UsageRule>[];
  readonly metrics: readonly MetricPage[];
}
