// The sign-off plan: which scenarios a release must pass, how often each is run, and what it is held against.

import { LineCounter, type Document, parseDocument } from "yaml";
import { z } from "zod";
import { type Diagnostic, FailureError } from "../../base/index.ts";
import { parsePattern } from "../patterns.ts";

export interface SignoffPlan {
  readonly name: string;
  readonly description?: string | undefined;
  readonly scenarios: readonly PlannedScenario[];
}

export interface PlannedScenario {
  /** Path as written, beside the plan. */
  readonly scenario: string;
  readonly set: Readonly<Record<string, string>>;
  readonly repeats: number;
  /** Folder or result.json files of the release it is held against; undefined: SLOs only. */
  readonly baseline: string | undefined;
  readonly minimumEffect: number;
  readonly minimumEffects: Readonly<Record<string, number>>;
  /** Held in addition to the scenario's own. */
  readonly thresholds: readonly string[];
  readonly slo: "kubernetes" | undefined;
}

const REPEATS_MAX = 100;

const share = z.union([z.number(), z.string()]).transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(String(value));
  const number = match ? Number(match[1]) / 100 : Number(value);
  if (number >= 0 && number < 10) return number;
  context.addIssue({ code: "custom", message: `"${value}" is not a share; write 5% or 0.05` });
  return z.NEVER;
});
const repeats = z.number().int().min(1).max(REPEATS_MAX);
const effects = z.record(
  z.string().refine((name) => parsePattern(name) !== undefined, {
    message: "names no figure; write pod_startup.p99 or api_request{verb=POST}.p99",
  }),
  share,
);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const schema = z.strictObject({
  apiVersion: z.literal("kwokbench.dev/v1alpha1"),
  kind: z.literal("SignoffPlan"),
  metadata: z.strictObject({ name: z.string().min(1), description: z.string().optional() }),
  spec: z.strictObject({
    repeats: repeats.default(10),
    baseline: z.string().optional(),
    minimumEffect: share.default(0.05),
    minimumEffects: effects.default({}),
    scenarios: z
      .array(
        z.strictObject({
          scenario: z.string().min(1),
          set: z.record(z.string(), scalar).default({}),
          repeats: repeats.optional(),
          baseline: z.string().optional(),
          minimumEffect: share.optional(),
          minimumEffects: effects.default({}),
          thresholds: z.array(z.string()).default([]),
          slo: z.enum(["kubernetes"]).optional(),
        }),
      )
      .min(1),
  }),
});

/** Throws FailureError with every problem as file:line:column. */
export function parseSignoffPlan(text: string, file: string): SignoffPlan {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new FailureError([{ file, line, column: col, message: error.message.split("\n")[0]! }]);
  }
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success)
    throw new FailureError(
      parsed.error.issues.map((issue) => diagnosticOf(issue, document, lines, file)),
    );
  const { metadata, spec } = parsed.data;
  return {
    ...metadata,
    scenarios: spec.scenarios.map((each) => ({
      scenario: each.scenario,
      set: each.set,
      repeats: each.repeats ?? spec.repeats,
      baseline: each.baseline ?? spec.baseline,
      minimumEffect: each.minimumEffect ?? spec.minimumEffect,
      minimumEffects: { ...spec.minimumEffects, ...each.minimumEffects },
      thresholds: each.thresholds,
      slo: each.slo,
    })),
  };
}

function diagnosticOf(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  file: string,
): Diagnostic {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  // A missing field has no place of its own: the nearest parent that has one is told.
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: readonly number[] } | undefined)?.range;
    if (!range) continue;
    const { line, col } = lines.linePos(range[0]!);
    return { file, line, column: col, path: path.join("."), message: issue.message };
  }
  return { file, path: path.join("."), message: issue.message };
}
