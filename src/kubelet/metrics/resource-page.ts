// /metrics/resource as a kubelet writes it: what metrics-server reads.

import { type PrometheusSample, PrometheusText } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import { containerStatus, isOver, mainContainersOf } from "../pod.ts";
import type { NodeSnapshot, UsageMeter } from "./usage-meter.ts";

/** `nowMs` since the epoch: the moment that the samples say they are of. */
export function resourcePage(snapshot: NodeSnapshot, meter: UsageMeter, nowMs: number): string {
  const running = snapshot.pods.filter((pod) => !isOver(pod) && hasStarted(pod));
  const perContainer = (of: (pod: PodObject, container: string) => number): PrometheusSample[] =>
    running.flatMap((pod) =>
      mainContainersOf(pod).map(({ name: container }): PrometheusSample => [
        { container, ...labelsOf(pod) },
        of(pod, container),
        nowMs,
      ]),
    );
  const perPod = (of: (pod: PodObject) => number): PrometheusSample[] =>
    running.map((pod) => [labelsOf(pod), of(pod), nowMs]);
  return new PrometheusText()
    .counter(
      "container_cpu_usage_seconds_total",
      "CPU time the container has used, simulated, in core-seconds",
      perContainer((pod, name) => meter.containerTotal(snapshot, pod, name, "cpu")),
    )
    .gauge(
      "container_memory_working_set_bytes",
      "Memory the container uses, simulated, in bytes",
      perContainer((pod, name) => meter.container(snapshot, pod, name, "memory")),
    )
    .gauge(
      "container_start_time_seconds",
      "When the container started, in seconds since the epoch",
      perContainer((pod, name) => (containerStatus(pod, name).startedMs ?? 0) / 1000),
    )
    .counter(
      "node_cpu_usage_seconds_total",
      "CPU time the node has used, simulated, in core-seconds",
      [[{}, meter.nodeTotal(snapshot, "cpu"), nowMs]],
    )
    .gauge("node_memory_working_set_bytes", "Memory the node uses, simulated, in bytes", [
      [{}, meter.node(snapshot, "memory"), nowMs],
    ])
    .counter(
      "pod_cpu_usage_seconds_total",
      "CPU time the pod has used, simulated, in core-seconds",
      perPod((pod) => meter.podTotal(snapshot, pod, "cpu")),
    )
    .gauge(
      "pod_memory_working_set_bytes",
      "Memory the pod uses, simulated, in bytes",
      perPod((pod) => meter.pod(snapshot, pod, "memory")),
    )
    .gauge("resource_scrape_error", "1 when reading the metrics failed", [[{}, 0]])
    .toString();
}

function labelsOf({ metadata }: PodObject): { namespace: string; pod: string } {
  return { namespace: metadata.namespace ?? "", pod: metadata.name };
}

function hasStarted(pod: PodObject): boolean {
  return mainContainersOf(pod).some(
    ({ name }) => containerStatus(pod, name).startedMs !== undefined,
  );
}
