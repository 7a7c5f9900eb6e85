// What a stage's templates may ask of the world beside their object. The controller answers for a live cluster, a test
// for itself.

export interface StageEnvironment {
  readonly version: string;
  /** When this program started, in milliseconds since the epoch. */
  readonly startWallMs: number;
  wallMs(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** The address, name and port at which the simulated kubelet answers for every node. */
  readonly nodeIp: string;
  readonly nodeName: string;
  readonly nodePort: number;
  /** The node's own host addresses, one a family; empty when the node is unknown. */
  hostIps(nodeName: string): readonly string[];
  /** Addresses of the pod, one a family. The same uid gets the same ones until it is released. */
  podIps(nodeName: string, uid: string): readonly string[];
}
