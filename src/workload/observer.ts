// What the sender tells of each request; measuring is somebody else's.

export interface Operation {
  readonly phase: string;
  readonly verb: "create" | "delete" | "patch";
  /** Lower-case plural: `pods`. */
  readonly resource: string;
  readonly kind: string;
  /** `namespace/name`, or `name` for cluster-scoped objects. */
  readonly key: string;
  /** On the clock of the run: when the plan wanted it sent. */
  readonly intendedMs: number;
  /** What has to be seen for the operation to have done its work. */
  readonly goal: Goal;
}

/** `ready`: a pod or node; `settled`: a workload with all replicas; `gone`: deleted; `none`: nothing to wait for. */
export type Goal = "ready" | "gone" | "settled" | "none";

/** What the server said the object is after the write. */
export interface Answer {
  /** `metadata.generation`: the same as before where the patch changed nothing. */
  readonly generation: number | undefined;
}

export interface WorkloadObserver {
  /** Its time has come, before any queueing. */
  intended(operation: Operation): void;
  sent(operation: Operation, atMs: number): void;
  /** `answer` only of patches: a change is waited for until a status of its generation is seen. */
  acknowledged(operation: Operation, atMs: number, answer?: Answer): void;
  failed(operation: Operation, atMs: number, error: unknown): void;
}
