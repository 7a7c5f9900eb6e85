// Which addresses and ports services get and give back, without a server.

import { expect, test } from "bun:test";
import type { KubeObject } from "../../kube/index.ts";
import type { Draft } from "../store/draft.ts";
import type { Lookup } from "./lookup.ts";
import { serviceStrategy } from "./service-strategy.ts";

interface Spec {
  readonly clusterIP?: string;
  readonly ipFamilies?: readonly string[];
  readonly healthCheckNodePort?: number;
  readonly ports: readonly { readonly nodePort?: number }[];
}

/** A cluster that has these services. */
function clusterOf(...services: readonly KubeObject[]): Lookup {
  return {
    get: () => undefined,
    list: () => services,
    hasAny: () => services.length > 0,
    revision: () => 0,
    hasField: (_collection, _field, value) =>
      services.some(({ spec }) => (spec as Spec).clusterIP === value),
  };
}

function draft(name: string, spec: object): Draft {
  return { apiVersion: "v1", kind: "Service", metadata: { name, uid: name }, spec };
}

/** Completes the service as a create or update does; the messages of its refusal, none where it is fine. */
function complete(service: Draft, cluster: Lookup, before?: Draft): readonly string[] {
  const old = before as KubeObject | undefined;
  if (old) serviceStrategy.prepareUpdate?.(service, old, cluster);
  else serviceStrategy.prepareCreate?.(service, cluster);
  const errors = serviceStrategy.allocate?.(service, old, cluster) ?? [];
  return errors.map(({ message }) => message);
}

function given(service: Draft, cluster: Lookup, before?: Draft): Spec {
  expect(complete(service, cluster, before)).toEqual([]);
  return service["spec"] as Spec;
}

const dns = [
  { name: "udp", port: 53, protocol: "UDP" },
  { name: "tcp", port: 53, protocol: "TCP" },
  { name: "web", port: 80, protocol: "TCP" },
];

test("one node port serves a port in several protocols", () => {
  const { ports } = given(draft("a", { type: "NodePort", ports: dns }), clusterOf());
  expect(ports[0]?.nodePort).toBe(ports[1]?.nodePort ?? 0);
  expect(ports[2]?.nodePort).not.toBe(ports[0]?.nodePort ?? 0);
});

test("nobody gets what another has", () => {
  const first = draft("a", { type: "NodePort", ports: [{ port: 80, nodePort: 31000 }] });
  given(first, clusterOf());
  const cluster = clusterOf(first);
  const { clusterIP } = first["spec"] as Spec;
  expect(complete(draft("b", { type: "ClusterIP", ports: dns, clusterIP }), cluster)).toEqual([
    `Invalid value: ["${clusterIP}"]: failed to allocate IP ${clusterIP}: provided IP is already allocated`,
  ]);
  const taken = draft("c", { type: "NodePort", ports: [{ port: 1, nodePort: 31000 }] });
  expect(complete(taken, cluster)).toEqual([
    "Invalid value: 31000: provided port is already allocated",
  ]);
});

test("an update keeps what it says nothing of, and another type gives back what it does not need", () => {
  const before = draft("a", {
    type: "LoadBalancer",
    externalTrafficPolicy: "Local",
    ports: [{ name: "web", port: 80, protocol: "TCP" }],
  });
  const had = given(before, clusterOf());
  expect(had.healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
  const ports = [{ name: "web", port: 81, protocol: "TCP" }];
  const same = { type: "LoadBalancer", externalTrafficPolicy: "Local", ports };
  const kept = given(draft("a", same), clusterOf(), before);
  expect([kept.clusterIP, kept.healthCheckNodePort]).toEqual([
    had.clusterIP,
    had.healthCheckNodePort,
  ]);
  expect(kept.ports[0]?.nodePort).toBe(had.ports[0]?.nodePort ?? 0);
  const inside = given(draft("a", { ...had, type: "ClusterIP" }), clusterOf(), before);
  expect(inside.clusterIP).toBe(had.clusterIP ?? "");
  expect(inside).not.toHaveProperty("healthCheckNodePort");
  expect(inside.ports[0]).not.toHaveProperty("nodePort");
  const outside = given(draft("a", { ...had, type: "ExternalName" }), clusterOf(), before);
  expect(outside).not.toHaveProperty("clusterIP");
  expect(outside).not.toHaveProperty("ipFamilies");
});

test("the cluster has IPv4 alone", () => {
  const dual = draft("a", { type: "ClusterIP", ipFamilyPolicy: "RequireDualStack", ports: dns });
  expect(complete(dual, clusterOf())).toEqual([
    'Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ]);
  const headless = draft("b", { type: "ClusterIP", clusterIP: "None", ports: dns });
  expect(given(headless, clusterOf()).ipFamilies).toEqual(["IPv4", "IPv6"]);
});
