// One scheduling decision, without I/O: take the nodes that suit, score a hundred of them, pick the best.

import type { Prng } from "../base/index.ts";
import type { NodeTable } from "./node-table.ts";
import { type PodClass, sentencesOf } from "./pod-class.ts";
import { scoreAll } from "./score.ts";
import type { Survey } from "./survey.ts";

/**
 * Nodes scored for one pod. kube-scheduler stops its search at a share of the cluster (50 % at 1 node down to 5 % from
 * 5,625 on) but never below this number; always stopping here keeps the cost of a pod the same in every cluster.
 */
export const NODES_SCORED_MAX = 100;

export type Decision =
  | { readonly kind: "place"; readonly slot: number }
  /** `message` is what the pod's condition will say. */
  | { readonly kind: "refuse"; readonly message: string };

/** Holds the decision's working arrays, so that a decision allocates nothing. */
export class Decider {
  private readonly candidates = new Int32Array(NODES_SCORED_MAX);
  private readonly scores = new Float64Array(NODES_SCORED_MAX);
  private readonly best = new Int32Array(NODES_SCORED_MAX);

  constructor(
    private readonly nodes: NodeTable,
    private readonly random: Prng,
  ) {}

  decide(survey: Survey): Decision {
    const count = survey.candidates(this.candidates);
    if (count === 0) return { kind: "refuse", message: refusal(survey, this.nodes) };
    if (count === 1) return { kind: "place", slot: this.candidates[0]! };
    scoreAll(survey.podClass, this.nodes, this.candidates, count, this.scores);
    return { kind: "place", slot: this.pick(count) };
  }

  /** One of the highest scores, by chance. */
  private pick(count: number): number {
    let highest = -Infinity;
    let ties = 0;
    for (let at = 0; at < count; at++) {
      const score = this.scores[at]!;
      if (score > highest) {
        highest = score;
        ties = 0;
      }
      if (score === highest) this.best[ties++] = this.candidates[at]!;
    }
    return this.best[ties === 1 ? 0 : this.random.integer(ties)]!;
  }
}

/** kube-scheduler's sentence for a pod that fits nowhere: framework.FitError.Error, v1.36. */
export function refusal(survey: Survey, nodes: NodeTable): string {
  if (nodes.count === 0) return "no nodes available to schedule pods";
  const { podClass } = survey;
  const head = `0/${nodes.count} nodes are available:`;
  if (podClass.names?.size === 0) return `${head} pod affinity terms conflict.`;
  const reasons = reasonCounts(podClass, survey.failures(), nodes.count);
  return `${head} ${reasons.join(", ")}.`;
}

/** `3 Insufficient cpu`, sorted as texts, which is how kube-scheduler sorts them. */
function reasonCounts(
  podClass: PodClass,
  failures: ReadonlyMap<number, number>,
  nodeCount: number,
): string[] {
  const counts = new Map<string, number>();
  let unseen = nodeCount;
  for (const [reasons, count] of failures) {
    unseen -= count;
    for (const sentence of sentencesOf(podClass, reasons))
      counts.set(sentence, (counts.get(sentence) ?? 0) + count);
  }
  // Pods that name their nodes never have the others looked at.
  if (unseen > 0) counts.set("node(s) didn't satisfy plugin(s) [NodeAffinity]", unseen);
  return [...counts].map(([sentence, count]) => `${count} ${sentence}`).sort();
}
