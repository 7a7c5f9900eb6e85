// One feat's hands on the cluster: typed calls in a namespace of its own, and waiting for what controllers do.

import { ApiError, type Client, type PatchOptions, reflect } from "../../../src/client/index.ts";
import { type KubeObject, type Resource, objectPath } from "../../../src/kube/index.ts";

const WITHIN_MS = 150_000;
const LOOK_MS = 100;

type Fields = Readonly<Record<string, unknown>>;

/** Any object, read field by field. */
export interface Found extends KubeObject {
  readonly spec?: Fields;
  readonly status?: Fields;
}

const kind = (apiVersion: string, name: string, plural: string, namespaced = true): Resource => {
  const [version = "", group = ""] = apiVersion.split("/").toReversed();
  return { group, version, plural, kind: name, namespaced };
};

export const kinds = {
  pod: kind("v1", "Pod", "pods"),
  node: kind("v1", "Node", "nodes", false),
  namespace: kind("v1", "Namespace", "namespaces", false),
  configMap: kind("v1", "ConfigMap", "configmaps"),
  secret: kind("v1", "Secret", "secrets"),
  service: kind("v1", "Service", "services"),
  endpoints: kind("v1", "Endpoints", "endpoints"),
  serviceAccount: kind("v1", "ServiceAccount", "serviceaccounts"),
  replicationController: kind("v1", "ReplicationController", "replicationcontrollers"),
  resourceQuota: kind("v1", "ResourceQuota", "resourcequotas"),
  persistentVolume: kind("v1", "PersistentVolume", "persistentvolumes", false),
  persistentVolumeClaim: kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  deployment: kind("apps/v1", "Deployment", "deployments"),
  replicaSet: kind("apps/v1", "ReplicaSet", "replicasets"),
  statefulSet: kind("apps/v1", "StatefulSet", "statefulsets"),
  daemonSet: kind("apps/v1", "DaemonSet", "daemonsets"),
  controllerRevision: kind("apps/v1", "ControllerRevision", "controllerrevisions"),
  job: kind("batch/v1", "Job", "jobs"),
  cronJob: kind("batch/v1", "CronJob", "cronjobs"),
  autoscaler: kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  budget: kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  endpointSlice: kind("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  storageClass: kind("storage.k8s.io/v1", "StorageClass", "storageclasses", false),
  clusterRole: kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false),
  deviceClass: kind("resource.k8s.io/v1", "DeviceClass", "deviceclasses", false),
  resourceSlice: kind("resource.k8s.io/v1", "ResourceSlice", "resourceslices", false),
  resourceClaim: kind("resource.k8s.io/v1", "ResourceClaim", "resourceclaims"),
  claimTemplate: kind("resource.k8s.io/v1", "ResourceClaimTemplate", "resourceclaimtemplates"),
  admissionPolicy: kind(
    "admissionregistration.k8s.io/v1",
    "ValidatingAdmissionPolicy",
    "validatingadmissionpolicies",
    false,
  ),
  definition: kind(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    false,
  ),
} as const satisfies Record<string, Resource>;

export class Kube {
  constructor(
    readonly client: Client,
    readonly namespace: string,
  ) {}

  private ref(resource: Resource, name: string) {
    return { name, ...(resource.namespaced && { namespace: this.namespace }) };
  }

  create(resource: Resource, name: string, fields: object, metadata: object = {}): Promise<Found> {
    const object = { ...fields, metadata: { name, ...metadata } };
    return this.client.create(resource, object, resource.namespaced ? this.namespace : undefined);
  }

  get(resource: Resource, name: string): Promise<Found> {
    return this.client.get(resource, this.ref(resource, name));
  }

  async list(resource: Resource, labelSelector?: string): Promise<Found[]> {
    const { items } = await this.client.list<Found>(resource, {
      ...(resource.namespaced && { namespace: this.namespace }),
      labelSelector,
    });
    return items;
  }

  patch(resource: Resource, name: string, patch: object, options?: PatchOptions): Promise<Found> {
    return this.client.patch(resource, this.ref(resource, name), "merge", patch, options);
  }

  status(resource: Resource, name: string, status: object): Promise<Found> {
    return this.patch(resource, name, { status }, { subresource: "status" });
  }

  delete(
    resource: Resource,
    name: string,
    propagationPolicy: "Background" | "Foreground" | "Orphan" = "Background",
  ): Promise<void> {
    return this.client.delete(resource, this.ref(resource, name), { propagationPolicy });
  }

  /** POST to a subresource, as eviction and token are. */
  async post(resource: Resource, name: string, subresource: string, body: object): Promise<string> {
    const path = objectPath(resource, name, this.namespace, subresource);
    const contentType = "application/json";
    return this.client.text({ method: "POST", path, body: JSON.stringify(body), contentType });
  }

  /** Calls back for every change from now on, in order; returns what ends it. */
  watch(resource: Resource, onEvent: (type: string, object: Found) => void): () => void {
    const options = { namespace: this.namespace, skipInitial: true };
    const reflector = reflect<Found>(this.client, resource, options, {
      onEvents: (events) => {
        for (const { type, object } of events) onEvent(type, object);
      },
    });
    // Ending it before it began is no failure.
    reflector.synced.catch(() => {});
    return () => reflector.stop();
  }

  /** Waits until `holds` of the object; says what was waited for when it does not come. */
  async until(
    what: string,
    resource: Resource,
    name: string,
    holds: (object: Found) => boolean,
  ): Promise<Found> {
    return this.eventually(`${resource.kind} ${name}: ${what}`, async () => {
      const object = await this.find(resource, name);
      return [object && holds(object) ? object : undefined, object];
    });
  }

  /** Waits until so many are there, and ready by `holds`. */
  async count(
    resource: Resource,
    labelSelector: string,
    wanted: number,
    holds: (object: Found) => boolean = () => true,
  ): Promise<Found[]> {
    const what = `${wanted} ${resource.plural} of ${labelSelector || "all"}`;
    return this.eventually(what, async () => {
      const all = await this.list(resource, labelSelector);
      const found = all.filter(holds);
      return [found.length === wanted && all.length === wanted ? found : undefined, all];
    });
  }

  async gone(resource: Resource, name: string): Promise<void> {
    await this.eventually(`${resource.kind} ${name} gone`, async () => {
      const object = await this.find(resource, name);
      return [object ? undefined : true, object];
    });
  }

  private async find(resource: Resource, name: string): Promise<Found | undefined> {
    try {
      return await this.get(resource, name);
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  }

  /** `look` gives what was waited for, or undefined, and what is there instead. */
  private async eventually<T>(
    what: string,
    look: () => Promise<readonly [T | undefined, unknown]>,
  ): Promise<T> {
    const endMs = performance.now() + WITHIN_MS;
    for (;;) {
      const [found, instead] = await look();
      if (found !== undefined) return found;
      if (performance.now() > endMs)
        throw new Error(
          `in ${this.namespace}, not in time: ${what}; there is ${JSON.stringify(instead)}`,
        );
      await Bun.sleep(LOOK_MS);
    }
  }
}

export const number = (fields: Fields | undefined, name: string): number =>
  Number(fields?.[name] ?? 0);

export const condition = (object: Found, type: string): Fields | undefined =>
  ((object.status?.["conditions"] ?? []) as Fields[]).find((one) => one["type"] === type);

export const isTrue = (object: Found, type: string): boolean =>
  condition(object, type)?.["status"] === "True";

/** A pod template with one container. */
export const template = (app: string, image = "img:1", spec: object = {}): object => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: "c", image }], ...spec },
});

export const selector = (app: string): object => ({ selector: { matchLabels: { app } } });
