// Services get their addresses here: a cluster IP each, and node ports where their type asks for them.
// Candidates follow from the uid, and the next free one after it is taken, so there is no allocator's state to keep.

import { recordAt, type Draft } from "../store/draft.ts";
import type { Lookup } from "./lookup.ts";
import type { Strategy } from "./strategy.ts";

/** 10.96.0.0/12 without its first 256 addresses, which people choose themselves. */
const ADDRESS_FIRST = 256;
const ADDRESS_COUNT = 2 ** 20 - 2 * ADDRESS_FIRST;
const NODE_PORT_FIRST = 30_000;
const NODE_PORT_COUNT = 2768;

interface Port {
  readonly nodePort?: number;
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly ports?: readonly Port[];
}

export const serviceStrategy: Strategy = {
  prepareCreate(service, lookup) {
    service["status"] = { loadBalancer: {} };
    assignAddresses(service, lookup);
  },
  prepareUpdate(service, before, lookup) {
    // The address once given stays, unless the client says otherwise.
    const old = recordAt(before, "spec");
    const spec: Record<string, unknown> = { ...recordAt(service, "spec") };
    if (spec["type"] !== "ExternalName")
      for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        spec[field] ??= old[field];
    service["spec"] = spec;
    assignAddresses(service, lookup);
  },
};

function assignAddresses(service: Draft, lookup: Lookup): void {
  let spec = recordAt(service, "spec") as ServiceSpec;
  if (spec.type === "ExternalName") return;
  const seed = seedOf(service.metadata.uid ?? service.metadata.name);
  if (!spec.clusterIP) spec = { ...spec, clusterIP: freeAddress(seed, lookup) };
  const clusterIP = spec.clusterIP ?? "None";
  spec = {
    ...spec,
    clusterIPs: spec.clusterIPs ?? [clusterIP],
    ipFamilies: spec.ipFamilies ?? ["IPv4"],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? "SingleStack",
  };
  if (spec.type === "NodePort" || spec.type === "LoadBalancer")
    spec = withNodePorts(spec, seed, lookup);
  service["spec"] = spec;
}

function freeAddress(seed: number, lookup: Lookup): string {
  for (let step = 0; step < ADDRESS_COUNT; step++) {
    const offset = ADDRESS_FIRST + ((seed + step) % ADDRESS_COUNT);
    const address = `10.${96 + (offset >>> 16)}.${(offset >>> 8) & 255}.${offset & 255}`;
    if (!lookup.hasField("services", "spec.clusterIP", address)) return address;
  }
  return "None";
}

function withNodePorts(spec: ServiceSpec, seed: number, lookup: Lookup): ServiceSpec {
  const ports = spec.ports ?? [];
  if (ports.every(({ nodePort }) => nodePort)) return spec;
  const used = new Set<number>();
  for (const service of lookup.list("services"))
    for (const { nodePort } of (recordAt(service, "spec") as ServiceSpec).ports ?? [])
      if (nodePort) used.add(nodePort);
  let step = 0;
  const assigned = ports.map((port) => {
    if (port.nodePort) return port;
    while (step < NODE_PORT_COUNT) {
      const nodePort = NODE_PORT_FIRST + ((seed + step++) % NODE_PORT_COUNT);
      if (!used.has(nodePort)) return { ...port, nodePort };
    }
    return port;
  });
  return { ...spec, ports: assigned };
}

/** FNV-1a. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
