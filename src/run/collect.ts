// What the roles measured themselves, asked for once at the end: stage_reconcile comes from the controllers, since only
// they know when a stage was due.

import type { Logger } from "../base/index.ts";
import type { Cluster } from "../cluster/index.ts";
import type { Measurement } from "../measure/index.ts";

const ASK_TIMEOUT_MS = 10_000;

/** The part of a role's figures that a run reads; a role gives what it has. */
interface RoleFigures {
  readonly stageReconcile?: Readonly<Record<string, string>>;
  readonly watch?: Readonly<Record<string, { readonly resumes: number; readonly relists: number }>>;
}

/** Merges the figures of every component that gives any. A role that does not answer is logged: its row is missing. */
export async function collectRoles(
  cluster: Pick<Cluster, "components">,
  measurement: Measurement,
  logger: Logger,
): Promise<void> {
  await Promise.all(
    cluster.components.map(async ({ role, url }) => {
      if (url === undefined || role === "apiserver") return;
      try {
        const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
        const response = await fetch(`${url}/kwokbench/metrics.json`, { signal });
        merge((await response.json()) as RoleFigures, measurement);
      } catch (error) {
        logger.warn(`${role} did not give its figures`, { error: String(error) });
      }
    }),
  );
}

function merge(figures: RoleFigures, measurement: Measurement): void {
  for (const [stage, encoded] of Object.entries(figures.stageReconcile ?? {}))
    measurement.mergeHistogram("stage_reconcile", { stage }, encoded);
}
