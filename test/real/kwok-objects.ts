// The objects that kwok and kwokbench play side by side: each lives differently.

import type { KubeObject } from "../../src/kube/index.ts";

interface PodFields {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

function pod(name: string, { spec, metadata }: PodFields = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...metadata },
    spec: { nodeName: "plain", containers: [{ name: "main", image: "app:1" }], ...spec },
  };
}

export const nodes: readonly KubeObject[] = [
  { apiVersion: "v1", kind: "Node", metadata: { name: "plain" } },
  {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "sized", labels: { zone: "a" } },
    spec: { podCIDR: "10.9.0.0/24", podCIDRs: ["10.9.0.0/24"] },
    status: {
      capacity: { cpu: "4", memory: "16Gi", pods: "110" },
      allocatable: { cpu: "4", memory: "16Gi", pods: "110" },
      addresses: [{ type: "InternalIP", address: "192.168.7.7" }],
    },
  },
];

const job = { apiVersion: "batch/v1", kind: "Job", name: "job", uid: "0-job", controller: true };

export const pods: readonly KubeObject[] = [
  pod("plain"),
  pod("on-sized", { spec: { nodeName: "sized" } }),
  pod("init", {
    spec: {
      initContainers: [
        { name: "first", image: "init:1" },
        { name: "sidecar", image: "side:1", restartPolicy: "Always" },
        { name: "second", image: "init:2" },
      ],
      containers: [
        { name: "main", image: "app:1" },
        { name: "other", image: "app:2" },
      ],
    },
  }),
  pod("job", { metadata: { ownerReferences: [job] }, spec: { restartPolicy: "Never" } }),
  pod("held", { metadata: { finalizers: ["example.com/hold"] } }),
  pod("gated", { spec: { readinessGates: [{ conditionType: "example.com/warm" }] } }),
  pod("host", {
    spec: {
      hostNetwork: true,
      containers: [{ name: "main", image: "app:1", ports: [{ containerPort: 80, hostPort: 80 }] }],
    },
  }),
  pod("probed", {
    spec: {
      containers: [
        {
          name: "main",
          image: "app:1",
          readinessProbe: { httpGet: { path: "/", port: 80 }, initialDelaySeconds: 1 },
        },
      ],
    },
  }),
];

function claim(name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
  const annotations = { "claim-provision.stage.kwok.x-k8s.io/delay": "200ms" };
  const resources = { requests: { storage: "3Gi" } };
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, annotations },
    spec: { accessModes: ["ReadWriteOnce"], resources, ...spec },
  };
}

function volume(name: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: "5Gi" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: "/tmp" },
    },
  };
}

export const volumes: readonly KubeObject[] = [volume("free"), volume("named")];

export const claims: readonly KubeObject[] = [
  claim("made-for", { storageClassName: "quick" }),
  claim("by-name", { storageClassName: "", volumeName: "named" }),
  claim("unserved", { storageClassName: "" }),
];

export const widgetDefinition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

export const widgets: readonly KubeObject[] = ["small", "large"].map((size) => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: size, labels: { size }, annotations: { pace: "300ms" } },
  spec: { size, parts: [1, 2, 3], note: "It's 5 o'clock" },
}));

/** With jq, CEL, both forms of steps, sprig, delays from the object, finalizers, events and an applied object. */
export const widgetStages = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: widget-accept }
spec:
  resourceRef: { apiGroup: example.com/v1, kind: Widget }
  selector:
    matchExpressions:
      - { key: .metadata.deletionTimestamp, operator: DoesNotExist }
      - { key: .status.phase, operator: DoesNotExist }
  next:
    finalizers: { add: [{ value: example.com/widget }] }
    statusTemplate: |
      phase: Accepted
      parts: {{ len .spec.parts }}
      note: {{ .spec.note | upper | quote }}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: widget-ready }
spec:
  resourceRef: { apiGroup: example.com/v1, kind: Widget }
  selector:
    matchExpressions:
      - cel: { expression: 'has(self.status) && has(self.status.phase) && self.status.phase == "Accepted"' }
  delay:
    durationFrom: { expressionFrom: .metadata.annotations.pace }
  steps:
    - event: { type: Normal, reason: Ready, message: the widget is ready }
    - patch:
        subresource: status
        root: status
        template: |
          phase: Ready
          size: {{ .metadata.labels.size }}
          sum: {{ add (index .spec.parts 0 | int) (index .spec.parts 1 | int) }}
          {{ if eq .spec.size "large" }}
          shape: {{ dict "wide" true "parts" .spec.parts | toJson }}
          {{ end }}
          at: {{ Now }}
    - patch:
        type: json
        template: '[{ "op": "add", "path": "/metadata/labels/ready", "value": "yes" }]'
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: widget-delete }
spec:
  resourceRef: { apiGroup: example.com/v1, kind: Widget }
  selector:
    matchExpressions:
      - jq: { key: .metadata.deletionTimestamp, operator: Exists }
      - jq: { key: .metadata.finalizers, operator: Exists }
  steps:
    - finalizers: { empty: true }
`;
