// Jobs that succeed, fail, are suspended and forgotten; and those that a clock starts.

import { type Feat, must } from "./feat.ts";
import { type Found, condition, isTrue, kinds, number, template } from "./kube.ts";

const { job, cronJob, pod, node } = kinds;
const never = { restartPolicy: "Never" };

const indexed: Feat = {
  name: "indexed-job",
  async run(kube) {
    const completionMode = "Indexed";
    const spec = {
      completions: 4,
      parallelism: 2,
      completionMode,
      template: template("j", "i", never),
    };
    await kube.create(job, "j", { spec });
    const done = await kube.until("complete", job, "j", (one) => isTrue(one, "Complete"));
    must(done.status?.["completedIndexes"] === "0-3", "indexes 0-3", done.status);
    must(number(done.status, "succeeded") === 4, "four succeeded", done.status);
    const pods = await kube.list(pod, "batch.kubernetes.io/job-name=j");
    const finalizers = pods.flatMap(({ metadata }) => metadata.finalizers ?? []);
    must(finalizers.length === 0, "no finalizer left", finalizers);
  },
};

/** Nobody plays this node, so its pods do what they are told here. */
const failing: Feat = {
  name: "failing-job",
  async run(kube) {
    const machine = `${kube.namespace}-idle`;
    await kube.create(node, machine, {}, { labels: { idle: "true" } });
    const spec = {
      backoffLimit: 1,
      template: template("f", "i", {
        ...never,
        nodeName: machine,
        tolerations: [{ operator: "Exists" }],
      }),
    };
    await kube.create(job, "f", { spec });
    const failed = (): Promise<Found> =>
      kube.until("failed", job, "f", (one) => isTrue(one, "Failed"));
    const over = failed();
    for (let ended = false; !ended;) {
      for (const { metadata, status } of await kube.list(pod, "app=f"))
        if (status?.["phase"] !== "Failed") {
          const state = { terminated: { exitCode: 1, reason: "Error" } };
          const containerStatuses = [
            { name: "c", image: "i", imageID: "", ready: false, restartCount: 0, state },
          ];
          await kube.status(pod, metadata.name, { phase: "Failed", containerStatuses });
        }
      ended = await Promise.race([over.then(() => true), Bun.sleep(200).then(() => false)]);
    }
    const reason = condition(await over, "Failed")?.["reason"];
    must(reason === "BackoffLimitExceeded", "BackoffLimitExceeded", reason);
    await kube.delete(job, "f", "Foreground");
    await kube.gone(job, "f");
    await kube.delete(node, machine);
  },
};

const suspended: Feat = {
  name: "suspended-job",
  async run(kube) {
    const spec = { suspend: true, ttlSecondsAfterFinished: 2, template: template("s", "i", never) };
    await kube.create(job, "s", { spec });
    await kube.until("suspended", job, "s", (one) => isTrue(one, "Suspended"));
    await kube.patch(job, "s", { spec: { suspend: false } });
    // It may be forgotten before anybody saw that it was complete.
    await kube.gone(job, "s");
    await kube.count(pod, "app=s", 0);
  },
};

const scheduled: Feat = {
  name: "cronjob",
  async run(kube) {
    const jobTemplate = { spec: { template: template("t", "i", never) } };
    await kube.create(cronJob, "t", { spec: { schedule: "* * * * *", jobTemplate } });
    await kube.until(
      "fired",
      cronJob,
      "t",
      (one) => one.status?.["lastScheduleTime"] !== undefined,
    );
    await kube.until(
      "succeeded",
      cronJob,
      "t",
      (one) => one.status?.["lastSuccessfulTime"] !== undefined,
    );
    await kube.patch(cronJob, "t", { spec: { suspend: true } });
    await kube.delete(cronJob, "t", "Background");
    await kube.count(job, "", 0);
    await kube.count(pod, "app=t", 0);
  },
};

export const batchFeats: readonly Feat[] = [indexed, failing, suspended, scheduled];
