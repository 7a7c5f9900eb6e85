// The marks kwokbench leaves on everything it makes, by which it finds it again and touches nothing else.

export const MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
export const MANAGED_BY = "kwokbench";
/** The run that made an object. */
export const RUN_LABEL = "kwokbench.dev/run";
/** The phase that made an object. */
export const PHASE_LABEL = "kwokbench.dev/phase";
/** On simulated nodes; in clusters that have real ones also a taint and the pods' node selector. */
export const SIMULATED_LABEL = "kwokbench.dev/simulated";
export { FAIL_LABEL } from "../kube/index.ts";
/** What the names of all namespaces kwokbench makes begin with. */
export const NAMESPACE_PREFIX = "kwokbench-";
