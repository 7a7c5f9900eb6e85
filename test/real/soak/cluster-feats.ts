// What holds a cluster together: garbage, namespaces, quotas, endpoints, budgets, accounts, volumes, devices, silent nodes.

import { collectorHasRead } from "./collector.ts";
import { type Feat, must } from "./feat.ts";
import { type Found, Kube, condition, isTrue, kinds, number, selector, template } from "./kube.ts";

const {
  pod,
  configMap,
  secret,
  service,
  endpoints,
  endpointSlice,
  deployment,
  budget,
  namespace,
  resourceQuota,
  serviceAccount,
  persistentVolume,
  persistentVolumeClaim,
  storageClass,
  autoscaler,
  clusterRole,
  node,
  deviceClass,
  resourceSlice,
  resourceClaim,
  claimTemplate,
  admissionPolicy,
} = kinds;

const isReady = (found: Found): boolean => isTrue(found, "Ready");

async function createOwned(kube: Kube, owner: string, owned: string): Promise<void> {
  const { metadata } = await kube.create(configMap, owner, {});
  const ownerReferences = [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: owner,
      uid: metadata.uid,
      blockOwnerDeletion: true,
    },
  ];
  await kube.create(secret, owned, {}, { ownerReferences });
}

const garbage: Feat = {
  name: "garbage",
  async run(kube) {
    for (const policy of ["Background", "Foreground", "Orphan"] as const) {
      const [owner, owned] = [`owner-${policy}`.toLowerCase(), `owned-${policy}`.toLowerCase()];
      await createOwned(kube, owner, owned);
      await collectorHasRead(kube, secret);
      await kube.delete(configMap, owner, policy);
      await kube.gone(configMap, owner);
      if (policy !== "Orphan") await kube.gone(secret, owned);
      else {
        const { metadata } = await kube.get(secret, owned);
        must((metadata.ownerReferences ?? []).length === 0, "no owner", metadata);
      }
    }
  },
};

const namespaces: Feat = {
  name: "namespaces",
  async run({ client, namespace: own }) {
    const inner = new Kube(client, `${own}-inner`);
    await inner.create(namespace, inner.namespace, {});
    const spec = { replicas: 3, ...selector("web"), template: template("web") };
    await inner.create(deployment, "web", { spec });
    await inner.create(configMap, "held", {}, { finalizers: ["example.com/held"] });
    await inner.create(service, "web", {
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    await inner.count(pod, "app=web", 3, isReady);
    await inner.delete(namespace, inner.namespace);
    await inner.until("held by a finalizer", namespace, inner.namespace, (one) =>
      isTrue(one, "NamespaceFinalizersRemaining"),
    );
    await inner.patch(configMap, "held", { metadata: { finalizers: null } });
    await inner.gone(namespace, inner.namespace);
    for (const resource of [pod, deployment, configMap, service, endpointSlice])
      must((await inner.list(resource)).length === 0, `no ${resource.plural} left`);
  },
};

const quotas: Feat = {
  name: "quotas",
  async run(kube) {
    const hard = { "count/configmaps": "5", pods: "2" };
    await kube.create(resourceQuota, "q", { spec: { hard } });
    const used = (found: Found): Record<string, string> =>
      (found.status?.["used"] ?? {}) as Record<string, string>;
    await kube.until("counted", resourceQuota, "q", (one) => used(one)["pods"] === "0");
    const before = Number(used(await kube.get(resourceQuota, "q"))["count/configmaps"]);
    await kube.create(configMap, "one", {});
    await kube.create(pod, "one", template("q"));
    const counted = (one: Found): boolean =>
      used(one)["pods"] === "1" && Number(used(one)["count/configmaps"]) > before;
    await kube.until("used", resourceQuota, "q", counted);
    await kube.delete(pod, "one");
    await kube.until("given back", resourceQuota, "q", (one) => used(one)["pods"] === "0");
  },
};

const services: Feat = {
  name: "endpoints",
  async run(kube) {
    const ports = [{ port: 80, targetPort: 8080 }];
    await kube.create(service, "s", { spec: { selector: { app: "s" }, ports } });
    await kube.create(deployment, "s", {
      spec: { replicas: 3, ...selector("s"), template: template("s") },
    });
    const label = "kubernetes.io/service-name=s";
    const ready = (slice: Found): unknown[] =>
      ((slice["endpoints"] ?? []) as { conditions?: { ready?: boolean } }[]).filter(
        ({ conditions }) => conditions?.ready === true,
      );
    await kube.count(endpointSlice, label, 1, (slice) => ready(slice).length === 3);
    const addresses = (found: Found): unknown[] =>
      ((found["subsets"] ?? []) as { addresses?: unknown[] }[]).flatMap(
        ({ addresses }) => addresses ?? [],
      );
    await kube.until("addresses", endpoints, "s", (one) => addresses(one).length === 3);
    await kube.patch(deployment, "s", { spec: { replicas: 1 } }, { subresource: "scale" });
    await kube.count(endpointSlice, label, 1, (slice) => ready(slice).length === 1);
    await kube.delete(service, "s");
    await kube.count(endpointSlice, label, 0);
  },
};

const budgets: Feat = {
  name: "budgets",
  async run(kube) {
    await kube.create(deployment, "b", {
      spec: { replicas: 3, ...selector("b"), template: template("b") },
    });
    await kube.count(pod, "app=b", 3, isReady);
    await kube.create(budget, "b", { spec: { minAvailable: 2, ...selector("b") } });
    const allows = (count: number) => (one: Found) =>
      number(one.status, "disruptionsAllowed") === count &&
      number(one.status, "expectedPods") === 3;
    await kube.until("one disruption allowed", budget, "b", allows(1));
    const [first, second] = await kube.list(pod, "app=b");
    const evict = (name = ""): Promise<string> =>
      kube.post(pod, name, "eviction", {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name, namespace: kube.namespace },
      });
    await evict(first?.metadata.name);
    const refused = await evict(second?.metadata.name).then(
      () => "evicted",
      (error: unknown) => String(error),
    );
    // Between the two the pod may have been replaced already.
    must(/disruption budget|evicted/.test(refused), "a refusal by the budget", refused);
    await kube.count(pod, "app=b", 3, isReady);
    await kube.until("one disruption allowed again", budget, "b", allows(1));
  },
};

const accounts: Feat = {
  name: "accounts",
  async run(kube) {
    await kube.until("made", serviceAccount, "default", () => true);
    await kube.until("made", configMap, "kube-root-ca.crt", () => true);
    await kube.delete(serviceAccount, "default");
    await kube.until("made again", serviceAccount, "default", () => true);
    const token = await kube.post(serviceAccount, "default", "token", {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 600 },
    });
    must(token.includes('"token":"'), "a token", token);
  },
};

const volumes: Feat = {
  name: "volumes",
  async run(kube) {
    const name = kube.namespace;
    const volume = (storageClassName: string) => ({
      spec: {
        storageClassName,
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        hostPath: { path: "/tmp" },
      },
    });
    const claim = (storageClassName: string) => ({
      spec: {
        storageClassName,
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
      },
    });
    const bound = (one: Found): boolean => one.status?.["phase"] === "Bound";
    await kube.create(persistentVolume, name, volume(""));
    await kube.create(persistentVolumeClaim, "direct", {
      spec: { ...claim("").spec, volumeName: name },
    });
    await kube.until("bound", persistentVolumeClaim, "direct", bound);
    await kube.until("bound", persistentVolume, name, bound);
    await kube.create(storageClass, name, {
      provisioner: "kubernetes.io/no-provisioner",
      volumeBindingMode: "WaitForFirstConsumer",
    });
    await kube.create(persistentVolume, `${name}-late`, volume(name));
    await kube.create(persistentVolumeClaim, "late", claim(name));
    await kube.create(
      pod,
      "uses",
      template("v", "i", {
        volumes: ["direct", "late"].map((claimName) => ({
          name: claimName,
          persistentVolumeClaim: { claimName },
        })),
      }),
    );
    await kube.until("bound", persistentVolumeClaim, "late", bound);
    await kube.until("running", pod, "uses", isReady);
    await kube.delete(persistentVolumeClaim, "direct");
    const { metadata } = await kube.get(persistentVolumeClaim, "direct");
    must(
      metadata.finalizers?.includes("kubernetes.io/pvc-protection") === true,
      "protected",
      metadata,
    );
    await kube.delete(pod, "uses");
    await kube.gone(persistentVolumeClaim, "direct");
    await kube.until(
      "released",
      persistentVolume,
      name,
      (one) => one.status?.["phase"] === "Released",
    );
    await kube.delete(persistentVolumeClaim, "late");
    await kube.gone(persistentVolumeClaim, "late");
    for (const each of [name, `${name}-late`]) await kube.delete(persistentVolume, each);
    for (const each of [name, `${name}-late`]) await kube.gone(persistentVolume, each);
    await kube.delete(storageClass, name);
  },
};

const autoscaling: Feat = {
  name: "autoscaling",
  async run(kube) {
    await kube.create(deployment, "h", {
      spec: { replicas: 1, ...selector("h"), template: template("h") },
    });
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "h" };
    await kube.create(autoscaler, "h", {
      spec: { scaleTargetRef, minReplicas: 3, maxReplicas: 5 },
    });
    await kube.count(pod, "app=h", 3, isReady);
    await kube.until("able to scale", autoscaler, "h", (one) => isTrue(one, "AbleToScale"));
    await kube.delete(autoscaler, "h");
  },
};

const aggregation: Feat = {
  name: "aggregated-roles",
  async run(kube) {
    const [whole, part] = [`${kube.namespace}-whole`, `${kube.namespace}-part`];
    const labels = { part: kube.namespace };
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
    const clusterRoleSelectors = [{ matchLabels: labels }];
    await kube.create(clusterRole, whole, { aggregationRule: { clusterRoleSelectors }, rules: [] });
    await kube.create(clusterRole, part, { rules }, { labels });
    await kube.until("aggregated", clusterRole, whole, (one) =>
      Bun.deepEquals(one["rules"], rules),
    );
    for (const name of [whole, part]) await kube.delete(clusterRole, name);
  },
};

const policies: Feat = {
  name: "admission-policies",
  async run(kube) {
    const name = kube.namespace;
    await kube.create(admissionPolicy, name, {
      spec: {
        failurePolicy: "Ignore",
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["apps"],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["deployments"],
            },
          ],
        },
        validations: [
          { expression: "object.spec.replicas <= 5" },
          { expression: "object.spec.nope == 1" },
        ],
      },
    });
    const checked = await kube.until(
      "type checked",
      admissionPolicy,
      name,
      (one) => number(one.status, "observedGeneration") === 1,
    );
    const warnings = JSON.stringify(checked.status?.["typeChecking"]);
    must(warnings.includes("undefined field 'nope'"), "a warning about nope", checked.status);
    await kube.delete(admissionPolicy, name);
  },
};

const devices: Feat = {
  name: "devices",
  async run(kube) {
    const driver = `${kube.namespace}.example.com`;
    const [{ metadata } = { metadata: { name: "" } }] = await kube.list(node, "feat=none");
    await kube.create(deviceClass, driver, {
      spec: { selectors: [{ cel: { expression: `device.driver == "${driver}"` } }] },
    });
    await kube.create(resourceSlice, driver, {
      spec: {
        driver,
        nodeName: metadata.name,
        pool: { name: "p", generation: 1, resourceSliceCount: 1 },
        devices: [{ name: "gpu-0" }],
      },
    });
    const request = { name: "gpu", exactly: { deviceClassName: driver } };
    await kube.create(claimTemplate, "gpu", {
      spec: { spec: { devices: { requests: [request] } } },
    });
    const containers = [{ name: "c", image: "i", resources: { claims: [{ name: "gpu" }] } }];
    const resourceClaims = [{ name: "gpu", resourceClaimTemplateName: "gpu" }];
    await kube.create(pod, "uses", template("g", "i", { containers, resourceClaims }));
    const used = await kube.until("running", pod, "uses", isReady);
    must(used.spec?.["nodeName"] === metadata.name, "on the device's node", used.spec);
    const [claim] = await kube.count(resourceClaim, "", 1, (one) => one.status !== undefined);
    must(JSON.stringify(claim?.status).includes("gpu-0"), "the device allocated", claim?.status);
    await kube.delete(pod, "uses");
    await kube.count(resourceClaim, "", 0);
    await kube.delete(resourceSlice, driver);
    await kube.delete(deviceClass, driver);
  },
};

/** A node whose kubelet says that it is not ready: nobody plays it, so it stays so. */
const sickNodes: Feat = {
  name: "sick-nodes",
  async run(kube) {
    const machine = `${kube.namespace}-sick`;
    const heard = (status: string): object => {
      const now = new Date().toISOString().replace(/\.\d+/, "");
      const ready = {
        type: "Ready",
        status,
        reason: "Kubelet",
        message: "",
        lastHeartbeatTime: now,
      };
      return { conditions: [{ ...ready, lastTransitionTime: now }] };
    };
    await kube.create(node, machine, {}, { labels: { idle: "true" } });
    await kube.status(node, machine, heard("True"));
    const taints = (one: Found): string =>
      ((one.spec?.["taints"] ?? []) as { key: string; effect: string }[])
        .map(({ key, effect }) => `${key}:${effect}`)
        .sort()
        .join();
    await kube.until("free of taints", node, machine, (one) => taints(one) === "");
    const soon = ["not-ready", "unreachable"].map((word) => ({
      key: `node.kubernetes.io/${word}`,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 1,
    }));
    await kube.create(pod, "on-it", template("n", "i", { nodeName: machine, tolerations: soon }));
    await kube.status(node, machine, heard("False"));
    await kube.until("tainted", node, machine, (one) =>
      taints(one).includes("not-ready:NoExecute"),
    );
    const evicted = await kube.until(
      "evicted",
      pod,
      "on-it",
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    const reason = condition(evicted, "DisruptionTarget")?.["reason"];
    must(reason === "DeletionByTaintManager", "the taint manager's mark", evicted.status);
    await kube.delete(node, machine);
    // Its kubelet will never tell that the pod has ended; the pod garbage collector does.
    await kube.gone(pod, "on-it");
  },
};

export const clusterFeats: readonly Feat[] = [
  garbage,
  namespaces,
  quotas,
  services,
  budgets,
  accounts,
  volumes,
  autoscaling,
  aggregation,
  policies,
  devices,
  sickNodes,
];
