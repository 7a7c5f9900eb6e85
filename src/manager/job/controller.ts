// Does what `decideJob` says.

import { kinds } from "../kinds.ts";
import { ownerReference } from "../workload/claims.ts";
import {
  type Context,
  type Controller,
  type Owner,
  OwnerController,
} from "../workload/owner-controller.ts";
import type { PodView } from "../workload/pod-view.ts";
import { all, makeOne, makeSlowly, removeAll } from "../workload/pod-writes.ts";
import { type PodTemplate, podFromTemplate } from "../workload/template.ts";
import { type JobObject, decideJob } from "./decide.ts";

const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

export function jobController(context: Context): Controller {
  const { pods, writer, clock } = context;
  /** When a pod of a job was last seen to have failed, by the job's uid. */
  const lastFailureMs = new Map<string, number>();
  const owners: OwnerController<JobObject, PodView> = new OwnerController(context, {
    resource: kinds.jobs,
    childResource: kinds.pods,
    children: pods,
    sync,
    forget: ({ object }) => lastFailureMs.delete(object.metadata.uid ?? ""),
  });
  pods.listen(({ before, after }) => {
    const failed = after?.phase === "Failed" && before?.phase !== "Failed";
    if (failed && after.owner && owners.ownerOf(after.owner.uid))
      lastFailureMs.set(after.owner.uid, clock.wallMs());
  });

  async function sync(owner: Owner<JobObject>): Promise<void> {
    const job = owner.object;
    const { uid = "", namespace = "", name } = job.metadata;
    const settled = owners.expectations.met(uid, clock.nowMs());
    const { children, writes: claims } = owners.claim(owner);
    await writer.writeAll(claims);
    const { createCount, createIndexes, remove, writes, lookAgainMs } = decideJob(
      job,
      children,
      settled,
      lastFailureMs.get(uid) ?? 0,
      clock.wallMs(),
    );
    if (lookAgainMs !== undefined) owners.queue.addAfter(`${namespace}/${name}`, lookAgainMs);
    const controlling = { writer, clock, expectations: owners.expectations, ownerUid: uid };
    const template = job.spec?.template ?? {};
    const reference = ownerReference(job, kinds.jobs);
    const pod = podFromTemplate(template, reference, { generateName: `${name}-` });
    await all([
      writer.writeAll(writes),
      makeSlowly(controlling, namespace, pod, createCount),
      ...createIndexes.map((index) => {
        const indexed = podFromTemplate(withIndex(template, index), reference, {
          generateName: `${name}-${index}-`,
        });
        return makeOne(controlling, namespace, indexed);
      }),
      removeAll(controlling, remove),
    ]);
  }

  return { queues: [owners.queue] };
}

/** The template with a pod's index in its labels, annotations, host name and every container's environment. */
function withIndex(template: PodTemplate, index: number): PodTemplate {
  const text = String(index);
  const { labels, annotations } = template.metadata ?? {};
  const withEnvironment = (containers: unknown): unknown =>
    Array.isArray(containers)
      ? containers.map((container: { env?: readonly unknown[] }) => ({
          ...container,
          env: [...(container.env ?? []), { name: "JOB_COMPLETION_INDEX", value: text }],
        }))
      : containers;
  const { containers, initContainers, ...spec } = template.spec ?? {};
  return {
    metadata: {
      ...template.metadata,
      labels: { ...labels, [COMPLETION_INDEX]: text },
      annotations: { ...annotations, [COMPLETION_INDEX]: text },
    },
    spec: {
      ...spec,
      containers: withEnvironment(containers),
      ...(initContainers !== undefined && { initContainers: withEnvironment(initContainers) }),
    },
  };
}
