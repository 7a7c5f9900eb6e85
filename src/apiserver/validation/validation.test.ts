// What is refused, in Kubernetes' words. That all kinds answer as the real server does is the conformance suite's to say.

import { describe, expect, test } from "bun:test";
import {
  applyDefaults,
  builtinResources,
  readObject,
  typeOf,
  type JsonObject,
  type KubeObject,
} from "../../kube/index.ts";
import { strategyOf } from "../registry/strategies.ts";
import { draftOf, type Draft } from "../store/draft.ts";

/** An object as it stands before it is judged: read, defaulted, named `x`. */
function stored(apiVersion: string, kind: string, body: JsonObject): Draft {
  const type = typeOf(apiVersion, kind);
  if (!type) throw new Error(`${kind} is not built in`);
  const sent = { apiVersion, kind, metadata: { name: "x", namespace: "ns" }, ...body };
  return draftOf(
    applyDefaults(apiVersion, kind, readObject(type, sent).object) as unknown as KubeObject,
  );
}

const groupOf = (apiVersion: string): string => apiVersion.split("/").slice(0, -1).join();

/** `field: message` of everything that is wrong. */
function refusals(apiVersion: string, kind: string, body: JsonObject): string[] {
  const { validateCreate } = strategyOf(groupOf(apiVersion), kind);
  const errors = validateCreate?.(stored(apiVersion, kind, body)) ?? [];
  return errors.map(({ field, message }) => `${field}: ${message}`);
}

const podRefusals = (spec: JsonObject): string[] => refusals("v1", "Pod", { spec });
const main = { name: "main", image: "registry.example/web" };

describe("pods", () => {
  test("a plain one is fine", () => {
    expect(podRefusals({ containers: [main] })).toEqual([]);
  });

  test("everything wrong is said, in the order of the fields", () => {
    expect(
      podRefusals({
        restartPolicy: "Perhaps",
        containers: [
          { name: "main", ports: [{ containerPort: 99_999 }] },
          { name: "main", image: "x", resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } },
        ],
      }),
    ).toEqual([
      "spec.containers[0].image: Required value",
      "spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
      'spec.containers[1].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'spec.containers[1].name: Duplicate value: "main"',
      'spec.restartPolicy: Unsupported value: "Perhaps": supported values: "Always", "OnFailure", "Never"',
    ]);
  });

  test("what is mounted must be there, and a volume has one source", () => {
    expect(
      podRefusals({
        volumes: [{ name: "a", emptyDir: {}, hostPath: { path: "/" } }],
        containers: [{ ...main, volumeMounts: [{ name: "b", mountPath: "/b" }] }],
      }),
    ).toEqual([
      "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
      'spec.containers[0].volumeMounts[0].name: Not found: "b"',
    ]);
  });

  test("amounts of what is counted are whole, and nothing is negative", () => {
    const limits = { "example.com/gpu": "1500m", memory: "-1" };
    expect(podRefusals({ containers: [{ ...main, resources: { limits } }] })).toEqual([
      'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer',
      'spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
      'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "1500m": must be an integer',
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    ]);
  });

  test("probes and hooks have one handler", () => {
    const livenessProbe = { exec: { command: ["true"] }, tcpSocket: { port: 80 } };
    expect(
      podRefusals({ containers: [{ ...main, livenessProbe, lifecycle: { preStop: {} } }] }),
    ).toEqual([
      "spec.containers[0].lifecycle.preStop: Required value: must specify a handler type",
      "spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
    ]);
  });

  test("a change of anything but a few fields is shown as Go prints it", () => {
    const before = stored("v1", "Pod", { spec: { containers: [main] } });
    const after = draftOf(before);
    after["spec"] = { ...(before["spec"] as object), nodeName: "node-1" };
    const { validateUpdate } = strategyOf("", "Pod");
    const [error] = validateUpdate?.(after, before) ?? [];
    expect(error?.message).toContain('- "NodeName": "",\n+ "NodeName": "node-1",\n');
    expect(error?.message).toStartWith("Forbidden: pod updates may not change fields other than");
  });
});

describe("other kinds", () => {
  test.each<[string, string, JsonObject, string[]]>([
    [
      "batch/v1",
      "CronJob",
      {
        spec: {
          schedule: "61 * * * *",
          jobTemplate: {
            spec: { template: { spec: { restartPolicy: "Never", containers: [main] } } },
          },
        },
      },
      ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'],
    ],
    [
      "apps/v1",
      "Deployment",
      {
        spec: {
          selector: { matchLabels: { app: "a" } },
          template: { metadata: { labels: { app: "b" } }, spec: { containers: [main] } },
          strategy: { rollingUpdate: { maxUnavailable: "0%", maxSurge: 0 } },
        },
      },
      [
        'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
      ],
    ],
    [
      "v1",
      "Service",
      { spec: { ports: [{ port: 80 }, { port: 80, name: "a" }] } },
      [
        "spec.ports[0].name: Required value",
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      "policy/v1",
      "PodDisruptionBudget",
      { spec: { minAvailable: "120%" } },
      ['spec.minAvailable: Invalid value: "120%": must not be greater than 100%'],
    ],
    [
      "v1",
      "LimitRange",
      { spec: { limits: [{ type: "Pod", default: { cpu: "1" } }] } },
      ["spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"],
    ],
  ])("%s %s", (apiVersion, kind, body, expected) => {
    expect(refusals(apiVersion, kind, body)).toEqual(expected);
  });
});

test.each(
  builtinResources()
    .filter(({ verbs }) => verbs.includes("create"))
    .map(({ group, version, kind }) => [group ? `${group}/${version}` : version, kind] as const),
)("%s %s: what lacks everything is judged, and breaks nothing", (apiVersion, kind) => {
  const { validateUpdate } = strategyOf(groupOf(apiVersion), kind);
  for (const body of [{}, { spec: {} }, { spec: { template: {} } }]) {
    const empty = stored(apiVersion, kind, body);
    refusals(apiVersion, kind, body);
    const changed = { ...empty, spec: { ...(empty["spec"] as object), paused: true } };
    expect(validateUpdate?.(changed, empty as unknown as KubeObject) ?? []).toBeArray();
  }
});
