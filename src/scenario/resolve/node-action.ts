// What happens to nodes: as a phase of its own, or meanwhile, in another phase's time.

import type { Path } from "../problems.ts";
import type { PhaseText, SideText } from "../schema/phase.ts";
import type { NodeAction, Side } from "../types.ts";
import { resolveArrival } from "./arrival.ts";
import type { ResolveContext } from "./context.ts";
import { type Made, isNewName } from "./made.ts";
import { resolveNodeGroup } from "./nodes.ts";

/** The sides of a phase, or undefined after telling of what is wrong with one. */
export function resolveMeanwhile(
  phase: PhaseText,
  path: Path,
  made: Made,
  context: ResolveContext,
): readonly Side[] | undefined {
  const { arrival = phase.churn ? "poisson" : "asap" } = phase;
  const isAsap = arrival === "asap" || (typeof arrival === "object" && arrival.asap !== undefined);
  if (phase.meanwhile.length > 0 && isAsap && phase.sleep === undefined) {
    context.problems.add({
      path: [...path, "meanwhile"],
      message: "an asap phase has no timeline for something to happen meanwhile",
      hint: "give the phase an arrival with a rate: { constant: { rate: 100/s } }",
      at: "key",
    });
    return undefined;
  }
  const sides = phase.meanwhile.map((side, index) =>
    resolveSide(side, [...path, "meanwhile", index], phase.name, made, context),
  );
  return sides.every((side) => side !== undefined) ? sides : undefined;
}

function resolveSide(
  side: SideText,
  path: Path,
  phase: string,
  made: Made,
  context: ResolveContext,
): Side | undefined {
  const arrival = resolveArrival(side, path, context.problems);
  const action = resolveNodeAction(side, path, phase, made, context);
  return arrival && action && { afterMs: side.after, arrival, ...action };
}

type NodeActionText = Pick<PhaseText, "addNodes" | "removeNodes" | "failNodes">;

/** The action, or undefined after telling of what is wrong; `phase` names nodes that have no name of their own. */
export function resolveNodeAction(
  { addNodes, removeNodes, failNodes }: NodeActionText,
  path: Path,
  phase: string,
  made: Made,
  context: ResolveContext,
): NodeAction | undefined {
  if (addNodes) {
    const group = resolveNodeGroup(addNodes, [...path, "addNodes"], phase, context);
    made.nodes += addNodes.count;
    if (!group || !isNewName(group.name, [...path, "addNodes", "name"], made, context))
      return undefined;
    return { action: "addNodes", group };
  }
  const [action, count] = removeNodes
    ? (["removeNodes", removeNodes.count] as const)
    : (["failNodes", failNodes?.count ?? 0] as const);
  if (count > made.nodes) {
    context.problems.add({
      path: [...path, action, "count"],
      message: `there are ${made.nodes} nodes by then, fewer than ${count}`,
      hint: "lower the count, or have more nodes",
    });
    return undefined;
  }
  if (action === "failNodes") return { action, count, recoverAfterMs: failNodes?.recoverAfter };
  made.nodes -= count;
  return { action, count };
}
