// The Result as text and back: stable key order, so that equal Results are equal texts; Infinity (a percentile among the
// censored) is written as null, which JSON has.

import { z } from "zod";
import { fail, messageOf } from "../base/index.ts";
import { resultSchema } from "./schema.ts";
import { RESULT_API_VERSION, type Result } from "./types.ts";

/** Two-space JSON, histograms included, ending in a newline. */
export function serializeResult(result: Result): string {
  return `${JSON.stringify(result, finiteOnly, 2)}\n`.replaceAll(SHORT_ARRAY, (cells) =>
    cells.replaceAll(/\s+/g, " ").replaceAll("[ ", "[").replaceAll(" ]", "]"),
  );
}

/** Arrays of numbers, nested ones too: one a line would make a series a thousand lines long. */
const SHORT_ARRAY =
  /\[\s*(?:-?[\d.][\d.eE+-]*|null|\[[\d\s.,eE+-]*\])(?:,\s*(?:-?[\d.][\d.eE+-]*|null|\[[\d\s.,eE+-]*\]))*\s*\]/g;

/** The reverse of `finiteOnly`, in place: no field of a Result is null but for this. */
function revive<T extends object>(value: T): T {
  for (const [key, part] of Object.entries(value)) {
    if (part === null) (value as Record<string, unknown>)[key] = Infinity;
    else if (typeof part === "object") revive(part as object);
  }
  return value;
}

function finiteOnly(_key: string, value: unknown): unknown {
  return value === Infinity ? null : value;
}

/**
 * Reads a Result document.
 * Throws FailureError with sentences naming what is wrong: cut short, another kind, another version, a field missing.
 */
export function parseResult(text: string): Result {
  const document = parseJson(text);
  const { apiVersion, kind } = document as { apiVersion?: unknown; kind?: unknown };
  if (kind !== "Result")
    fail(
      `this is not a Result: its kind is ${JSON.stringify(kind)}`,
      "give the result.json of a run",
    );
  if (apiVersion !== RESULT_API_VERSION)
    fail(
      `this Result is of version ${JSON.stringify(apiVersion)}; this program reads ${RESULT_API_VERSION}`,
      "read it with the version of kwokbench that wrote it",
    );
  const parsed = resultSchema.safeParse(document);
  if (parsed.success) return revive(document) as Result;
  const [issue] = parsed.error.issues;
  return fail(
    `this Result is damaged: ${issue!.path.join(".")}: ${issue!.message}`,
    "run the scenario again",
  );
}

function parseJson(text: string): object {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const cut = text.length === 0 || !text.trimEnd().endsWith("}");
    fail(
      cut
        ? `this Result is cut short after ${text.length} characters`
        : `this Result is not JSON: ${messageOf(error)}`,
      "give the result.json of a run; if the disk was full, run it again",
    );
  }
  return typeof document === "object" && document !== null
    ? document
    : fail("this is not a Result: it is not a JSON object", "give the result.json of a run");
}

/** JSON Schema (draft 2020-12) of result.json. */
export function resultJsonSchema(): object {
  return {
    $id: `https://kwokbench.dev/schema/${RESULT_API_VERSION.split("/")[1]}/result.json`,
    title: "kwokbench Result",
    ...z.toJSONSchema(resultSchema, { io: "input" }),
  };
}
