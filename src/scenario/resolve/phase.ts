// Phases, in order: each may speak of earlier ones, so what they leave behind is tracked.

import type { Path } from "../problems.ts";
import type { PhaseText } from "../schema/phase.ts";
import { didYouMean } from "../substitute.ts";
import type { Phase, Template } from "../types.ts";
import { resolveArrival } from "./arrival.ts";
import type { ResolveContext } from "./context.ts";
import type { Made } from "./made.ts";
import { resolveMeanwhile, resolveNodeAction } from "./node-action.ts";
import { resolveTemplate } from "./template.ts";

type Action = PhaseText & { readonly path: Path };

/** The phase, or undefined after telling of what is wrong. */
export function resolvePhase(
  text: PhaseText,
  path: Path,
  made: Made,
  context: ResolveContext,
): Phase | undefined {
  const arrival = resolveArrival(text, path, context.problems);
  const action = resolveAction({ ...text, path }, made, context);
  if ((text.create || text.churn) && !made.templates.has(text.name)) made.unknown.add(text.name);
  const meanwhile = resolveMeanwhile(text, path, made, context);
  if (!arrival || !action || !meanwhile) return undefined;
  return {
    name: text.name,
    arrival,
    durationMs: text.sleep ?? text.duration,
    wait: text.wait,
    timeoutMs: text.timeout,
    meanwhile,
    ...action,
  };
}

type ActionOf<T> = T extends Phase
  ? Omit<T, "name" | "arrival" | "durationMs" | "wait" | "timeoutMs" | "meanwhile">
  : never;

function resolveAction(
  text: Action,
  made: Made,
  context: ResolveContext,
): ActionOf<Phase> | undefined {
  if (text.create) return creation(text, text.create, made, context);
  if (text.churn) return churn(text, text.churn, made, context);
  if (text.delete) {
    const source = earlier(text, "delete", text.delete, made, context);
    const { from, count } = text.delete;
    return source && { action: "delete", kind: source.kind, from, count };
  }
  if (text.scale) {
    const source = earlier(text, "scale", text.scale, made, context, ["Deployment", "ReplicaSet"]);
    const { from, replicas } = text.scale;
    return source && { action: "scale", kind: source.kind, from, replicas };
  }
  if (text.rollout) {
    const source = earlier(text, "rollout", text.rollout, made, context, ["Deployment"]);
    const { from, annotation } = text.rollout;
    return source && { action: "rollout", kind: source.kind, from, annotation };
  }
  if (text.sleep !== undefined) return { action: "sleep" };
  return resolveNodeAction(text, text.path, text.name, made, context);
}

function creation(
  text: Action,
  create: NonNullable<PhaseText["create"]>,
  made: Made,
  context: ResolveContext,
): ActionOf<Phase> | undefined {
  const template = resolveTemplate(create, [...text.path, "create"], context);
  if (!template) return undefined;
  made.templates.set(text.name, template);
  return { action: "create", template, count: create.count };
}

function churn(
  text: Action,
  churn: NonNullable<PhaseText["churn"]>,
  made: Made,
  context: ResolveContext,
): ActionOf<Phase> | undefined {
  const path: Path = [...text.path, "churn"];
  const { problems } = context;
  if (text.duration === undefined)
    problems.add({
      path,
      message: "churn has no end",
      hint: "give the phase a duration: 60s",
      at: "key",
    });
  const template = resolveTemplate(churn, path, context);
  if (!template || text.duration === undefined) return undefined;
  const population = [...made.templates.values()].some(
    ({ manifest }) => manifest === template.manifest,
  );
  if (!population && made.unknown.size === 0) {
    problems.add({
      path,
      message: `no earlier phase creates a ${template.kind} of profile "${template.profile}", so there is nothing to replace`,
      hint: "put a create phase with the same kind, profile and replicas before it",
      at: "key",
    });
    return undefined;
  }
  made.templates.set(text.name, template);
  return { action: "churn", template, ratePerSecond: churn.rate ?? meanRate(text) };
}

/** Of a churn whose arrival has the rates itself. */
function meanRate({ arrival }: PhaseText): number {
  if (typeof arrival !== "object") return 0;
  if (arrival.ramp) return (arrival.ramp.from + arrival.ramp.to) / 2;
  return (arrival.constant ?? arrival.poisson)?.rate ?? 0;
}

function earlier(
  text: Action,
  action: "delete" | "scale" | "rollout",
  { from, kind }: { readonly from: string; readonly kind?: string | undefined },
  made: Made,
  { problems }: ResolveContext,
  kinds?: readonly string[],
): Template | undefined {
  const path: Path = [...text.path, action, "from"];
  if (made.unknown.has(from)) return undefined;
  const template = made.templates.get(from);
  if (!template) {
    const hint = `${didYouMean(from, [...made.templates.keys()])} (it must be an earlier phase that creates)`;
    problems.add({ path, message: `no earlier phase "${from}" creates anything`, hint });
    return undefined;
  }
  const wanted = kinds ?? (kind === undefined ? undefined : [kind]);
  if (wanted && !wanted.includes(template.kind)) {
    problems.add({
      path,
      message: `"${from}" creates ${template.kind} objects, ${action} is for ${wanted.join(" and ")}`,
      hint: "name a phase that creates those",
    });
    return undefined;
  }
  return template;
}
