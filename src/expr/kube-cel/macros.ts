// Calls that are none: what they loop over or bind is part of the language.

import type { Call, Expr, LoopForm } from "./ast.ts";

type Fail = (at: number, message: string) => never;

/** By name and number of arguments: with one name, the value (of maps, the key). */
const ONE_NAME: Readonly<Record<string, LoopForm>> = {
  "all/2": "all",
  "exists/2": "exists",
  "exists_one/2": "existsOne",
  "existsOne/2": "existsOne",
  "map/2": "list",
  "map/3": "list",
  "filter/2": "filter",
};

/** With two names, the index or key and the value. */
const TWO_NAMES: Readonly<Record<string, LoopForm>> = {
  "all/3": "all",
  "exists/3": "exists",
  "exists_one/3": "existsOne",
  "existsOne/3": "existsOne",
  "transformList/3": "list",
  "transformList/4": "list",
  "transformMap/3": "transformMap",
  "transformMap/4": "transformMap",
  "transformMapEntry/3": "transformMapEntry",
  "transformMapEntry/4": "transformMapEntry",
};

/** What the call stands for; undefined where it is one. */
export function expandMacro(call: Call, fail: Fail): Expr | undefined {
  const { name, target, args, at } = call;
  if (!target) return name === "has" && args.length === 1 ? expandHas(call, fail) : undefined;
  const signature = `${name}/${args.length}`;
  const oneName = ONE_NAME[signature];
  if (oneName) {
    const [variable, ...bodies] = args;
    return loop(
      call,
      target,
      oneName,
      [nameOf(variable, fail, "argument is not an identifier")],
      bodies,
    );
  }
  const twoNames = TWO_NAMES[signature];
  if (twoNames) {
    const [first, second, ...bodies] = args;
    const names = [nameOf(first, fail), nameOf(second, fail)] as const;
    if (names[0] === names[1]) fail(second?.at ?? at, `duplicate variable name: ${names[0]}`);
    return loop(call, target, twoNames, names, bodies);
  }
  const [variable, body] = args;
  if (!body || args.length !== 2) return undefined;
  if (name === "optMap" || name === "optFlatMap") {
    const isFlat = name === "optFlatMap";
    return { kind: "bind", at, isFlat, target, name: nameOf(variable, fail), body };
  }
  if (name === "sortBy")
    return { kind: "sortBy", at, target, name: nameOf(variable, fail), key: body };
  return undefined;
}

function loop(
  { at }: Call,
  range: Expr,
  form: LoopForm,
  names: readonly [string] | readonly [string, string],
  bodies: readonly Expr[],
): Expr {
  const body = bodies.at(-1) as Expr;
  return {
    kind: "loop",
    at,
    form,
    range,
    names,
    filter: bodies.length > 1 ? bodies[0] : undefined,
    body,
  };
}

function nameOf(
  expr: Expr | undefined,
  fail: Fail,
  complaint = "argument must be a simple name",
): string {
  return expr?.kind === "ident" ? expr.name : fail(expr?.at ?? 0, complaint);
}

function expandHas({ args, at }: Call, fail: Fail): Expr {
  const [field] = args;
  if (field?.kind !== "select" || field.how !== "plain")
    return fail(field?.at ?? at, "invalid argument to has() macro");
  return { ...field, at, how: "test" };
}
