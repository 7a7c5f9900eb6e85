// /stats/summary: the same usage in the kubelet's older JSON form.

import { rfc3339 } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import { containerStatus, isOver, mainContainersOf } from "../pod.ts";
import type { NodeSnapshot, UsageMeter } from "./usage-meter.ts";

export function summary(snapshot: NodeSnapshot, meter: UsageMeter, nowMs: number): object {
  const time = rfc3339(nowMs);
  const cpu = (cores: number, coreSeconds: number): object => ({
    time,
    usageNanoCores: Math.round(cores * 1e9),
    usageCoreNanoSeconds: Math.round(coreSeconds * 1e9),
  });
  const memory = (bytes: number): object => ({
    time,
    usageBytes: Math.round(bytes),
    workingSetBytes: Math.round(bytes),
  });
  const container = (pod: PodObject, name: string): object => ({
    name,
    startTime: rfc3339(containerStatus(pod, name).startedMs ?? nowMs),
    cpu: cpu(
      meter.container(snapshot, pod, name, "cpu"),
      meter.containerTotal(snapshot, pod, name, "cpu"),
    ),
    memory: memory(meter.container(snapshot, pod, name, "memory")),
  });
  const { metadata } = snapshot.node as PodObject;
  return {
    node: {
      nodeName: snapshot.name,
      startTime: metadata.creationTimestamp,
      cpu: cpu(meter.node(snapshot, "cpu"), meter.nodeTotal(snapshot, "cpu")),
      memory: memory(meter.node(snapshot, "memory")),
    },
    pods: snapshot.pods
      .filter((pod) => !isOver(pod))
      .map((pod) => ({
        podRef: {
          name: pod.metadata.name,
          namespace: pod.metadata.namespace,
          uid: pod.metadata.uid,
        },
        startTime: pod.status?.["startTime"] ?? pod.metadata.creationTimestamp,
        containers: mainContainersOf(pod).map(({ name }) => container(pod, name)),
        cpu: cpu(meter.pod(snapshot, pod, "cpu"), meter.podTotal(snapshot, pod, "cpu")),
        memory: memory(meter.pod(snapshot, pod, "memory")),
      })),
  };
}
