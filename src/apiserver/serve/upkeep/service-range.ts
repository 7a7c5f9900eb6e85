// The range that services get their addresses from, as the ServiceCIDR it is to those who look
// (pkg/controlplane/controller/defaultservicecidr).

import { rfc3339 } from "../../../base/index.ts";
import { SERVICE_RANGE } from "../../registry/service-addresses.ts";
import type { Api } from "../http/call.ts";
import { createObject } from "../write/create.ts";
import { internalCall, sinceStart } from "./boot.ts";
import { writeCondition } from "./condition.ts";

const API_VERSION = "networking.k8s.io/v1";
const NAME = "kubernetes";
const MANAGER = "kubernetes-service-cidr-controller";

/** Made when somebody looks. */
export function provideServiceRange(api: Api): void {
  const resource = api.registry.find(API_VERSION, "servicecidrs");
  if (!resource) return;
  const atStart = sinceStart(api);
  api.store.fillOnDemand(resource.definition, () => {
    const call = internalCall(atStart, resource, "", NAME);
    if (call.collection.get("", NAME)) return;
    const stored = createObject(call, {
      apiVersion: API_VERSION,
      kind: "ServiceCIDR",
      metadata: { name: NAME },
      spec: { cidrs: [SERVICE_RANGE] },
    });
    const condition = {
      type: "Ready",
      status: "True",
      lastTransitionTime: rfc3339(atStart.clock.wallMs()),
      message: "Kubernetes default Service CIDR is ready",
    };
    writeCondition(atStart, resource, stored, condition, MANAGER);
  });
}
