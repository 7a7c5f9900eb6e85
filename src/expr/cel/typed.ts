// KWOK shows pods, nodes and containers to CEL as Go's typed objects: a field that is not set has its type's zero value,
// so that `!self.spec.hostNetwork` can be asked, and times are times. The types are those KWOK registers; what lies deeper
// (conditions, probes …) it refuses to look into, and is here read as it is.

/** What a field holds where it is not set; `time` and `resources` (quantities by name) also where it is. */
export type TypedField =
  | "text"
  | "number"
  | "flag"
  | "list"
  | "map"
  | "resources"
  | "pointer"
  | "time"
  | TypedObject
  | readonly [item: TypedObject];

export type TypedObject = ReadonlyMap<string, TypedField>;

function typed(
  names: Readonly<Partial<Record<Extract<TypedField, string>, string>>>,
  nested: Readonly<Record<string, TypedField>> = {},
): TypedObject {
  const plain = Object.entries(names).flatMap(([kind, list]) =>
    list.split(" ").map((name) => [name, kind as TypedField] as const),
  );
  return new Map([...plain, ...Object.entries(nested)]);
}

const metadata = typed({
  text: "name generateName namespace selfLink uid resourceVersion",
  number: "generation",
  time: "creationTimestamp deletionTimestamp",
  map: "labels annotations",
  list: "ownerReferences finalizers managedFields",
  pointer: "deletionGracePeriodSeconds",
});

const container = typed(
  {
    text: "name image workingDir terminationMessagePath terminationMessagePolicy imagePullPolicy",
    flag: "stdin stdinOnce tty",
    list: "command args ports envFrom env resizePolicy restartPolicyRules volumeMounts volumeDevices",
    pointer: "restartPolicy livenessProbe readinessProbe startupProbe lifecycle securityContext",
  },
  { resources: typed({ resources: "limits requests", list: "claims" }) },
);

const podSpec = typed(
  {
    text: "restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostname subdomain schedulerName priorityClassName",
    flag: "hostNetwork hostPID hostIPC",
    map: "nodeSelector",
    resources: "overhead",
    list: "volumes ephemeralContainers imagePullSecrets tolerations hostAliases readinessGates topologySpreadConstraints schedulingGates resourceClaims",
    pointer:
      "terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace securityContext affinity priority dnsConfig runtimeClassName enableServiceLinks preemptionPolicy setHostnameAsFQDN os hostUsers resources hostnameOverride schedulingGroup",
  },
  { containers: [container], initContainers: [container] },
);

const podStatus = typed({
  text: "phase message reason nominatedNodeName hostIP podIP qosClass resize",
  number: "observedGeneration",
  time: "startTime",
  resources: "allocatedResources",
  list: "conditions hostIPs podIPs initContainerStatuses containerStatuses ephemeralContainerStatuses resourceClaimStatuses nodeAllocatableResourceClaimStatuses",
  pointer: "extendedResourceClaimStatus resources",
});

const nodeSpec = typed({
  text: "podCIDR providerID externalID",
  flag: "unschedulable",
  list: "podCIDRs taints",
  pointer: "configSource",
});

const nodeStatus = typed({
  text: "phase",
  map: "daemonEndpoints nodeInfo",
  resources: "capacity allocatable",
  list: "conditions addresses images volumesInUse volumesAttached runtimeHandlers declaredFeatures",
  pointer: "config features",
});

export type TypedName = "Pod" | "Node" | "Container";

export const typedObjects: Readonly<Record<TypedName, TypedObject>> = {
  Pod: typed({}, { metadata, spec: podSpec, status: podStatus }),
  Node: typed({}, { metadata, spec: nodeSpec, status: nodeStatus }),
  Container: container,
};
