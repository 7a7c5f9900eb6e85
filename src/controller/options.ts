// What a controller is started with, and what comes back.

import type { Clock, Logger } from "../base/index.ts";
import type { Client } from "../client/index.ts";
import type { Stage } from "../stage/index.ts";
import type { ControllerMetrics } from "./metrics.ts";

/** Which nodes, and so which pods, are simulated. */
export type Manage =
  | { readonly kind: "all" }
  | { readonly kind: "node"; readonly name: string }
  /** Those that all given selectors choose. */
  | {
      readonly kind: "selected";
      /** A label selector, evaluated by the API server. */
      readonly labels?: string | undefined;
      /** The same grammar over annotations, evaluated here. */
      readonly annotations?: string | undefined;
    };

/** One of several controllers that share the nodes; nodes fall to shards by rendezvous hash of their names. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Controllers of one team share all objects among those that are alive, see membership.ts. */
export interface TeamOptions {
  readonly name: string;
  /** Unique to this process. */
  readonly identity: string;
  /** How long a member that died is waited for. */
  readonly leaseSeconds?: number | undefined;
}

export interface LeaseOptions {
  readonly durationSeconds: number;
  readonly renewMs: number;
}

/** Where the controller answers for its health and metrics. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 picks a free one. */
  readonly port: number;
}

export interface ControllerOptions {
  readonly client: Client;
  readonly stages: readonly Stage[];
  /** Also play the Stages kept in the cluster (kwok.x-k8s.io/v1alpha1), and take up their changes. */
  readonly stageResources?: boolean | undefined;
  readonly manage: Manage;
  /** Undefined: no node leases. */
  readonly lease?: LeaseOptions | undefined;
  readonly seed: number | string;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** Requests for stages under way at once; leases have a pool of their own. */
  readonly inFlightMax?: number | undefined;
  /** The range pod addresses are cut from for nodes without a podCIDR. */
  readonly cidr?: string | undefined;
  /** What nodes say of their kubelet. */
  readonly nodeIp?: string | undefined;
  readonly nodeName?: string | undefined;
  readonly nodePort?: number | undefined;
  /** A fixed share. */
  readonly shard?: Shard | undefined;
  /** A share that follows who is alive; instead of `shard`. */
  readonly team?: TeamOptions | undefined;
  readonly listen?: ListenOptions | undefined;
  readonly version?: string | undefined;
}

export interface ControllerHandle {
  /** Settles when everything that existed at the start has been looked at; rejects when stopped before. */
  readonly synced: Promise<void>;
  /** The listener's address, such as `http://127.0.0.1:10247`; undefined without one. */
  readonly url: string | undefined;
  metrics(): ControllerMetrics;
  /** Takes nothing new, waits for what is under way (bounded), and ends every watch and timer. */
  stop(): Promise<void>;
}

export const IN_FLIGHT_MAX_DEFAULT = 64;
/** Sixteen million addresses: 65,536 nodes of 254 pods. */
export const CIDR_DEFAULT = "10.0.0.0/8";
export const NODE_IP_DEFAULT = "127.0.0.1";
export const NODE_PORT_DEFAULT = 10_250;
