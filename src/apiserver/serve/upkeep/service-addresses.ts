// Which service has which address, as the IPAddresses it is to those who look: one for every cluster IP, that comes and
// goes with it (pkg/registry/core/service/ipallocator, pkg/registry/core/service/storage/alloc.go).

import type { KubeObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { recordAt, textOf, type OpenRecord } from "../../store/draft.ts";
import { EVERYTHING } from "../../store/selection.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { createObject } from "../write/create.ts";
import { deleteObject } from "../write/delete.ts";
import { internalCall } from "./boot.ts";
import { followNames } from "./follow-names.ts";
import { unlessRefused } from "./unless-refused.ts";

const API_VERSION = "networking.k8s.io/v1";
const FAMILY = "ipaddress.kubernetes.io/ip-family";
const MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
const MANAGER = "ipallocator.k8s.io";

/** Made when somebody looks, and kept from then on: until then services cost nothing more. The returned function ends it. */
export function keepServiceAddresses(api: Api): () => void {
  const addresses = api.registry.find(API_VERSION, "ipaddresses");
  const services = api.registry.find("v1", "services");
  if (!addresses || !services) return () => {};
  let end = (): void => {};
  api.store.fillOnDemand(addresses.definition, () => {
    const kept = new ServiceAddresses(api, addresses);
    kept.syncAll();
    end = followNames(api, services, {
      changed: (key) => kept.sync(key),
      lost: () => kept.syncAll(),
    });
  });
  return () => end();
}

class ServiceAddresses {
  /** By `namespace/name` of the service. */
  private readonly taken = new Map<string, readonly string[]>();

  constructor(
    private readonly api: Api,
    private readonly resource: ServedResource,
  ) {}

  syncAll(): void {
    const { api, resource, taken } = this;
    taken.clear();
    for (const stored of collectionOf(api, resource).select(EVERYTHING)) {
      if (stored.labels[MANAGED_BY] !== MANAGER) continue;
      const parent = recordAt(recordAt(api.store.read(stored), "spec"), "parentRef");
      const key = `${textOf(parent["namespace"])}/${textOf(parent["name"])}`;
      taken.set(key, [...(taken.get(key) ?? []), stored.name]);
    }
    const keys = new Set(taken.keys());
    for (const { metadata } of api.admission.lookup.list("services"))
      keys.add(`${metadata.namespace}/${metadata.name}`);
    for (const key of keys) this.sync(key);
  }

  /** Gives the service, which may have come, changed or gone, the addresses it has now. */
  sync(key: string): void {
    const [namespace = "", name = ""] = key.split("/");
    const service = this.api.admission.lookup.get("services", namespace, name);
    const wanted = service ? addressesOf(service) : [];
    const before = this.taken.get(key) ?? [];
    if (wanted.length > 0) this.taken.set(key, wanted);
    else this.taken.delete(key);
    unlessRefused(this.api, () => {
      for (const address of before) if (!wanted.includes(address)) this.release(address);
      if (service) for (const address of wanted) this.take(address, service);
    });
  }

  private take(address: string, { metadata }: KubeObject): void {
    const { api, resource } = this;
    if (collectionOf(api, resource).get("", address)) return;
    const { namespace = "", name, creationTimestamp } = metadata;
    const madeMs = Date.parse(creationTimestamp ?? "");
    const call = internalCall(
      { ...api, clock: { ...api.clock, wallMs: () => madeMs } },
      resource,
      "",
      address,
    );
    createObject(call, {
      apiVersion: API_VERSION,
      kind: "IPAddress",
      metadata: {
        name: address,
        labels: { [FAMILY]: address.includes(":") ? "IPv6" : "IPv4", [MANAGED_BY]: MANAGER },
      },
      spec: { parentRef: { resource: "services", namespace, name } },
    });
  }

  private release(address: string): void {
    const { api, resource } = this;
    const stored = collectionOf(api, resource).get("", address);
    if (stored) deleteObject(internalCall(api, resource, "", address), stored, {});
  }
}

function addressesOf(service: KubeObject): readonly string[] {
  const { clusterIPs = [] } = recordAt(service, "spec") as OpenRecord & {
    readonly clusterIPs?: readonly string[];
  };
  return clusterIPs.filter((address) => address !== "None" && address !== "");
}
