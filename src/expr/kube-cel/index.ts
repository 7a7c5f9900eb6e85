// CEL as Kubernetes' API server runs it in the rules of custom resources and in admission policies: checked against the
// types of what it is about before it ever runs, with Kubernetes' function libraries, and bounded in what it may cost.
// The CEL of stages (../cel) knows no types and has KWOK's functions.

import { addresses } from "./library/addresses.ts";
import { conversions } from "./library/conversions.ts";
import { kubernetes } from "./library/kubernetes.ts";
import { lists } from "./library/lists.ts";
import { operators } from "./library/operators.ts";
import { patterns } from "./library/patterns.ts";
import { strings } from "./library/strings.ts";
import { versions } from "./library/versions.ts";
import { check, type TypeNames } from "./checker.ts";
import { Compiler } from "./compile.ts";
import { validateLiterals } from "./literals.ts";
import { Run, type Host, type Overload } from "./overload.ts";
import { parse } from "./parser.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaque,
  STRING,
  TIMESTAMP,
  UINT,
  type CelType,
} from "./types.ts";
import { CelCostError, type Value } from "./values.ts";

export { CelCompileError } from "./issues.ts";
export { valueOf } from "./data.ts";
export type { Host } from "./overload.ts";
export * as celTypes from "./types.ts";
export type { CelType, ListIdentity, ObjectField } from "./types.ts";
export { CelCostError, CelError, CelMap, Optional, type Value } from "./values.ts";

export interface RuleEnvironment {
  readonly host: Host;
  readonly variables: Readonly<Record<string, CelType>>;
}

export interface CompiledRule {
  readonly type: CelType;
  /** Variables that the expression uses. */
  readonly used: ReadonlySet<string>;
  /**
   * The value, and what it cost. Throws CelError where the expression fails and CelCostError where it costs more than
   * `costMax`.
   */
  readonly run: (
    variables: Readonly<Record<string, Value>>,
    costMax: number,
  ) => { readonly value: Value; readonly cost: number };
}

const functions = byName([
  ...operators,
  ...conversions,
  ...strings,
  ...lists,
  ...patterns,
  ...addresses,
  ...kubernetes,
  ...versions,
]);

const TYPE_NAMES: TypeNames = new Map<string, CelType>([
  ["bool", BOOL],
  ["int", INT],
  ["uint", UINT],
  ["double", DOUBLE],
  ["string", STRING],
  ["bytes", BYTES],
  ["null_type", NULL],
  ["list", listOf(DYN)],
  ["map", mapOf(DYN, DYN)],
  ["type", { kind: "type", of: undefined }],
  ["optional_type", opaque("optional_type", DYN)],
  ["google.protobuf.Timestamp", TIMESTAMP],
  ["google.protobuf.Duration", DURATION],
  ["net.IP", opaque("net.IP")],
  ["net.CIDR", opaque("net.CIDR")],
]);

function byName(overloads: readonly Overload[]): ReadonlyMap<string, readonly Overload[]> {
  return Map.groupBy(overloads, ({ name }) => name);
}

/** Compiles an expression; throws CelCompileError, whose message is what Kubernetes says. */
export function compileRule(text: string, { host, variables }: RuleEnvironment): CompiledRule {
  const expr = parse(text);
  const facts = check(text, expr, variables, functions, TYPE_NAMES);
  validateLiterals(text, expr);
  const names = Object.keys(variables);
  const scope = new Map(names.map((name, index) => [name, index] as const));
  const step = new Compiler(facts, scope, names.length).compile(expr);
  return {
    type: facts.type,
    used: facts.used,
    run(values, costMax) {
      const slots = names.map((name) => values[name] ?? null);
      const run = new Run(host, costMax, slots, () => new CelCostError());
      return { value: step(run), cost: run.cost };
    },
  };
}
