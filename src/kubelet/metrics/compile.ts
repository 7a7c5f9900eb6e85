// The CEL expressions of ResourceUsage and Metric objects, compiled once.

import { type Clock, FailureError, messageOf } from "../../base/index.ts";
import {
  type CelEnvironment,
  type CelExpression,
  type CelFunction,
  loadCel,
} from "../../expr/index.ts";
import { type PodObject, parseQuantity } from "../../kube/index.ts";
import { findContainerRule } from "../settings/find-rule.ts";
import type { KubeletSettings, UsageValue } from "../settings/types.ts";
import { bindingsOf, numberOf } from "./bindings.ts";
import { compilePage, type CompiledPage } from "./custom-page.ts";
import { type NodeSnapshot, RunningTotals, UsageMeter, startedContainers } from "./usage-meter.ts";

export interface CompiledMetrics {
  readonly meter: UsageMeter;
  readonly pages: readonly CompiledPage[];
}

/** The snapshot that is being evaluated: functions get an object, and must know what is around it. */
interface Scene {
  snapshot: NodeSnapshot | undefined;
}

/** Throws FailureError that names every expression that does not compile. */
export async function compileMetrics(
  settings: KubeletSettings,
  clock: Clock,
  random: () => number,
  totals = new RunningTotals(),
): Promise<CompiledMetrics> {
  const scene: Scene = { snapshot: undefined };
  const compiled = new Map<UsageValue, CelExpression | number>();
  const meter = new UsageMeter(
    (snapshot, pod, container, resource) => {
      const { namespace = "", name } = pod.metadata;
      const rule = findContainerRule(settings.usages, { namespace, name }, container);
      const value = rule && compiled.get(rule.usage[resource] ?? NONE);
      if (value === undefined || typeof value === "number") return value;
      scene.snapshot = snapshot;
      return numberOf(value(bindingsOf(snapshot, pod, container)));
    },
    clock,
    totals,
  );
  const texts = settings.usages.flatMap(({ rules }) =>
    rules.flatMap(({ usage }) => Object.values(usage)),
  );
  const expressions =
    texts.some(({ kind }) => kind === "expression") || settings.metrics.length > 0;
  const compileCel = expressions ? (await loadCel()).compileCel : undefined;
  const environment = environmentOf(scene, meter, clock, random);
  const problems: string[] = [];
  const compile = (text: string, where: string): CelExpression => {
    try {
      if (compileCel) return compileCel(text, environment);
    } catch (error) {
      problems.push(`${where}: ${messageOf(error)}`);
    }
    return () => null;
  };
  for (const value of texts)
    compiled.set(
      value,
      value.kind === "value"
        ? Number(parseQuantity(value.text).nanos) / 1e9
        : compile(value.text, `the usage ${JSON.stringify(value.text)}`),
    );
  const within = <T>(snapshot: NodeSnapshot, run: () => T): T => {
    scene.snapshot = snapshot;
    return run();
  };
  const pages = settings.metrics.map((page) => compilePage(page, compile, within));
  if (problems.length > 0) throw new FailureError(problems.map((message) => ({ message })));
  return { meter, pages };
}

const NONE: UsageValue = { kind: "value", text: "" };

function environmentOf(
  scene: Scene,
  meter: UsageMeter,
  clock: Clock,
  random: () => number,
): CelEnvironment {
  const usage =
    (isTotal: boolean) =>
    (object: unknown, ...names: readonly unknown[]): number => {
      const { snapshot } = scene;
      if (!snapshot) return 0;
      const [resource = "", container] = names as readonly string[];
      const pod = object as PodObject;
      if (!Array.isArray(pod.spec?.["containers"]))
        return isTotal ? meter.nodeTotal(snapshot, resource) : meter.node(snapshot, resource);
      if (container === undefined)
        return isTotal
          ? meter.podTotal(snapshot, pod, resource)
          : meter.pod(snapshot, pod, resource);
      return isTotal
        ? meter.containerTotal(snapshot, pod, container, resource)
        : meter.container(snapshot, pod, container, resource);
    };
  const started: CelFunction = {
    arity: 1,
    call: () => (scene.snapshot ? startedContainers(scene.snapshot) : 0),
  };
  return {
    nowMs: () => clock.wallMs(),
    random,
    quantityNanos: (text) => parseQuantity(text).nanos,
    variables: ["node", "pod", "container"],
    types: { node: "Node", pod: "Pod", container: "Container" },
    resourceFields: new Set(["requests", "limits", "capacity", "allocatable"]),
    functions: {
      Usage: { arity: [2, 3], call: usage(false) },
      CumulativeUsage: { arity: [2, 3], call: usage(true) },
      StartedContainersTotal: started,
      // Its name of old, which KWOK still takes.
      startedContainersTotal: started,
    },
  };
}
