// Trials and lives of objects as text for people.

import { stringify } from "yaml";
import { formatMs } from "../../base/index.ts";
import type { Effect, RehearsedPlay, Trial } from "../../stage/index.ts";

/** A trial, and what expressions of its stage gave that could not be used. */
export type NotedTrial = Trial & { readonly notes: readonly string[] };

interface Titled {
  readonly kind: string;
  readonly name: string;
}

export function trialsText({
  kind,
  name,
  trials,
}: Titled & { trials: readonly NotedTrial[] }): string {
  const matching = trials.filter(({ matches }) => matches);
  const others = trials.filter(({ matches }) => !matches);
  return [
    `${kind} ${name}: ${matching.length} of ${trials.length} stages match\n`,
    ...matching.map(trialText),
    ...(others.length > 0 ? [`not matching: ${others.map(otherText).join(", ")}\n`] : []),
  ].join("\n");
}

function otherText({ stage, notes }: NotedTrial): string {
  return notes.length === 0 ? stage : `${stage} (${notes.join("; ")})`;
}

function trialText({
  stage,
  chance,
  weight,
  delayMs,
  effects,
  after,
  ...trial
}: NotedTrial): string {
  const [shortest, longest] = delayMs;
  const delay =
    longest > shortest ? `${formatMs(shortest)} to ${formatMs(longest)}` : formatMs(shortest);
  const odds = `${Number((chance * 100).toPrecision(3))} %`;
  const lines = [`  ${stage}: ${odds} (weight ${weight ?? "invalid"}), after ${delay}`];
  lines.push(...trial.notes.map((note) => `    note: ${note}`));
  if (trial.problem !== undefined) return [...lines, `    fails: ${trial.problem}`, ""].join("\n");
  if (effects.length === 0)
    lines.push(trial.suppressed > 0 ? "    changes nothing" : "    does nothing");
  lines.push(...effects.map(effectText));
  lines.push(
    after ? `    the object is then:\n${indented(after, 6)}` : "    the object is gone",
    "",
  );
  return lines.join("\n");
}

export function lifeText({
  kind,
  name,
  plays,
}: Titled & { plays: readonly RehearsedPlay[] }): string {
  const lines = plays.map(({ atMs, stage, effects, object }) => {
    const done = effects.map(({ kind: what }) => what).join(", ") || "nothing";
    return `  ${formatMs(atMs).padStart(8)}  ${stage}: ${done}${object ? "" : "; it is gone"}`;
  });
  const last = plays.at(-1)?.object;
  const end = last ? `\nthe object is then:\n${indented(last, 2)}` : "";
  return `${kind} ${name}: ${plays.length} plays\n\n${lines.join("\n")}\n${end}`;
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "patch":
      return `    patches ${effect.subresource || "the object"} (${effect.type}):\n${indented(effect.body, 6)}`;
    case "apply":
      return `    applies (${effect.type}):\n${indented(effect.object, 6)}`;
    case "event":
      return `    tells an event: ${effect.type} ${effect.reason}: ${effect.message}`;
    case "delete":
      return "    deletes the object";
  }
}

function indented(value: unknown, columns: number): string {
  const text = stringify(value, { lineWidth: 0 }).trimEnd();
  return text.replaceAll(/^/gm, " ".repeat(columns));
}
