// Services get their addresses here: a cluster IP each, and node ports where their type asks for them; what a service no
// longer needs, it gives back (registry/core/service/storage/alloc.go, and strategy.go for fields that go with a type).

import { jsonEqual, type Json, type KubeObject } from "../../kube/index.ts";
import { clusterAddresses } from "../validation/service-addresses.ts";
import { invalidField } from "../validation/field-errors.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import type { Lookup } from "./lookup.ts";
import { freeAddress, freePort, isAddress, isNodePort, NODE_PORTS } from "./service-addresses.ts";
import type { FieldError, Strategy } from "./strategy.ts";

interface Port {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly nodePort?: number;
}

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: object;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly ports?: readonly Port[];
  readonly healthCheckNodePort?: number;
  readonly externalTrafficPolicy?: string;
  readonly externalIPs?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly loadBalancerClass?: string;
  readonly internalTrafficPolicy?: string;
}

const NONE = "None";
const FAMILY = "IPv4";
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

export const serviceStrategy: Strategy = {
  statusHasDefaults: true,
  prepareCreate(service) {
    service["status"] = { loadBalancer: {} };
  },
  prepareUpdate(service, before) {
    const old = specOf(before);
    service["spec"] = withoutOthers(keptFrom(specOf(service), old), old);
    if (specOf(service).type !== "LoadBalancer")
      service["status"] = { ...recordAt(service, "status"), loadBalancer: {} };
  },
  allocate(service, before, lookup) {
    const old: ServiceSpec = before ? specOf(before) : {};
    const spec = inBothForms(specOf(service), old);
    service["spec"] = spec;
    if (!needsAddress(spec)) return [];
    const uid = service.metadata.uid ?? service.metadata.name;
    const errors: FieldError[] = [];
    const familiar = withFamilies(spec, old, errors);
    if (errors.length > 0) return errors;
    // A service that had an address, gave it back and wants one again gets another.
    const seed = before ? `${uid} ${before.metadata.resourceVersion}` : uid;
    const addressed = withAddress(familiar, old, seed, lookup, errors);
    service["spec"] = withPorts(addressed, old, uid, lookup, errors);
    return errors;
  },
};

const specOf = (service: Draft | KubeObject): ServiceSpec => recordAt(service, "spec");
const needsAddress = ({ type }: ServiceSpec): boolean => type !== "ExternalName";
const needsPorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
const needsHealthPort = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === "LoadBalancer" && externalTrafficPolicy === "Local";
const isExposed = ({ type, externalIPs }: ServiceSpec): boolean =>
  type === "LoadBalancer" ||
  type === "NodePort" ||
  (type === "ClusterIP" && (externalIPs?.length ?? 0) > 0);

/** The one address, which old clients know, is the first of them; who changes or clears it means the list too. */
function inBothForms(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const { clusterIP = "", clusterIPs = [] } = spec;
  if (clusterIP !== "" && clusterIPs.length === 0) return { ...spec, clusterIPs: [clusterIP] };
  const isSameList = jsonEqual(clusterIPs, old.clusterIPs ?? []);
  if (clusterIP === (old.clusterIP ?? "") || !isSameList) return spec;
  return { ...spec, clusterIPs: clusterIP === "" ? [] : [clusterIP] };
}

/** What was given once stays, where the update says nothing of it. */
function keptFrom(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let next = spec;
  if (needsAddress(old) && needsAddress(next)) {
    if (!next.clusterIP && old.clusterIP) next = { ...next, clusterIP: old.clusterIP };
    if (!next.clusterIPs?.length && next.clusterIP === old.clusterIP && old.clusterIPs)
      next = { ...next, clusterIPs: old.clusterIPs };
    if (next.ipFamilyPolicy === undefined && old.ipFamilyPolicy)
      next = { ...next, ipFamilyPolicy: old.ipFamilyPolicy };
    if (!next.ipFamilies?.length && old.ipFamilies) next = { ...next, ipFamilies: old.ipFamilies };
  }
  if (needsPorts(old) && needsPorts(next)) next = { ...next, ports: withOldPorts(next, old) };
  if (needsHealthPort(old) && needsHealthPort(next) && !next.healthCheckNodePort)
    next = { ...next, healthCheckNodePort: old.healthCheckNodePort ?? 0 };
  return next;
}

function withOldPorts({ ports = [] }: ServiceSpec, old: ServiceSpec): readonly Port[] {
  const said = new Set(ports.map(({ nodePort }) => nodePort));
  const byName = new Map(old.ports?.map(({ name = "", nodePort }) => [name, nodePort]));
  return ports.map((port) => {
    const nodePort = port.nodePort ? undefined : byName.get(port.name ?? "");
    return nodePort === undefined || said.has(nodePort) ? port : { ...port, nodePort };
  });
}

/** What went with the old type and does not go with the new goes, unless the update changed it too. */
function withoutOthers(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const next: Record<string, unknown> = { ...spec };
  const drop = (...fields: readonly (keyof ServiceSpec)[]): void => {
    for (const field of fields)
      if (jsonEqual((spec[field] ?? null) as Json, (old[field] ?? null) as Json))
        delete next[field];
  };
  if (needsAddress(old) && !needsAddress(spec))
    drop("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy");
  if (needsPorts(old) && !needsPorts(spec)) {
    const given = (ports: readonly Port[] = []): number[] =>
      ports.map((port) => port.nodePort ?? 0);
    if (jsonEqual(given(spec.ports), given(old.ports)))
      next["ports"] = spec.ports?.map(({ nodePort: _given, ...port }) => port);
  }
  if (needsHealthPort(old) && !needsHealthPort(spec)) drop("healthCheckNodePort");
  if (old.type === "LoadBalancer" && spec.type !== "LoadBalancer")
    drop("allocateLoadBalancerNodePorts", "loadBalancerClass");
  if (isExposed(old) && !isExposed(spec)) drop("externalTrafficPolicy");
  return next;
}

/** This cluster has IPv4 alone; only services that nobody selects pods for may say otherwise. */
function withFamilies(spec: ServiceSpec, old: ServiceSpec, errors: FieldError[]): ServiceSpec {
  const isOpen = spec.clusterIP === NONE && Object.keys(spec.selector ?? {}).length === 0;
  const ipFamilyPolicy = spec.ipFamilyPolicy ?? (isOpen ? "RequireDualStack" : "SingleStack");
  clusterAddresses({ ...spec, ipFamilyPolicy }, "spec", errors);
  if (errors.length === 0) familyPolicyErrors({ ...spec, ipFamilyPolicy }, old, errors);
  if (errors.length > 0) return spec;
  const said = spec.ipFamilies?.length ? spec.ipFamilies : undefined;
  if (isOpen) {
    const first = said?.[0] ?? FAMILY;
    const both = first === "IPv6" ? ["IPv6", FAMILY] : [FAMILY, "IPv6"];
    const ipFamilies =
      ipFamilyPolicy === "SingleStack" ? [first] : said?.length === 2 ? said : both;
    return { ...spec, ipFamilyPolicy, ipFamilies };
  }
  if (ipFamilyPolicy === "RequireDualStack")
    errors.push(
      invalidField(
        "spec.ipFamilyPolicy",
        ipFamilyPolicy,
        "this cluster is not configured for dual-stack services",
      ),
    );
  for (const [at, family] of (said ?? []).entries())
    if (family !== FAMILY)
      errors.push(invalidField(`spec.ipFamilies[${at}]`, family, "not configured on this cluster"));
  return { ...spec, ipFamilyPolicy, ipFamilies: said ?? [FAMILY] };
}

/** What the policy says against how many addresses and families there are. */
function familyPolicyErrors(spec: ServiceSpec, old: ServiceSpec, errors: FieldError[]): void {
  const { ipFamilyPolicy, clusterIPs = [], ipFamilies = [] } = spec;
  const refuse = (why: string): void => {
    errors.push(invalidField("spec.ipFamilyPolicy", ipFamilyPolicy, why));
  };
  const counts = [
    [clusterIPs, old.clusterIPs ?? [], "cluster IPs", "cluster IP"],
    [ipFamilies, old.ipFamilies ?? [], "IP families", "IP family"],
  ] as const;
  for (const [now, then, several, one] of counts)
    if (ipFamilyPolicy !== "SingleStack" && now.length > 0 && now.length < then.length)
      refuse(`must be 'SingleStack' to release the secondary ${one}`);
    else if (ipFamilyPolicy === "SingleStack" && now.length === 2 && !jsonEqual(now, then))
      refuse(
        `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${several} are specified`,
      );
}

function withAddress(
  spec: ServiceSpec,
  old: ServiceSpec,
  uid: string,
  lookup: Lookup,
  errors: FieldError[],
): ServiceSpec {
  const { clusterIP } = spec;
  if (!clusterIP) {
    // Addresses that contradict each other are for validation to refuse.
    if (spec.clusterIPs?.length) return spec;
    const given = freeAddress(uid, lookup);
    return { ...spec, clusterIP: given, clusterIPs: [given] };
  }
  const clusterIPs = spec.clusterIPs?.length ? spec.clusterIPs : [clusterIP];
  // That an address may not change is for validation to say.
  if (IPV4.test(clusterIP) && !old.clusterIP) {
    const why = !isAddress(clusterIP)
      ? "the provided network does not match the current range"
      : lookup.hasField("services", "spec.clusterIP", clusterIP)
        ? "provided IP is already allocated"
        : undefined;
    if (why !== undefined)
      errors.push(
        invalidField("spec.clusterIPs", clusterIPs, `failed to allocate IP ${clusterIP}: ${why}`),
      );
  }
  return { ...spec, clusterIPs };
}

function withPorts(
  spec: ServiceSpec,
  old: ServiceSpec,
  uid: string,
  lookup: Lookup,
  errors: FieldError[],
): ServiceSpec {
  const wantsHealth = needsHealthPort(spec) && spec.healthCheckNodePort !== old.healthCheckNodePort;
  const wantsPorts = needsPorts(spec) && spec.ports?.some(({ nodePort }) => isNew(nodePort, old));
  const lacksHealth = needsHealthPort(spec) && !spec.healthCheckNodePort;
  if (!wantsHealth && !wantsPorts && !lacksHealth) return spec;
  const used = usedPorts(lookup, uid);
  const ports = needsPorts(spec) ? allocated(spec.ports ?? [], used, uid, errors) : spec.ports;
  const next = ports ? { ...spec, ports } : spec;
  if (!needsHealthPort(spec)) return next;
  const asked = spec.healthCheckNodePort;
  if (!asked) return { ...next, healthCheckNodePort: freePort(`${uid} health`, used) };
  const why = refusal(asked, used);
  if (why !== undefined)
    errors.push(
      invalidField(
        "spec.healthCheckNodePort",
        asked,
        `failed to allocate requested HealthCheck NodePort ${asked}: ${why}`,
      ),
    );
  return next;
}

function isNew(nodePort: number | undefined, { ports = [] }: ServiceSpec): boolean {
  return !nodePort || !ports.some((port) => port.nodePort === nodePort);
}

/** Gives each port a node port; one number may serve the same port in several protocols. */
function allocated(
  ports: readonly Port[],
  used: Set<number>,
  uid: string,
  errors: FieldError[],
): readonly Port[] {
  const done: Port[] = [];
  for (const [at, port] of ports.entries()) {
    const { nodePort, protocol } = port;
    const twin = done.find(
      (other) =>
        other.protocol !== protocol &&
        (nodePort ? other.nodePort === nodePort : other.port === port.port),
    );
    if (twin?.nodePort) done.push({ ...port, nodePort: twin.nodePort });
    else if (nodePort) {
      const why = refusal(nodePort, used);
      if (why !== undefined) errors.push(invalidField(`spec.ports[${at}].nodePort`, nodePort, why));
      used.add(nodePort);
      done.push(port);
    } else done.push({ ...port, nodePort: freePort(uid, used) });
  }
  return done;
}

function refusal(port: number, used: ReadonlySet<number>): string | undefined {
  if (!isNodePort(port))
    return `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS}`;
  return used.has(port) ? "provided port is already allocated" : undefined;
}

/** The node ports of all services but this one. */
function usedPorts(lookup: Lookup, uid: string): Set<number> {
  const used = new Set<number>();
  for (const service of lookup.list("services")) {
    if (service.metadata.uid === uid) continue;
    const { ports = [], healthCheckNodePort } = specOf(service);
    for (const { nodePort } of ports) if (nodePort) used.add(nodePort);
    if (healthCheckNodePort) used.add(healthCheckNodePort);
  }
  return used;
}
