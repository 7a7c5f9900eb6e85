// What a pod asks of its node, as numbers. The arithmetic is Kubernetes' own: component-helpers/resource PodRequests
// and scheduler/framework PodInfo.CalculateResource, v1.36.

import type { Container, PodSpec, ResourceList, ResourceRequirements } from "./pod-spec.ts";
import { milliOf, wholeOf } from "./quantities.ts";

export interface Requests {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** What scoring counts: a container that asks for nothing is taken to need 100m and 200 MB. */
  readonly scoredCpuMilli: number;
  readonly scoredMemoryBytes: number;
  /** Extended resources, huge pages and attachable volumes, by name, none of them zero. */
  readonly extended: readonly (readonly [name: string, amount: number])[];
  readonly hostPorts: readonly HostPort[];
}

export interface HostPort {
  /** `TCP/8080`. */
  readonly protocolAndPort: string;
  /** `0.0.0.0` stands for every address. */
  readonly address: string;
}

const SCORED_CPU_MILLI_DEFAULT = 100;
const SCORED_MEMORY_BYTES_DEFAULT = 200 * 1024 * 1024;

/** Amounts by resource name; cpu in thousandths, everything else in whole units. */
type Amounts = Map<string, number>;

interface Defaults {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}
const NONE: Defaults = { cpuMilli: 0, memoryBytes: 0 };
const SCORED: Defaults = {
  cpuMilli: SCORED_CPU_MILLI_DEFAULT,
  memoryBytes: SCORED_MEMORY_BYTES_DEFAULT,
};

export function requestsOf(spec: PodSpec): Requests {
  const asked = podAmounts(spec, NONE);
  const scored = podAmounts(spec, SCORED);
  const extended: [string, number][] = [];
  for (const [name, amount] of asked)
    if (amount > 0 && isExtended(name)) extended.push([name, amount]);
  return {
    cpuMilli: asked.get("cpu") ?? 0,
    memoryBytes: asked.get("memory") ?? 0,
    ephemeralBytes: asked.get("ephemeral-storage") ?? 0,
    scoredCpuMilli: scored.get("cpu") ?? 0,
    scoredMemoryBytes: scored.get("memory") ?? 0,
    extended: extended.sort(([left], [right]) => (left < right ? -1 : 1)),
    hostPorts: hostPortsOf(spec),
  };
}

const REQUESTS_REMEMBERED_MAX = 1_024;

/**
 * Gives the same object for the same requests, so that ten thousand alike pods hold one; and adds up only what it has not
 * seen written before, since pods come from templates.
 */
export class RequestsPool {
  private readonly byDemand = new Map<string, Requests>();
  private readonly byKey = new Map<string, Requests>();

  of(spec: PodSpec): Requests {
    const demand = demandText(spec);
    const seen = this.byDemand.get(demand);
    if (seen) return seen;
    if (this.byDemand.size >= REQUESTS_REMEMBERED_MAX) {
      this.byDemand.clear();
      this.byKey.clear();
    }
    const added = requestsOf(spec);
    const key = requestsKey(added);
    const requests = this.byKey.get(key) ?? added;
    this.byKey.set(key, requests);
    this.byDemand.set(demand, requests);
    return requests;
  }
}

/** All of a spec that its requests follow from, as written. */
function demandText(spec: PodSpec): string {
  let text = "";
  for (const { resources, ports } of spec.containers ?? []) {
    text += `;${JSON.stringify(resources)}`;
    if (ports) text += JSON.stringify(ports);
  }
  if (spec.initContainers?.length) text += ` i${JSON.stringify(spec.initContainers)}`;
  if (spec.resources) text += ` r${JSON.stringify(spec.resources)}`;
  if (spec.overhead) text += ` o${JSON.stringify(spec.overhead)}`;
  return text;
}

/** The same text for the same requests. */
export function requestsKey(requests: Requests): string {
  const r = requests;
  let key = `${r.cpuMilli} ${r.memoryBytes} ${r.ephemeralBytes} ${r.scoredCpuMilli} ${r.scoredMemoryBytes}`;
  if (r.extended.length > 0) key += ` ${JSON.stringify(r.extended)}`;
  if (r.hostPorts.length > 0) key += ` p${JSON.stringify(r.hostPorts)}`;
  return key;
}

/** Whether a resource is one of those NodeResourcesFit counts beside cpu, memory and ephemeral storage. */
export function isExtended(name: string): boolean {
  return (
    name.includes("/") || name.startsWith("hugepages-") || name.startsWith("attachable-volumes-")
  );
}

function podAmounts(spec: PodSpec, defaults: Defaults): Amounts {
  const amounts: Amounts = new Map();
  for (const container of spec.containers ?? [])
    add(amounts, containerAmounts(container.resources, defaults));
  if (spec.initContainers) includeInitContainers(amounts, spec.initContainers, defaults);
  override(amounts, spec.resources);
  if (spec.overhead) add(amounts, amountsOf(spec.overhead));
  return amounts;
}

/**
 * Init containers run one after the other, so the largest counts; sidecars (restartPolicy Always) run from their turn
 * on, so they add to all that follow.
 */
function includeInitContainers(
  amounts: Amounts,
  containers: readonly Container[],
  defaults: Defaults,
): void {
  const sidecars: Amounts = new Map();
  const largest: Amounts = new Map();
  for (const container of containers) {
    const own = containerAmounts(container.resources, defaults);
    if (container.restartPolicy === "Always") {
      add(amounts, own);
      add(sidecars, own);
      raise(largest, sidecars);
    } else {
      add(own, sidecars);
      raise(largest, own);
    }
  }
  raise(amounts, largest);
}

/** Requests at the pod's level stand instead of the containers' sum, for the resources that may be given there. */
function override(amounts: Amounts, resources: ResourceRequirements | undefined): void {
  if (!resources?.requests) return;
  for (const [name, amount] of amountsOf(resources.requests))
    if (name === "cpu" || name === "memory" || name.startsWith("hugepages-"))
      amounts.set(name, amount);
}

function containerAmounts(
  resources: ResourceRequirements | undefined,
  defaults: Defaults,
): Amounts {
  // The API server copies limits into missing requests; one that does not is read as if it did.
  const amounts = amountsOf(
    resources?.limits ? { ...resources.limits, ...resources.requests } : resources?.requests,
  );
  if (!amounts.has("cpu") && defaults.cpuMilli > 0) amounts.set("cpu", defaults.cpuMilli);
  if (!amounts.has("memory") && defaults.memoryBytes > 0)
    amounts.set("memory", defaults.memoryBytes);
  return amounts;
}

function amountsOf(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = new Map();
  for (const name in list)
    amounts.set(name, name === "cpu" ? milliOf(list[name]!) : wholeOf(list[name]!));
  return amounts;
}

function add(to: Amounts, more: Amounts): void {
  for (const [name, amount] of more) to.set(name, (to.get(name) ?? 0) + amount);
}

function raise(to: Amounts, floor: Amounts): void {
  for (const [name, amount] of floor) if (amount > (to.get(name) ?? 0)) to.set(name, amount);
}

/** Host ports of all containers that run as long as the pod: sidecars count, other init containers do not. */
function hostPortsOf(spec: PodSpec): HostPort[] {
  const ports: HostPort[] = [];
  const collect = (container: Container): void => {
    for (const port of container.ports ?? []) {
      if (!port.hostPort || port.hostPort <= 0) continue;
      const protocolAndPort = `${port.protocol || "TCP"}/${port.hostPort}`;
      ports.push({ protocolAndPort, address: port.hostIP || "0.0.0.0" });
    }
  };
  for (const container of spec.initContainers ?? [])
    if (container.restartPolicy === "Always") collect(container);
  for (const container of spec.containers ?? []) collect(container);
  return ports;
}
