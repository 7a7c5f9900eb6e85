import { expect, test } from "bun:test";
import type { PodSpec } from "./pod-spec.ts";
import { requestsOf } from "./requests.ts";

const container = (cpu: string, memory: string, restartPolicy?: string) => ({
  resources: { requests: { cpu, memory } },
  ...(restartPolicy && { restartPolicy }),
});

/** cpu in thousandths and memory in Gi, as asked and as scored. */
function summary(spec: PodSpec): string {
  const { cpuMilli, memoryBytes, scoredCpuMilli, scoredMemoryBytes } = requestsOf(spec);
  const gi = (bytes: number) => Math.round((bytes / 2 ** 30) * 100) / 100;
  return `${cpuMilli}m ${gi(memoryBytes)}Gi, scored ${scoredCpuMilli}m ${gi(scoredMemoryBytes)}Gi`;
}

test.each<[string, PodSpec, string]>([
  [
    "containers add up",
    { containers: [container("1", "1Gi"), container("500m", "2Gi")] },
    "1500m 3Gi, scored 1500m 3Gi",
  ],
  [
    "the largest init container counts, per resource",
    {
      initContainers: [container("2", "1Gi"), container("2", "3Gi")],
      containers: [container("2", "1Gi"), container("1", "1Gi")],
    },
    "3000m 3Gi, scored 3000m 3Gi",
  ],
  [
    "a sidecar adds to the containers and to the init containers after it",
    {
      initContainers: [container("1", "1Gi", "Always"), container("3", "1Gi")],
      containers: [container("1", "1Gi")],
    },
    "4000m 2Gi, scored 4000m 2Gi",
  ],
  [
    "an init container before the sidecar runs without it",
    {
      initContainers: [container("3", "1Gi"), container("1", "1Gi", "Always")],
      containers: [container("1", "1Gi")],
    },
    "3000m 2Gi, scored 3000m 2Gi",
  ],
  [
    "overhead comes on top",
    { containers: [container("1", "1Gi")], overhead: { cpu: "250m", memory: "1Gi" } },
    "1250m 2Gi, scored 1250m 2Gi",
  ],
  [
    "requests of the pod stand instead of its containers', and overhead still comes on top",
    {
      containers: [container("1", "1Gi"), container("1", "1Gi")],
      resources: { requests: { cpu: "5" } },
      overhead: { cpu: "1" },
    },
    "6000m 2Gi, scored 6000m 2Gi",
  ],
  [
    "a container that asks for nothing is scored as 100m and 200 MiB",
    { containers: [{}, container("1", "1Gi")] },
    "1000m 1Gi, scored 1100m 1.2Gi",
  ],
  [
    "an explicit zero is not nothing",
    { containers: [container("0", "0")] },
    "0m 0Gi, scored 0m 0Gi",
  ],
  [
    "limits stand in for missing requests",
    { containers: [{ resources: { limits: { cpu: "2", memory: "1Gi" } } }] },
    "2000m 1Gi, scored 2000m 1Gi",
  ],
])("%s", (_, spec, expected) => {
  expect(summary(spec)).toBe(expected);
});

test("extended resources are named, zero ones left out", () => {
  const requests = { "example.com/gpu": "2", "hugepages-2Mi": "4Mi", "example.com/none": "0" };
  expect(requestsOf({ containers: [{ resources: { requests } }] }).extended).toEqual([
    ["example.com/gpu", 2],
    ["hugepages-2Mi", 4 * 2 ** 20],
  ]);
});

test("host ports of containers and sidecars count, of other init containers not", () => {
  const ports = (hostPort: number) => [{ hostPort }];
  const { hostPorts } = requestsOf({
    initContainers: [{ ports: ports(1) }, { ports: ports(2), restartPolicy: "Always" }],
    containers: [{ ports: [{ hostPort: 53, protocol: "UDP", hostIP: "127.0.0.1" }, {}] }],
  });
  expect(hostPorts).toEqual([
    { protocolAndPort: "TCP/2", address: "0.0.0.0" },
    { protocolAndPort: "UDP/53", address: "127.0.0.1" },
  ]);
});
