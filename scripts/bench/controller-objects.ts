// The nodes and pods the controller's benchmarks play.

import type { KubeObject } from "../../src/kube/index.ts";

export function benchNodes(count: number): readonly KubeObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: `node-${index}`, labels: { type: "simulated" } },
  }));
}

/** Bound already: who binds them is not what is measured. */
export function benchPods(count: number, nodes: number): readonly KubeObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `pod-${index}`, labels: { app: "bench" } },
    spec: {
      nodeName: `node-${index % nodes}`,
      containers: [
        {
          name: "main",
          image: "app:1",
          resources: { requests: { cpu: "100m", memory: "128Mi" } },
        },
      ],
    },
  }));
}

/** What an event holds of a node that is ready, and of no other. */
export const READY = '"type":"Ready","status":"True"';
/** The same of a pod that runs. */
export const RUNNING = '"phase":"Running"';
