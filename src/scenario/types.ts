// The Scenario: what to do, defaulted, validated and immutable. Everything after the parser takes these as facts.
// Times are milliseconds, rates are per second; the unit is in the name.

import type { Resource } from "../kube/index.ts";

export const SCENARIO_API_VERSION = "kwokbench.dev/v1alpha1";

export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Variables after --set, as text or number; the Result records them. */
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  /** SHA-256 of the canonical scenario without seed, vars included: equal digests are comparable runs. */
  readonly digest: string;
  readonly seed: number;
  readonly cluster: ClusterSpec;
  readonly nodes: readonly NodeGroup[];
  readonly stages: StagesSpec;
  readonly phases: readonly Phase[];
  readonly thresholds: readonly Threshold[];
  readonly spans: readonly Span[];
  /** Prometheus endpoints read beside the cluster's own components. */
  readonly scrapes: readonly { readonly name: string; readonly url: string }[];
  readonly timeouts: { readonly nodesReadyMs: number; readonly settleMs: number };
  /** Left out of every latency metric: objects whose intended time falls in it. */
  readonly warmupMs: number;
}

export interface ClusterSpec {
  readonly provider: "embedded" | "binary" | "kubeconfig" | "kind";
  readonly scheduler:
    | { readonly kind: "embedded" }
    | { readonly kind: "external" }
    | { readonly kind: "binary"; readonly path: string; readonly config?: string | undefined };
  /** Who turns Deployments into ReplicaSets and Pods. */
  readonly controllerManager:
    | { readonly kind: "embedded" }
    | { readonly kind: "none" }
    | { readonly kind: "external" }
    | { readonly kind: "binary"; readonly path: string };
  /** How long a node may be silent before it is taken to be gone; undefined: the controller manager's own 50 s. */
  readonly nodeMonitorGraceMs: number | undefined;
  /** Who plays stages: ours in so many shards, or one that is there already. */
  readonly controller:
    { readonly kind: "embedded"; readonly shards: number } | { readonly kind: "external" };
  /** How the API server that the run starts serves and keeps; undefined where the cluster is there already. */
  readonly apiServer: ApiServerSpec | undefined;
  /** Admission plugins of an API server that the run starts, by kube-apiserver's names. */
  readonly admission: { readonly enable: readonly string[]; readonly disable: readonly string[] };
}

export interface ApiServerSpec {
  /** HTTPS, tokens and RBAC. */
  readonly secure: boolean;
  /** What a write waits for: nothing, the operating system, the disk. */
  readonly durability: "memory" | "log" | "fsync";
  /** Which objects get managedFields. */
  readonly managedFields: "applied" | "always";
}

export interface NodeGroup {
  readonly count: number;
  /** Name prefix: nodes are `<name>-000000`. */
  readonly name: string;
  /** A built-in node profile, the path of a manifest, or `inline`. */
  readonly profile: string;
  /** The manifest as JSON text with its holes (`${name}`, `${index}`, `${zone}`, `${phase}`, `${run}`) still in it. */
  readonly manifest: string;
  readonly zones: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly lease: { readonly durationSeconds: number; readonly renewMs: number };
  /** Requests in flight while nodes are created. */
  readonly inFlight: number;
}

export interface StagesSpec {
  readonly profile: "fast" | "realistic" | "chaos" | "none";
  /** Profiles played beside it. */
  readonly extras?: readonly ("volumes" | "dra")[] | undefined;
  /** KWOK Stage YAML files, resolved against the scenario's folder. */
  readonly files: readonly string[];
}

export type Arrival =
  /** Closed loop: so many requests in flight, the next when one ends; the intended time is when its turn came. */
  | { readonly kind: "asap"; readonly inFlight: number }
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  | { readonly kind: "poisson"; readonly ratePerSecond: number }
  | { readonly kind: "ramp"; readonly fromPerSecond: number; readonly toPerSecond: number };

/** What phases create: `count` objects of a template. */
export interface Template {
  readonly kind: string;
  /** Where objects of the kind live. */
  readonly resource: Resource;
  /** A built-in profile name, the path of a manifest, or `inline`. */
  readonly profile: string;
  /** The manifest as JSON text with its holes (`${name}`, `${index}`, `${namespace}`, `${phase}`, `${run}`) still in it. */
  readonly manifest: string;
  readonly namespaces: readonly string[];
  /** For workload kinds: pods each object stands for. */
  readonly replicas: number;
}

interface PhaseBase {
  readonly name: string;
  readonly arrival: Arrival;
  /** Undefined where the phase ends when its work does. */
  readonly durationMs: number | undefined;
  /** Whether the phase waits until what it started has finished (ready, gone), and how long at most. */
  readonly wait: boolean;
  /** Beyond the planned arrivals: for sending everything, and again for waiting. */
  readonly timeoutMs: number;
  /** What happens to nodes while the phase's own requests arrive. */
  readonly meanwhile: readonly Side[];
}

export type NodeAction =
  | { readonly action: "addNodes"; readonly group: NodeGroup }
  | { readonly action: "removeNodes"; readonly count: number }
  | {
      readonly action: "failNodes";
      readonly count: number;
      readonly recoverAfterMs: number | undefined;
    };

/** `afterMs`: from the phase's start until its own arrivals begin. */
export type Side = { readonly afterMs: number; readonly arrival: Arrival } & NodeAction;

export type Phase = PhaseBase &
  (
    | { readonly action: "create"; readonly template: Template; readonly count: number }
    /** Each arrival deletes the oldest pod of the template's set and creates another: the population is steady. */
    | { readonly action: "churn"; readonly template: Template; readonly ratePerSecond: number }
    | {
        readonly action: "delete";
        readonly kind: string;
        readonly from: string;
        readonly count: number | undefined;
      }
    | {
        readonly action: "scale";
        readonly kind: string;
        readonly from: string;
        readonly replicas: number;
      }
    | {
        readonly action: "rollout";
        readonly kind: string;
        readonly from: string;
        readonly annotation: string;
      }
    | NodeAction
    | { readonly action: "sleep" }
  );

/** `pod_startup.p99 < 5s`, `api_request{verb=POST}.p99 < 1s`, `pods_bound.rate >= 270/s`. */
export interface Threshold {
  readonly expression: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string | undefined;
  readonly statistic: string;
  readonly operator: "<" | "<=" | ">" | ">=";
  /** Seconds for latencies, per second for rates, bytes for memory, plain for counts and cores. */
  readonly bound: number;
  readonly abortOnFail: boolean;
  readonly delayAbortMs: number;
}

/** A user's own latency: from one condition on watched objects to another. */
export interface Span {
  readonly name: string;
  readonly from: SpanPoint;
  readonly to: SpanPoint;
  /** How the two objects are found to belong together. */
  readonly correlate: "name" | "owner" | { readonly label: string };
}

export interface SpanPoint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly labelSelector: string | undefined;
  /** `created`, `deleted`, `condition:Ready`, `condition:Ready=False`, `jq:.status.phase == "Done"` or `cel:…`. */
  readonly when: string;
}
