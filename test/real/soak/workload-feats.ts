// What owns pods: made, rolled out, rolled back, scaled, taken away.

import { collectorHasRead } from "./collector.ts";
import { type Feat, must } from "./feat.ts";
import { type Found, condition, isTrue, kinds, number, selector, template } from "./kube.ts";

const {
  deployment,
  replicaSet,
  statefulSet,
  daemonSet,
  controllerRevision,
  pod,
  replicationController,
  node,
} = kinds;

const isReady = (found: Found): boolean => isTrue(found, "Ready");
const image = (found: Found): unknown =>
  (found.spec?.["containers"] as { image: string }[] | undefined)?.[0]?.image;
const rolledOut =
  (replicas: number) =>
  (found: Found): boolean =>
    found.status?.["observedGeneration"] === found.metadata.generation &&
    ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"].every(
      (name) => number(found.status, name) === replicas,
    );

const deployments: Feat = {
  name: "deployments",
  async run(kube) {
    const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    const spec = { replicas: 4, strategy, ...selector("web"), template: template("web", "img:1") };
    await kube.create(deployment, "web", { spec });
    await kube.until("available", deployment, "web", rolledOut(4));
    await kube.patch(deployment, "web", { spec: { template: template("web", "img:2") } });
    await kube.until("rolled out", deployment, "web", rolledOut(4));
    await kube.count(pod, "app=web", 4, (one) => isReady(one) && image(one) === "img:2");
    await kube.patch(deployment, "web", { spec: { template: template("web", "img:1") } });
    const back = await kube.until("rolled back", deployment, "web", rolledOut(4));
    must(condition(back, "Progressing")?.["reason"] === "NewReplicaSetAvailable", "progress", back);
    const revisions = (await kube.list(replicaSet, "app=web")).map(
      ({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"],
    );
    must(
      new Set(revisions).symmetricDifference(new Set(["2", "3"])).size === 0,
      "2 and 3",
      revisions,
    );
    await kube.patch(deployment, "web", { spec: { replicas: 0 } }, { subresource: "scale" });
    await kube.count(pod, "app=web", 0);
    await kube.patch(deployment, "web", { spec: { replicas: 2 } }, { subresource: "scale" });
    await kube.count(pod, "app=web", 2, isReady);
    await kube.delete(deployment, "web", "Foreground");
    await kube.gone(deployment, "web");
    await kube.count(replicaSet, "app=web", 0);
    await kube.count(pod, "app=web", 0);
  },
};

const statefulSets: Feat = {
  name: "statefulsets",
  async run(kube) {
    const spec = {
      replicas: 3,
      serviceName: "db",
      ...selector("db"),
      template: template("db", "img:1"),
    };
    const steps: string[] = [];
    const ready = new Set<string>();
    const end = kube.watch(pod, (type, one) => {
      const { name, uid = "" } = one.metadata;
      if (type !== "MODIFIED") steps.push(`${type} ${name}`);
      if (!isReady(one) || ready.has(uid)) return;
      ready.add(uid);
      steps.push(`ready ${name}`);
    });
    await kube.create(statefulSet, "db", { spec });
    await kube.until("available", statefulSet, "db", rolledOut(3));
    const inOrder = ["db-0", "db-1", "db-2"].flatMap((name) => [`ADDED ${name}`, `ready ${name}`]);
    must(steps.splice(0).join() === inOrder.join(), "pods made one after the other", steps);
    await kube.patch(statefulSet, "db", { spec: { template: template("db", "img:2") } });
    const updated = await kube.until("updated", statefulSet, "db", rolledOut(3));
    const { currentRevision, updateRevision } = updated.status ?? {};
    must(currentRevision === updateRevision, "one revision", updated.status);
    end();
    const replaced = ["db-2", "db-1", "db-0"].flatMap((name) => [
      `DELETED ${name}`,
      `ADDED ${name}`,
      `ready ${name}`,
    ]);
    must(steps.join() === replaced.join(), "pods replaced from the last on", steps);
    await kube.count(controllerRevision, "app=db", 2);
    await kube.count(pod, "app=db", 3, (one) => image(one) === "img:2");
    await kube.patch(statefulSet, "db", { spec: { replicas: 1 } }, { subresource: "scale" });
    const [left] = await kube.count(pod, "app=db", 1);
    must(left?.metadata.name === "db-0", "the first left", left?.metadata.name);
    await collectorHasRead(kube, pod, template("ownerless"));
    await kube.delete(statefulSet, "db", "Orphan");
    await kube.gone(statefulSet, "db");
    const [orphan] = await kube.list(pod, "app=db");
    must((orphan?.metadata.ownerReferences ?? []).length === 0, "an orphan", orphan);
    await kube.delete(pod, "db-0");
    await kube.gone(pod, "db-0");
  },
};

const daemonSets: Feat = {
  name: "daemonsets",
  async run(kube) {
    const [label, added] = [kube.namespace, `${kube.namespace}-added`];
    const spread = { nodeSelector: { "kubernetes.io/os": "linux" } };
    const nodes = (await kube.list(node, "kubernetes.io/os=linux")).length;
    const spec = (name: string) => ({ ...selector("d"), template: template("d", name, spread) });
    must(nodes > 1, "several nodes", nodes);
    await kube.create(daemonSet, "d", { spec: spec("img:1") });
    const everywhere = (found: Found): boolean =>
      number(found.status, "numberAvailable") === number(found.status, "desiredNumberScheduled") &&
      number(found.status, "updatedNumberScheduled") ===
        number(found.status, "desiredNumberScheduled") &&
      number(found.status, "desiredNumberScheduled") >= nodes &&
      found.status?.["observedGeneration"] === found.metadata.generation;
    await kube.until("everywhere", daemonSet, "d", everywhere);
    await kube.create(node, added, {}, { labels: { "kubernetes.io/os": "linux", feat: label } });
    const onAdded = async (): Promise<number> =>
      (await kube.list(pod, "app=d")).filter(({ spec }) => spec?.["nodeName"] === added).length;
    while ((await onAdded()) === 0) await Bun.sleep(100);
    await kube.patch(daemonSet, "d", { spec: spec("img:2") });
    await kube.until("updated", daemonSet, "d", everywhere);
    await kube.delete(node, added);
    while ((await onAdded()) > 0) await Bun.sleep(100);
    await kube.delete(daemonSet, "d", "Foreground");
    await kube.gone(daemonSet, "d");
  },
};

const adoption: Feat = {
  name: "adoption",
  async run(kube) {
    const owners = ({ metadata }: Found): string =>
      (metadata.ownerReferences ?? []).map(({ kind }) => kind).join();
    await kube.create(pod, "stray", template("rc").valueOf(), { labels: { app: "rc" } });
    await kube.create(replicationController, "rc", {
      spec: { replicas: 2, selector: { app: "rc" }, template: template("rc") },
    });
    await kube.count(pod, "app=rc", 2, (one) => owners(one) === "ReplicationController");
    await kube.patch(pod, "stray", { metadata: { labels: { app: "none" } } });
    await kube.count(pod, "app=rc", 2, (one) => owners(one) === "ReplicationController");
    await kube.until("released", pod, "stray", (one) => owners(one) === "");
    await kube.delete(replicationController, "rc");
    await kube.count(pod, "app=rc", 0);
  },
};

export const workloadFeats: readonly Feat[] = [deployments, statefulSets, daemonSets, adoption];
