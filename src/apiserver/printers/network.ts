// How services, their endpoints, and what leads to them print.

import type { KubeObject } from "../../kube/index.ts";
import { textOf, type OpenRecord } from "../store/draft.ts";
import {
  cutShort,
  labelsText,
  listAt,
  NONE,
  selectorText,
  textAt,
  textsAt,
  UNSET,
  valueAt,
} from "./cells.ts";
import { age, name, named, text, wide, type Column } from "./column.ts";

/** How many endpoints, ports or hosts one cell names. */
const SHOWN = 3;

function clusterAddress(service: KubeObject): string {
  const [first] = textsAt(service, "spec.clusterIPs");
  return first ?? NONE;
}

function externalAddress(service: KubeObject): string {
  const own = textsAt(service, "spec.externalIPs");
  switch (textAt(service, "spec.type")) {
    case "ClusterIP":
    case "NodePort":
      return own.join(",") || NONE;
    case "LoadBalancer":
      return [...balancerAddresses(service), ...own].join(",") || "<pending>";
    case "ExternalName":
      return textAt(service, "spec.externalName");
    default:
      return "<unknown>";
  }
}

/** Where a load balancer takes requests, each address once and in order. */
function balancerAddresses(object: KubeObject): readonly string[] {
  const addresses = listAt(object, "status.loadBalancer.ingress").map(
    ({ ip, hostname }) => textOf(ip) || textOf(hostname),
  );
  return [...new Set(addresses.filter(Boolean))].sort();
}

function servicePorts(service: KubeObject): string {
  const texts = listAt(service, "spec.ports").map(({ port, nodePort, protocol }) =>
    nodePort
      ? `${textOf(port)}:${textOf(nodePort)}/${textOf(protocol)}`
      : `${textOf(port)}/${textOf(protocol)}`,
  );
  return texts.join(",") || NONE;
}

/** Every address with every port of its subset. */
function endpoints(object: KubeObject): string {
  const subsets = listAt(object, "subsets");
  if (subsets.length === 0) return NONE;
  const all = subsets.flatMap((subset) => {
    const addresses = listAt(subset, "addresses").map(({ ip }) => textOf(ip));
    const ports = listAt(subset, "ports");
    if (ports.length === 0) return addresses;
    return ports.flatMap(({ port }) => addresses.map((ip) => `${hostText(ip)}:${textOf(port)}`));
  });
  return cutShort(all, SHOWN);
}

function hostText(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

function portText({ port, name }: OpenRecord): string {
  return typeof port === "number" ? String(port) : typeof name === "string" ? name : "*";
}

function hosts(ingress: KubeObject): string {
  const rules = listAt(ingress, "spec.rules");
  // Rules for any host are not named, but counted.
  const named: string[] = [];
  for (const rule of rules) {
    const host = textOf(rule["host"]);
    if (named.length === SHOWN) return `${named.join(",")} + ${rules.length - SHOWN} more...`;
    if (host !== "") named.push(host);
  }
  return named.join(",") || "*";
}

function isDefaultClass({ metadata }: KubeObject): boolean {
  return metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true";
}

/** `IngressParameters.example.com/external` */
function parameters(ingressClass: KubeObject): string {
  const given = valueAt(ingressClass, "spec.parameters") as OpenRecord | undefined;
  if (!given) return NONE;
  const group = given["apiGroup"] === undefined ? "" : `.${textOf(given["apiGroup"])}`;
  return `${textOf(given["kind"])}${group}/${textOf(given["name"])}`;
}

/** `services/default/web`: what an address was given to. */
function parent(address: KubeObject): string {
  const given = valueAt(address, "spec.parentRef") as OpenRecord | undefined;
  if (!given) return NONE;
  const group = textOf(given["group"]);
  const resource = `${textOf(given["resource"])}${group && `.${group}`}`.toLowerCase();
  return [resource, textOf(given["namespace"]), textOf(given["name"])].filter(Boolean).join("/");
}

export const network: Readonly<Record<string, readonly Column[]>> = {
  "/services": [
    name,
    text("Type", "spec.type"),
    text("Cluster-IP", clusterAddress),
    text("External-IP", externalAddress),
    text("Port(s)", servicePorts),
    age,
    ...wide(text("Selector", (service) => labelsText(valueAt(service, "spec.selector")))),
  ],
  "/endpoints": [name, text("Endpoints", endpoints), age],
  "discovery.k8s.io/endpointslices": [
    name,
    text("AddressType", "addressType"),
    text("Ports", (slice) => cutShort(listAt(slice, "ports").map(portText), SHOWN) || UNSET),
    text("Endpoints", (slice) => {
      const all = listAt(slice, "endpoints").flatMap((one) => textsAt(one, "addresses"));
      return cutShort(all, SHOWN) || UNSET;
    }),
    age,
  ],
  "networking.k8s.io/ingresses": [
    name,
    text("Class", "spec.ingressClassName", NONE),
    text("Hosts", hosts),
    text("Address", (ingress) => balancerAddresses(ingress).join(",")),
    text("Ports", (ingress) => (listAt(ingress, "spec.tls").length > 0 ? "80, 443" : "80")),
    age,
  ],
  "networking.k8s.io/ingressclasses": [
    named((one) => `${one.metadata.name}${isDefaultClass(one) ? " (default)" : ""}`),
    text("Controller", "spec.controller"),
    text("Parameters", parameters),
    age,
  ],
  "networking.k8s.io/networkpolicies": [
    name,
    text("Pod-Selector", (policy) => selectorText(valueAt(policy, "spec.podSelector") ?? {})),
    age,
  ],
  "networking.k8s.io/servicecidrs": [
    name,
    text("CIDRs", (range) => textsAt(range, "spec.cidrs").join(",")),
    age,
  ],
  // The age has no column upstream either.
  "networking.k8s.io/ipaddresses": [name, text("ParentRef", parent), { ...age, name: "" }],
};
