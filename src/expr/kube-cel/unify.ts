// Whether a value of one type may stand where another is asked for, with type parameters bound as that is found out:
// the rules of cel-go's checker/types.go.

import { DYN, isDyn, nameOf, partsOf, sameType, type CelType } from "./types.ts";

type Bindings = Map<string, CelType>;

/** Types that null may stand for. */
const NULLABLE: ReadonlySet<CelType["kind"]> = new Set([
  "null",
  "opaque",
  "object",
  "duration",
  "timestamp",
]);

export class Unifier {
  private bindings: Bindings = new Map();
  private fresh = 0;

  /** Binds nothing where the answer is no. */
  isAssignable(from: readonly CelType[], to: readonly CelType[]): boolean {
    const trial = new Map(this.bindings);
    if (!allAssignable(trial, from, to)) return false;
    this.bindings = trial;
    return true;
  }

  newVariable(): CelType {
    return { kind: "param", name: `_var${this.fresh++}` };
  }

  /** The types with parameters of their own. */
  instantiate(types: readonly CelType[]): readonly CelType[] {
    const own: Bindings = new Map();
    const rename = (type: CelType): CelType => {
      if (type.kind !== "param") return rebuild(type, rename);
      const known = own.get(type.name) ?? this.newVariable();
      own.set(type.name, known);
      return known;
    };
    return types.map(rename);
  }

  /** With what is known of parameters put in. */
  substitute(type: CelType, orDyn = false): CelType {
    if (type.kind !== "param") return rebuild(type, (part) => this.substitute(part, orDyn));
    const bound = this.bindings.get(type.name);
    if (bound) return this.substitute(bound, orDyn);
    return orDyn ? DYN : type;
  }
}

function rebuild(type: CelType, change: (part: CelType) => CelType): CelType {
  const { kind } = type;
  if (kind === "list") return { ...type, item: change(type.item) };
  if (kind === "map") return { kind, key: change(type.key), value: change(type.value) };
  if (kind === "opaque" && type.params.length > 0)
    return { ...type, params: type.params.map(change) };
  return kind === "type" && type.of ? { kind, of: change(type.of) } : type;
}

function allAssignable(
  bindings: Bindings,
  from: readonly CelType[],
  to: readonly CelType[],
): boolean {
  return (
    from.length === to.length &&
    from.every((type, index) => assignable(bindings, type, to[index] as CelType))
  );
}

function assignable(bindings: Bindings, from: CelType, to: CelType): boolean {
  if (to.kind === "param") {
    const answer = bind(bindings, from, to.name);
    if (answer !== "unbound") return answer;
  }
  if (from.kind === "param") return bind(bindings, to, from.name) === true;
  if (isDyn(from) || isDyn(to)) return true;
  if (from.kind === "null") return NULLABLE.has(to.kind);
  if (to.kind === "null") return NULLABLE.has(from.kind);
  if (from.kind === "type") return to.kind === "type";
  return (
    from.kind === to.kind &&
    nameOf(from) === nameOf(to) &&
    allAssignable(bindings, partsOf(from), partsOf(to))
  );
}

/** Whether the type fits the parameter; "unbound" where nothing was known of it and it could not be bound. */
function bind(bindings: Bindings, type: CelType, name: string): boolean | "unbound" {
  if (type.kind === "param" && type.name === name) return true;
  const known = bindings.get(name);
  if (known) {
    if (sameType(type, known)) return true;
    if (!assignable(bindings, type, known)) return false;
    const general = mostGeneral(type, known);
    if (!occurs(bindings, name, general)) bindings.set(name, general);
    return true;
  }
  if (occurs(bindings, name, type)) return "unbound";
  bindings.set(name, type);
  return true;
}

function occurs(bindings: Bindings, name: string, within: CelType): boolean {
  if (within.kind !== "param") return partsOf(within).some((part) => occurs(bindings, name, part));
  if (within.name === name) return true;
  const bound = bindings.get(within.name);
  return bound !== undefined && occurs(bindings, name, bound);
}

/** The more general of two types that fit each other. */
export function mostGeneral(left: CelType, right: CelType): CelType {
  return isLessSpecific(left, right) ? left : right;
}

function isLessSpecific(left: CelType, right: CelType): boolean {
  if (isDyn(left) || left.kind === "param") return true;
  if (isDyn(right) || right.kind === "param") return false;
  if (left.kind !== right.kind || nameOf(left) !== nameOf(right)) return false;
  const [ours, theirs] = [partsOf(left), partsOf(right)];
  return (
    left.kind === "type" ||
    ours.every((part, index) => isLessSpecific(part, theirs[index] as CelType))
  );
}
