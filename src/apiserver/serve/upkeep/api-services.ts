// Keeps one APIService for every group version that is served, and tells in the status of each whether it is available
// (kube-aggregator/pkg/controllers/{autoregister,status}). Requests are not passed on to API servers behind services.

import { rfc3339 } from "../../../base/index.ts";
import { jsonEqual, type Json, type KubeObject } from "../../../kube/index.ts";
import type { DefinitionCondition } from "../../custom/definition.ts";
import { withCondition } from "../../custom/definition-status.ts";
import type { Lookup } from "../../registry/lookup.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf, recordAt, textOf, type Draft, type OpenRecord } from "../../store/draft.ts";
import { EVERYTHING } from "../../store/selection.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import {
  API_SERVICE_VERSION,
  apiServiceFor,
  apiServiceName,
  AUTO_MANAGED,
} from "../boot/api-services.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { createObject } from "../write/create.ts";
import { deleteObject } from "../write/delete.ts";
import { commit } from "../write/update.ts";
import { internalCall, sinceStart } from "./boot.ts";
import { followNames } from "./follow-names.ts";
import { unlessRefused } from "./unless-refused.ts";

/** Between two looks at the services that APIServices name. */
const RECHECK_INTERVAL_MS = 1000;

type Availability = Pick<DefinitionCondition, "status" | "reason" | "message">;

/** Nothing is made before somebody looks. The returned function ends it. */
export function keepApiServices(api: Api): () => void {
  const resource = api.registry.find(API_SERVICE_VERSION, "apiservices");
  if (!resource) return () => {};
  const atStart = sinceStart(api);
  let end = (): void => {};
  api.store.fillOnDemand(resource.definition, () => {
    const services = new ApiServices(api, resource);
    services.register(atStart, true);
    end = services.start();
  });
  return () => end();
}

class ApiServices {
  private isRechecking = false;
  private isStopped = false;

  constructor(
    private readonly api: Api,
    private readonly resource: ServedResource,
  ) {}

  start(): () => void {
    const { api, resource } = this;
    this.checkAll();
    const ends = [
      followNames(api, resource, { changed: () => this.syncAll(), lost: () => this.syncAll() }),
      // A definition that changes is taken out and put in again: what counts is what there is afterwards.
      api.registry.follow(() => api.defer(() => this.syncAll())),
    ];
    return () => {
      this.isStopped = true;
      ends.forEach((end) => end());
    };
  }

  private syncAll(): void {
    if (this.isStopped) return;
    unlessRefused(this.api, () => this.register(this.api, false));
    this.checkAll();
  }

  /** `everything`: what is there from the start too, which nobody restores after that. */
  register(api: Api, everything: boolean): void {
    const collection = collectionOf(api, this.resource);
    const wanted = new Map<string, Draft>();
    for (const apiVersion of api.registry.apiVersions())
      if (apiVersion !== API_SERVICE_VERSION)
        wanted.set(apiServiceName(apiVersion), apiServiceFor(apiVersion));
    for (const [name, draft] of wanted) {
      if (!everything && !isManaged(draft)) continue;
      const call = internalCall(api, this.resource, "", name);
      const stored = collection.get("", name);
      if (!stored) {
        createObject(call, draft);
        continue;
      }
      const present = api.store.read(stored);
      if (isManaged(present) && !jsonEqual(present["spec"] as Json, draft["spec"] as Json))
        commit(call, stored, { ...draftOf(present), spec: draft["spec"] }, "main");
    }
    for (const stored of collection.select(EVERYTHING))
      if (!wanted.has(stored.name) && isManaged(api.store.read(stored)))
        deleteObject(internalCall(api, this.resource, "", stored.name), stored, {});
  }

  private checkAll(): void {
    let hasRemote = false;
    for (const stored of collectionOf(this.api, this.resource).select(EVERYTHING)) {
      unlessRefused(this.api, () => this.check(stored));
      hasRemote ||= serviceOf(this.api.store.read(stored)) !== undefined;
    }
    if (!hasRemote || this.isRechecking) return;
    this.isRechecking = true;
    this.api.later(RECHECK_INTERVAL_MS, () => {
      this.isRechecking = false;
      if (!this.isStopped) this.checkAll();
    });
  }

  private check(stored: StoredObject): void {
    const { api, resource } = this;
    const service = api.store.read(stored);
    const status = recordAt(service, "status");
    const before = (status["conditions"] ?? []) as readonly DefinitionCondition[];
    const remote = serviceOf(service);
    const next = remote ? availabilityOf(remote, api.admission.lookup) : LOCAL;
    const conditions = withCondition(before, "Available", next, rfc3339(api.clock.wallMs()));
    if (conditions === before) return;
    const call = internalCall(api, resource, "", stored.name, { subresource: "status" });
    commit(call, stored, { ...draftOf(service), status: { ...status, conditions } }, "status");
  }
}

const LOCAL: Availability = {
  status: "True",
  reason: "Local",
  message: "Local APIServices are always available",
};

/** Kept as what is served comes and goes. */
function isManaged({ metadata }: Draft | KubeObject): boolean {
  return metadata.labels?.[AUTO_MANAGED] === "true";
}

function serviceOf(object: KubeObject): OpenRecord | undefined {
  return recordAt(object, "spec")["service"] as OpenRecord | undefined;
}

/** Of an API server behind a service: what stands in the way, the nearest first. */
function availabilityOf(reference: OpenRecord, lookup: Lookup): Availability {
  const [name, namespace] = [textOf(reference["name"]), textOf(reference["namespace"])];
  const not = (reason: string, message: string): Availability => ({
    status: "False",
    reason,
    message,
  });
  const where = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = lookup.get("services", namespace, name);
  if (!service) return not("ServiceNotFound", `${where} is not present`);
  const spec = recordAt(service, "spec");
  if (spec["type"] === "ClusterIP") {
    const ports = (spec["ports"] ?? []) as readonly OpenRecord[];
    const port = ports.find((each) => each["port"] === reference["port"]);
    if (!port)
      return not(
        "ServicePortError",
        `${where} is not listening on port ${textOf(reference["port"])}`,
      );
    const slices = [...lookup.list("endpointslices.discovery.k8s.io", namespace)].filter(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name,
    );
    if (slices.length === 0)
      return not("EndpointsNotFound", `cannot find endpointslices for ${where}`);
    const portName = textOf(port["name"]);
    if (!slices.some((slice) => hasEndpoint(slice, portName)))
      return not(
        "MissingEndpoints",
        `endpointslices for ${where} have no addresses with port name ${JSON.stringify(portName)}`,
      );
  }
  return not(
    "FailedDiscoveryCheck",
    `this server does not pass requests on to ${where}: simulated pods have no network`,
  );
}

function hasEndpoint(slice: KubeObject, portName: string): boolean {
  const [endpoints, ports] = ["endpoints", "ports"].map(
    (field) => (slice[field] ?? []) as readonly OpenRecord[],
  );
  return (
    endpoints?.some((endpoint) => recordAt(endpoint, "conditions")["ready"] !== false) === true &&
    ports?.some(({ name, port }) => (name ?? "") === portName && port !== undefined) === true
  );
}
