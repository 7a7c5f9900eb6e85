// The functions KWOK gives to templates, beside Go's and sprig's. Generic kinds get the common ones; nodes and pods
// also what the simulated kubelet knows.

import { GoInt, type TemplateFunction, sprigFunctions, templateFunction } from "../expr/index.ts";
import type { KubeObject, PodObject } from "../kube/index.ts";
import type { StageEnvironment } from "./environment.ts";
import { literalFunctions } from "./literal.ts";
import { healthyNodeConditions } from "./node-conditions.ts";
import type { ResourceRef } from "./stage.ts";

/** The object a template is being rendered for. */
export interface Scope {
  object: KubeObject | undefined;
}

export type Functions = Readonly<Record<string, TemplateFunction>>;

export function stageFunctions(
  environment: StageEnvironment,
  ref: ResourceRef,
  scope: Scope,
): Functions {
  const common = commonFunctions(environment);
  if (ref.apiVersion !== "v1") return common;
  if (ref.kind === "Node") return { ...common, ...nodeFunctions(environment) };
  if (ref.kind === "Pod")
    return { ...common, ...nodeFunctions(environment), ...podFunctions(environment, scope) };
  return common;
}

function commonFunctions(environment: StageEnvironment): Functions {
  // A clock's text is made once a millisecond: a template asks for it many times over.
  let textMs = Number.NaN;
  let text = "";
  const now = (): string => {
    const wallMs = environment.wallMs();
    if (wallMs !== textMs) text = new Date((textMs = wallMs)).toISOString();
    return text;
  };
  const started = new Date(environment.startWallMs).toISOString();
  return {
    ...sprigFunctions({ nowMs: () => environment.wallMs(), random: () => environment.random() }),
    ...literalFunctions,
    Now: templateFunction("", now),
    StartTime: templateFunction("", () => started),
    Version: templateFunction("", () => environment.version),
    NodeConditions: templateFunction("", () => healthyNodeConditions),
  };
}

function nodeFunctions(environment: StageEnvironment): Functions {
  const port = new GoInt(environment.nodePort);
  return {
    NodeIP: templateFunction("", () => environment.nodeIp),
    NodeName: templateFunction("", () => environment.nodeName),
    NodePort: templateFunction("", () => port),
  };
}

function podFunctions(environment: StageEnvironment, scope: Scope): Functions {
  const hostIps = (node: string): readonly string[] => {
    const own = environment.hostIps(node);
    return own.length > 0 ? own : [environment.nodeIp];
  };
  const podIps = (node: string, hostNetwork: unknown, uid: string): readonly string[] =>
    hostNetwork === true ? hostIps(node) : environment.podIps(node, uid);
  const first = (addresses: readonly string[]): string => addresses[0] ?? "";
  type Args = [node: string, hostNetwork: unknown, uid: string];
  return {
    NodeIPWith: templateFunction("string", (node: string) => first(hostIps(node))),
    NodeIPsWith: templateFunction("string", (node: string) => [...hostIps(node)]),
    PodIP: templateFunction("", () => {
      const pod: PodObject | undefined = scope.object;
      return first(environment.podIps(pod?.spec?.nodeName ?? "", pod?.metadata.uid ?? ""));
    }),
    PodIPWith: templateFunction("string any string string string", (...args: Args) =>
      first(podIps(...args)),
    ),
    PodIPsWith: templateFunction("string any string string string", (...args: Args) => [
      ...podIps(...args),
    ]),
  };
}
