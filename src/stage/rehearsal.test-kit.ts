// Lives as transcripts: what was played when, and what one would see of the object afterwards.

import { FakeClock, formatMs, prng } from "../base/index.ts";
import type { Condition, Json, JsonObject, KubeObject } from "../kube/index.ts";
import { compileStages } from "./compile.ts";
import type { Effect } from "./effect.ts";
import type { StageEnvironment } from "./environment.ts";
import { IpPools } from "./ip-pools.ts";
import type { StageMachine } from "./machine.ts";
import { type ProfileName, profileStages } from "./profiles.ts";
import { rehearse } from "./rehearse.ts";
import { type Stage, refKey } from "./stage.ts";

export function testEnvironment(clock: FakeClock): StageEnvironment {
  const pools = new IpPools({ cidr: "10.0.0.0/8" });
  return {
    version: "test",
    startWallMs: clock.wallMs(),
    wallMs: () => clock.wallMs(),
    random: () => 0.5,
    nodeIp: "192.168.0.1",
    nodeName: "kubelet",
    nodePort: 10_250,
    hostIps: (node) => (node === "n6" ? ["192.168.0.6", "fd00::6"] : []),
    podIps: (node, uid) => pools.assign(uid, node, []),
  };
}

/** Compiles stages; a stage that does not compile fails the test. */
export async function machineOf(
  stages: readonly Stage[],
  key: string,
  clock: FakeClock,
): Promise<StageMachine> {
  const { machines, diagnostics } = await compileStages(stages, testEnvironment(clock));
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const machine = machines.get(key);
  if (!machine) throw new Error(`no stages for ${key}`);
  return machine;
}

const parsed = new Map<ProfileName, readonly Stage[]>();

/** Each profile is parsed once for all tests. */
function stagesOf(profile: ProfileName): readonly Stage[] {
  const stages = parsed.get(profile) ?? profileStages(profile);
  parsed.set(profile, stages);
  return stages;
}

/** One line a play: when, which stage, its effects, the object afterwards. */
export async function life(
  profile: ProfileName,
  key: string,
  object: KubeObject,
  playsMax = 20,
): Promise<string[]> {
  const clock = new FakeClock();
  const machine = await machineOf(
    stagesOf(profile).filter(({ resourceRef }) => refKey(resourceRef) === key),
    key,
    clock,
  );
  const random = prng(1);
  const plays = rehearse(machine, object, { clock, random: () => random.next(), playsMax });
  return plays.map(({ atMs, stage, effects, object: after }) => {
    const done = effects.map(effectText).join(", ");
    return `${formatMs(atMs)} ${stage}: ${done} → ${after ? seen(after) : "gone"}`;
  });
}

function effectText(effect: Effect): string {
  if (effect.kind === "event") return `event ${effect.reason}`;
  if (effect.kind === "patch") return `${effect.type} ${effect.subresource || "object"}`;
  return effect.kind;
}

interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: Readonly<Record<string, { readonly reason?: string }>>;
}

function seen(object: KubeObject): string {
  const status = (object["status"] ?? {}) as JsonObject;
  const conditions = (status["conditions"] ?? []) as unknown as readonly Condition[];
  const containers = (status["containerStatuses"] ?? []) as unknown as readonly ContainerStatus[];
  const inits = (status["initContainerStatuses"] ?? []) as unknown as readonly ContainerStatus[];
  return [
    textOf(status["phase"]),
    textOf(status["podIP"]),
    conditions
      .filter(({ status }) => status === "True")
      .map(({ type }) => type)
      .join("+") || "-",
    inits.length > 0 ? `init[${inits.map(containerText).join(" ")}]` : "",
    containers.length > 0 ? `[${containers.map(containerText).join(" ")}]` : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function containerText({ state, ready, restartCount }: ContainerStatus): string {
  const [[name, { reason = "" }] = ["none", {}]] = Object.entries(state);
  return [reason || name, ready ? "ready" : "", restartCount > 0 ? `×${restartCount}` : ""]
    .filter((text) => text !== "")
    .join("·");
}

export function testPod(fields: {
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "default", uid: "5555-p", ...fields.metadata },
    spec: {
      nodeName: "n",
      restartPolicy: "Always",
      containers: [{ name: "main", image: "app:1" }],
      ...fields.spec,
    },
    status: { phase: "Pending", ...fields.status },
  };
}

export function testNode(fields: {
  readonly metadata?: JsonObject;
  readonly status?: JsonObject;
}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: "n",
      uid: "5555-n",
      creationTimestamp: "2025-12-31T23:59:59Z",
      ...fields.metadata,
    },
    ...(fields.status && { status: fields.status }),
  };
}
