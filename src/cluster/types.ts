// What every provider takes and gives: the request for a cluster, and the cluster.

import type { Logger } from "../base/index.ts";
import type { Endpoint } from "../client/index.ts";

/** One process of the cluster. */
export interface Component {
  /** `apiserver`, `controller`, `scheduler`, `controller-manager`, `etcd`: the row's name in the report. */
  readonly role: string;
  readonly version: string;
  readonly pid: number;
  /** Where our own roles give their figures: `<url>/kwokbench/metrics.json`. */
  readonly url: string | undefined;
  /** Its Prometheus metrics, where they are not behind the API server's own address. */
  readonly metricsUrl?: string | undefined;
}

export interface Cluster {
  readonly endpoint: Endpoint;
  /** What the API server says of itself at /version, such as `v1.36.3`. */
  readonly serverVersion: string;
  readonly components: readonly Component[];
  /** Settings of the API server, if it was started here. */
  readonly apiServer: ApiServerSettings | undefined;
  /** Client limits of a real scheduler started here (`qps` in requests per second). */
  readonly schedulerClient?: { readonly qps: number; readonly burst: number } | undefined;
  /** Sentences on how this cluster differs from a real one; every report carries them. */
  readonly fidelity: readonly string[];
  /** Settles, with a sentence, when a component ends that nobody asked to end. Never rejects. */
  readonly failed: Promise<string>;
  /** Ends what was started, in the reverse order; waits until it is gone. */
  dispose(): Promise<void>;
}

/** Which provider, and which components. The fields have the names of a Scenario's, which can be spread into it. */
export interface ClusterRequest {
  readonly provider: "embedded" | "binary" | "kubeconfig" | "kind";
  readonly scheduler:
    | { readonly kind: "embedded" }
    | { readonly kind: "external" }
    | { readonly kind: "binary"; readonly path: string; readonly config?: string | undefined };
  readonly controllerManager:
    | { readonly kind: "embedded" }
    | { readonly kind: "none" }
    | { readonly kind: "external" }
    | { readonly kind: "binary"; readonly path: string };
  /** How long a node may be silent before a manager that is started takes it to be gone; undefined: its own default. */
  readonly nodeMonitorGraceMs?: number | undefined;
  readonly controller:
    { readonly kind: "embedded"; readonly shards: number } | { readonly kind: "external" };
  /** How an API server that is started serves and keeps; undefined: as the provider does by itself. */
  readonly apiServer?: ApiServerRequest | undefined;
  /** Admission plugins of an API server that is started: to run besides the usual ones, and not to run. */
  readonly admission?: AdmissionRequest;
  readonly stages: {
    readonly profile: string;
    readonly extras?: readonly string[] | undefined;
    readonly files: readonly string[];
  };
  readonly lease: { readonly durationSeconds: number; readonly renewMs: number };
  readonly seed: number;
  readonly kubeconfig: {
    readonly file?: string | undefined;
    readonly context?: string | undefined;
  };
  /** For clusters that are stopped and started again; undefined: a free port, and no data is kept. */
  readonly server?: ServerRequest | undefined;
  /** `kwokbench.dev/run=<id>`: on an existing cluster only nodes with this label are simulated. */
  readonly nodeSelector: string;
}

export interface ApiServerRequest {
  /** HTTPS, tokens and RBAC; a real kube-apiserver always does it. */
  readonly secure: boolean;
  /** What a write waits for: nothing, the operating system, the disk. */
  readonly durability: "memory" | "log" | "fsync";
  /** Which objects get managedFields; a real kube-apiserver knows only `always`. */
  readonly managedFields: "applied" | "always";
}

export interface AdmissionRequest {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

export interface ApiServerSettings extends ApiServerRequest {
  readonly admission: AdmissionRequest;
}

/** An API server that is the same one when it is started again. */
export interface ServerRequest {
  readonly port: number;
  /** Whether its data is kept, in the folder `data` of the cluster's directory. */
  readonly keepsData: boolean;
  /** Of the controllers' kubelets, in the order of the controllers: nodes remember where theirs is. Free ones where absent. */
  readonly kubeletPorts?: readonly number[] | undefined;
}

/** What every provider is given. */
export interface ClusterContext {
  /** How to start this very program in another role: the executable, and its script when not compiled. */
  readonly selfCommand: readonly string[];
  readonly version: string;
  /** Where logs, certificates and data of this cluster go. */
  readonly directory: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}
