// Finds the type of every part of an expression and the overloads its calls may mean, by the rules and with the
// messages of cel-go's checker.

import {
  qualifiedName,
  type Bind,
  type Call,
  type Expr,
  type Loop,
  type Select,
  type SortBy,
} from "./ast.ts";
import { CelCompileError, type Issue } from "./issues.ts";
import type { Overload } from "./overload.ts";
import {
  BOOL,
  DYN,
  ERROR,
  INT,
  insideOptional,
  isDyn,
  listOf,
  mapOf,
  optionalOf,
  printType,
  type CelType,
} from "./types.ts";
import { mostGeneral, Unifier } from "./unify.ts";

export interface Facts {
  readonly type: CelType;
  /** What a call may mean; which of them it does is found when it runs where there are several. */
  readonly overloads: ReadonlyMap<Call, readonly Overload[]>;
  /** Variables of the environment that the expression uses. */
  readonly used: ReadonlySet<string>;
  /** Parts that name a type. */
  readonly typeNames: ReadonlyMap<Expr, string>;
  readonly isDynamic: (expr: Expr) => boolean;
}

/** Names of types, as values: what they are of. */
export type TypeNames = ReadonlyMap<string, CelType>;

/** Throws CelCompileError. */
export function check(
  text: string,
  expr: Expr,
  variables: Readonly<Record<string, CelType>>,
  functions: ReadonlyMap<string, readonly Overload[]>,
  typeNames: TypeNames,
): Facts {
  const checker = new Checker(variables, functions, typeNames);
  const type = checker.check(expr);
  if (checker.issues.length > 0) throw new CelCompileError(text, checker.issues);
  return checker.facts(type);
}

class Checker {
  readonly issues: Issue[] = [];
  private readonly unifier = new Unifier();
  private readonly types = new Map<Expr, CelType>();
  private readonly overloads = new Map<Call, readonly Overload[]>();
  private readonly namedTypes = new Map<Expr, string>();
  private readonly used = new Set<string>();
  private scope: ReadonlyMap<string, CelType> = new Map();
  /** In the arguments of format, which may be of unlike types. */
  private isFormatting = false;

  constructor(
    private readonly variables: Readonly<Record<string, CelType>>,
    private readonly functions: ReadonlyMap<string, readonly Overload[]>,
    private readonly typeNames: TypeNames,
  ) {}

  facts(type: CelType): Facts {
    return {
      type: this.unifier.substitute(type, true),
      overloads: this.overloads,
      used: this.used,
      typeNames: this.namedTypes,
      isDynamic: (expr) => isDyn(this.unifier.substitute(this.types.get(expr) ?? DYN, true)),
    };
  }

  check(expr: Expr): CelType {
    const type = this.typeOf(expr);
    this.types.set(expr, type);
    return type;
  }

  private typeOf(expr: Expr): CelType {
    switch (expr.kind) {
      case "const":
        return expr.type;
      case "ident":
        return this.lookup(expr, expr.name) ?? this.undeclared(expr.at, expr.name);
      case "select":
        return this.select(expr);
      case "call":
        return this.call(expr);
      case "list":
        return this.list(expr);
      case "map":
        return this.map(expr);
      case "loop":
        return this.loop(expr);
      case "bind":
        return this.bind(expr);
      case "sortBy":
        return this.sortBy(expr);
    }
  }

  private report(at: number, message: string): CelType {
    this.issues.push({ at, message });
    return ERROR;
  }

  private undeclared(at: number, name: string): CelType {
    return this.report(at, `undeclared reference to '${name}' (in container '')`);
  }

  private lookup(expr: Expr, name: string): CelType | undefined {
    const bound = this.scope.get(name);
    if (bound) return bound;
    const variable = Object.hasOwn(this.variables, name) ? this.variables[name] : undefined;
    if (variable) {
      this.used.add(name);
      return variable;
    }
    const of = this.typeNames.get(name);
    if (!of) return undefined;
    this.namedTypes.set(expr, name);
    return { kind: "type", of };
  }

  private select(expr: Select): CelType {
    const { operand, field, how, at } = expr;
    const name = how === "plain" ? qualifiedName(expr) : undefined;
    const root = name?.split(".", 1)[0] ?? "";
    if (name && !this.scope.has(root) && this.typeNames.has(name))
      return this.lookup(expr, name) ?? ERROR;
    const found = this.unifier.substitute(this.check(operand));
    const inside = insideOptional(found);
    const type = this.fieldOf(inside ?? found, field, at);
    if (how === "test") return BOOL;
    return inside || how === "optional" ? optionalOf(type) : type;
  }

  private fieldOf(type: CelType, field: string, at: number): CelType {
    if (type.kind === "map") return this.unifier.substitute(type.value);
    if (type.kind === "object")
      return type.fields.get(field)?.type ?? this.report(at, `undefined field '${field}'`);
    if (type.kind === "param") this.unifier.isAssignable([DYN], [type]);
    else if (!isDyn(type))
      this.report(at, `type '${printType(type)}' does not support field selection`);
    return DYN;
  }

  private call(expr: Call): CelType {
    const { name, target, args, at } = expr;
    const wasFormatting = this.isFormatting;
    this.isFormatting ||= name === "format";
    const types = args.map((arg) => this.check(arg));
    this.isFormatting = wasFormatting;
    if (name === "_&&_" || name === "_||_") return this.logical(args, types);
    const prefix = qualifiedName(target);
    const full = prefix === undefined ? name : `${prefix}.${name}`;
    const isGlobal = !target || (prefix !== undefined && this.functions.has(full));
    if (target && !isGlobal) types.unshift(this.check(target));
    const known = this.functions.get(isGlobal ? full : name);
    if (!known) return this.undeclared(at, name);
    return this.resolve(expr, isGlobal ? full : name, known, types, !isGlobal);
  }

  private logical(args: readonly Expr[], types: readonly CelType[]): CelType {
    const before = this.issues.length;
    for (const [index, type] of types.entries())
      if (!this.unifier.isAssignable([type], [BOOL]))
        this.mismatch(args[index]?.at ?? 0, BOOL, type);
    return this.issues.length > before ? ERROR : BOOL;
  }

  private resolve(
    expr: Call,
    name: string,
    known: readonly Overload[],
    types: readonly CelType[],
    isMember: boolean,
  ): CelType {
    let result: CelType | undefined;
    const fitting: Overload[] = [];
    for (const overload of known) {
      if (overload.isMember !== isMember || overload.params.length !== types.length) continue;
      const [own = DYN, ...params] = this.unifier.instantiate([
        overload.result,
        ...overload.params,
      ]);
      if (!this.unifier.isAssignable(types, params)) continue;
      fitting.push(overload);
      const type = this.unifier.substitute(own);
      if (!result) result = type;
      else if (!isDyn(result) && printType(result) !== printType(type)) result = DYN;
    }
    if (!result) return this.noMatch(expr.at, name, types, isMember);
    this.overloads.set(expr, fitting);
    return result;
  }

  private noMatch(at: number, name: string, types: readonly CelType[], isMember: boolean): CelType {
    const [first = "", ...others] = types.map((type) =>
      printType(this.unifier.substitute(type, true)),
    );
    const applied = isMember
      ? `${first}.(${others.join(", ")})`
      : `(${(types.length > 0 ? [first, ...others] : []).join(", ")})`;
    return this.report(at, `found no matching overload for '${name}' applied to '${applied}'`);
  }

  private mismatch(at: number, expected: CelType, found: CelType): void {
    const [wanted, got] = [expected, found].map((type) => printType(this.unifier.substitute(type)));
    this.report(at, `expected type '${wanted}' but found '${got}'`);
  }

  /** The type of a part that stands beside others of the same kind. */
  private join(at: number, before: CelType | undefined, type: CelType): CelType {
    if (!before) return type;
    if (this.unifier.isAssignable([before], [type])) return mostGeneral(before, type);
    if (this.isFormatting) return DYN;
    this.mismatch(at, before, type);
    return ERROR;
  }

  private element(expr: Expr, isOptional: boolean): CelType {
    const type = this.check(expr);
    if (!isOptional) return type;
    const inside = insideOptional(this.unifier.substitute(type));
    if (!inside && !isDyn(type)) this.mismatch(expr.at, optionalOf(type), type);
    return inside ?? type;
  }

  private list({ elements, optional }: Expr & { kind: "list" }): CelType {
    let item: CelType | undefined;
    for (const [index, element] of elements.entries())
      item = this.join(element.at, item, this.element(element, optional.has(index)));
    return listOf(item ?? this.unifier.newVariable());
  }

  private map({ entries }: Expr & { kind: "map" }): CelType {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of entries) {
      key = this.join(entry.key.at, key, this.check(entry.key));
      value = this.join(entry.value.at, value, this.element(entry.value, entry.isOptional));
    }
    return mapOf(key ?? this.unifier.newVariable(), value ?? this.unifier.newVariable());
  }

  private within<Result>(
    bound: readonly (readonly [string, CelType])[],
    act: () => Result,
  ): Result {
    const outer = this.scope;
    this.scope = new Map([...outer, ...bound]);
    const result = act();
    this.scope = outer;
    return result;
  }

  private loop(expr: Loop): CelType {
    const { range, names, filter, body, form, at } = expr;
    const [first, second] = this.itemTypes(range, names.length === 2);
    const [firstName, secondName] = names;
    const bound: [string, CelType][] = [[firstName, first]];
    if (secondName !== undefined) bound.push([secondName, second]);
    return this.within(bound, () => {
      const filterType = filter ? this.check(filter) : BOOL;
      const type = this.check(body);
      const result = this.loopResult(form, first, type);
      if (filter) this.condition(at, filterType, result);
      if (form === "all" || form === "exists") this.logical([body], [type]);
      else if (form === "existsOne" || form === "filter")
        this.condition(at, type, form === "filter" ? result : INT);
      return result;
    });
  }

  private loopResult(form: Loop["form"], first: CelType, body: CelType): CelType {
    switch (form) {
      case "all":
      case "exists":
      case "existsOne":
        return BOOL;
      case "list":
        return listOf(body);
      case "filter":
        return listOf(first);
      case "transformMap":
        return mapOf(first, body);
      case "transformMapEntry":
        return body;
    }
  }

  /** Upstream's loops that pick items are made of conditional expressions, and complain as those do. */
  private condition(at: number, type: CelType, result: CelType): void {
    if (!this.unifier.isAssignable([type], [BOOL]))
      this.noMatch(at, "_?_:_", [type, result, result], false);
  }

  private itemTypes(range: Expr, isPair: boolean): readonly [CelType, CelType] {
    const type = this.unifier.substitute(this.check(range));
    if (type.kind === "list") return isPair ? [INT, type.item] : [type.item, DYN];
    if (type.kind === "map") return [type.key, type.value];
    if (isDyn(type) || type.kind === "param") {
      this.unifier.isAssignable([DYN], [type]);
      return [DYN, DYN];
    }
    this.report(
      range.at,
      `expression of type '${printType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
    return [ERROR, ERROR];
  }

  private bind({ target, name, body, isFlat, at }: Bind): CelType {
    const type = this.unifier.substitute(this.check(target));
    const inside = insideOptional(type);
    if (!inside && !isDyn(type)) this.noMatch(at, "hasValue", [type], true);
    const result = this.within([[name, inside ?? DYN]], () => this.check(body));
    return isFlat ? result : optionalOf(result);
  }

  private sortBy({ target, name, key, at }: SortBy): CelType {
    const [item] = this.itemTypes(target, false);
    const type = this.unifier.substitute(this.within([[name, item]], () => this.check(key)));
    if (!isDyn(type) && !SORTABLE.has(type.kind))
      this.noMatch(at, "@sortByAssociatedKeys", [listOf(item), listOf(type)], true);
    return listOf(item);
  }
}

const SORTABLE: ReadonlySet<CelType["kind"]> = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "int",
  "string",
  "timestamp",
  "uint",
  "param",
]);
