// Jobs get a selector of their own and label their pods with it, unless the client insists on choosing
// (registry/batch/job/strategy.go).

import { recordAt } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

export const jobStrategy: Strategy = {
  orphansDependents: {
    warning:
      "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
  },

  prepareCreate(job) {
    const spec = recordAt(job, "spec");
    if (spec["manualSelector"] === true) return;
    const { uid = "", name } = job.metadata;
    const template = recordAt(spec, "template");
    const metadata = recordAt(template, "metadata");
    const selector = recordAt(spec, "selector");
    const labels = {
      ...recordAt(metadata, "labels"),
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": uid,
      "job-name": name,
    };
    job["spec"] = {
      ...spec,
      selector: {
        ...selector,
        matchLabels: {
          ...recordAt(selector, "matchLabels"),
          "batch.kubernetes.io/controller-uid": uid,
        },
      },
      template: { ...template, metadata: { ...metadata, labels } },
    };
  },

  /** A job without labels has those of its pods. */
  completeCreated(job) {
    const labels = recordAt(
      recordAt(recordAt(recordAt(job, "spec"), "template"), "metadata"),
      "labels",
    );
    if (Object.keys(job.metadata.labels ?? {}).length === 0 && Object.keys(labels).length > 0)
      job.metadata.labels = labels as Record<string, string>;
  },
};
