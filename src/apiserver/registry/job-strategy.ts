// Jobs get a selector of their own and label their pods with it, unless the client insists on choosing
// (registry/batch/job/strategy.go).

import { recordAt } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

export const jobStrategy: Strategy = {
  prepareCreate(job) {
    const spec = recordAt(job, "spec");
    if (spec["manualSelector"] === true) return;
    const { uid = "", name } = job.metadata;
    const template = recordAt(spec, "template");
    const metadata = recordAt(template, "metadata");
    const labels = {
      ...recordAt(metadata, "labels"),
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": uid,
      "job-name": name,
    };
    job["spec"] = {
      ...spec,
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      template: { ...template, metadata: { ...metadata, labels } },
    };
  },
};
