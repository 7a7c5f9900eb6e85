// Every script of the golden data, step by step: what Kubernetes' field managers made of it, we make too.

import { describe, expect, test } from "bun:test";
import { applyTypeOf } from "./apply-type.ts";
import { configurationProblem } from "./validate.ts";
import { reportConflicts } from "./conflict.ts";
import { EMPTY_SET } from "./field-set.ts";
import { fieldSetOf, fieldsV1Of } from "./fields-v1.ts";
import { applyWithLastApplied } from "./last-applied.ts";
import { entriesOf, ownersOf, type ManagedFieldsEntry, type Owners } from "./managed-fields.ts";
import { ownersAfterUpdate, type Write } from "./ownership.ts";
import type { JsonObject } from "../object.ts";
import { typeOf } from "../schema/index.ts";
import scripts from "../../../test/golden/apply/scripts.json";

interface Step {
  readonly op: "apply" | "update";
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: string;
  readonly object: JsonObject & { apiVersion: string; kind: string };
  readonly live?: JsonObject;
  readonly managedFields?: readonly unknown[];
  readonly message?: string;
  readonly causes?: readonly unknown[];
}

interface State {
  live: JsonObject;
  owners: Owners;
}

/** Plays one step; what went wrong, if something did. */
function play(state: State, step: Step, second: number): { message?: string; causes?: unknown } {
  const { object, op, manager, force = false, subresource = "" } = step;
  const info = typeOf(object.apiVersion, object.kind);
  if (!info) throw new Error(`no type ${object.apiVersion} ${object.kind}`);
  const type = applyTypeOf(info);
  const { live, owners } = state;
  const now = new Date(second * 1000).toISOString();
  const { apiVersion } = object;
  const write: Write = {
    type,
    live,
    bare: { apiVersion, kind: object.kind, metadata: {} },
    owners,
    manager,
    apiVersion,
    subresource,
    ignored: EMPTY_SET,
    now,
  };
  if (op === "update") {
    // An object that exists and has no owners is not tracked; upstream knows by its uid.
    state.owners = ownersAfterUpdate(write, object);
    state.live = object;
    return {};
  }
  const problem = configurationProblem(type, object);
  if (problem) return { message: problem.message };
  const applied = applyWithLastApplied(write, object, force);
  if (applied.conflicts) return reportConflicts(applied.conflicts);
  state.owners = applied.owners;
  state.live = applied.object;
  return {};
}

/** In one order and without times: all of the golden data was made within a second. */
function sorted(entries: readonly unknown[]): readonly unknown[] {
  return (entries as ManagedFieldsEntry[])
    .map(({ time: _time, ...entry }) => entry)
    .sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

function nameOf({ manager, operation, subresource }: Omit<ManagedFieldsEntry, "time">): string {
  return `${manager} ${operation} ${subresource ?? ""}`;
}

describe("server-side apply, as Kubernetes' own field managers do it", () => {
  for (const { name, steps } of scripts as unknown as { name: string; steps: Step[] }[])
    test(name, () => {
      const [first] = steps;
      if (!first) throw new Error("a script has steps");
      const { apiVersion, kind } = first.object;
      const state: State = { live: { apiVersion, kind, metadata: {} }, owners: new Map() };
      for (const [at, step] of steps.entries()) {
        const problem = play(state, step, at);
        const where = `step ${at}`;
        if (step.message !== undefined) {
          const expected = { where, message: step.message, causes: step.causes };
          expect({ where, ...problem }).toEqual(expected);
          continue;
        }
        const after: Record<string, unknown> = { where, ...problem, live: state.live };
        expect(after).toEqual({ where, live: step.live });
        const owners: readonly unknown[] = sorted(entriesOf(state.owners) ?? []);
        expect({ where, owners }).toEqual({
          where,
          owners: sorted(step.managedFields ?? []),
        });
      }
    });

  test("sets survive their written form", () => {
    for (const { steps } of scripts as unknown as { steps: Step[] }[])
      for (const { managedFields = [] } of steps)
        for (const entry of managedFields as { fieldsV1: JsonObject }[])
          expect(fieldsV1Of(fieldSetOf(entry.fieldsV1))).toEqual(entry.fieldsV1);
  });

  test("what cannot be understood has no owners", () => {
    expect(ownersOf([{ manager: "x", operation: "Other" }]).size).toBe(0);
  });
});
