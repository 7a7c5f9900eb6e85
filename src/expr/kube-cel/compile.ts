// From a checked expression to a function: one closure a part, made once.

import type { Bind, Call, Expr, ListLiteral, MapLiteral, Select, SortBy } from "./ast.ts";
import type { Facts } from "./checker.ts";
import { accepts } from "./accept.ts";
import { compare } from "./equality.ts";
import { compileLoop, type Bound } from "./loops.ts";
import { noSuchOverload, type Overload, type Run } from "./overload.ts";
import {
  ArrayList,
  CelError,
  CelList,
  CelMap,
  EntryMap,
  Optional,
  TypeValue,
  type Value,
} from "./values.ts";

export type Step = (run: Run) => Value;

const LIST_COST = 10;
const MAP_COST = 30;

/** Where each name in reach is kept. */
export class Compiler {
  constructor(
    private readonly facts: Facts,
    private readonly scope: ReadonlyMap<string, number>,
    private readonly depth: number,
  ) {}

  compile(expr: Expr): Step {
    const typeName = this.facts.typeNames.get(expr);
    if (typeName !== undefined) {
      const type = new TypeValue(typeName);
      return () => type;
    }
    switch (expr.kind) {
      case "const":
        return () => expr.value;
      case "ident":
        return this.ident(expr.name);
      case "select":
        return this.select(expr);
      case "call":
        return this.call(expr);
      case "list":
        return this.list(expr);
      case "map":
        return this.map(expr);
      case "loop":
        return compileLoop(expr, this.compile(expr.range), (names) => this.within(names));
      case "bind":
        return this.bind(expr);
      case "sortBy":
        return this.sortBy(expr);
    }
  }

  /** A compiler for what is in reach of further names, and where their values go. */
  private within(names: readonly string[]): Bound {
    const slots = names.map((_, index) => this.depth + index);
    const scope = new Map([
      ...this.scope,
      ...names.map((name, index) => [name, this.depth + index] as const),
    ]);
    return { slots, compiler: new Compiler(this.facts, scope, this.depth + names.length) };
  }

  private ident(name: string): Step {
    const slot = this.scope.get(name) ?? -1;
    return (run) => {
      run.spend(1);
      return run.slots[slot] as Value;
    };
  }

  private select({ operand, field, how }: Select): Step {
    const of = this.compile(operand);
    if (how === "test") return (run) => testField(of(run), field);
    return (run) => {
      const holder = of(run);
      run.spend(1);
      if (how === "optional") return optionalField(holder, field);
      return holder instanceof Optional ? optionalField(holder, field) : fieldOf(holder, field);
    };
  }

  private call(expr: Call): Step {
    const { name, target, args } = expr;
    const overloads = this.facts.overloads.get(expr) ?? [];
    const isMember = overloads[0]?.isMember === true;
    const operands = (isMember && target ? [target, ...args] : args).map((arg) =>
      this.compile(arg),
    );
    const [first, second, third] = operands as [Step, Step, Step];
    if (name === "_&&_") return logical(first, second, false);
    if (name === "_||_") return logical(first, second, true);
    if (name === "_?_:_") return (run) => (truth(first(run)) ? second(run) : third(run));
    const [only] = overloads;
    const isPlain = overloads.length === 1 && !args.some((arg) => this.facts.isDynamic(arg));
    const isKnown = isPlain && !(target && this.facts.isDynamic(target));
    const pick =
      isKnown && only ? () => only : (values: readonly Value[]) => chosen(name, overloads, values);
    return (run) => {
      const values = operands.map((operand) => operand(run));
      run.spend(1);
      return pick(values).call(values, run);
    };
  }

  private list({ elements, optional }: ListLiteral): Step {
    const steps = elements.map((element) => this.compile(element));
    return (run) => {
      run.spend(LIST_COST);
      const items: Value[] = [];
      for (const [index, step] of steps.entries()) {
        const value = step(run);
        if (!optional.has(index)) items.push(value);
        else if (value instanceof Optional && value.value !== undefined) items.push(value.value);
      }
      return new ArrayList(items);
    };
  }

  private map({ entries }: MapLiteral): Step {
    const steps = entries.map(({ key, value, isOptional }) => ({
      key: this.compile(key),
      value: this.compile(value),
      isOptional,
    }));
    return (run) => {
      run.spend(MAP_COST);
      const pairs: [Value, Value][] = [];
      for (const { key, value, isOptional } of steps) {
        const [name, content] = [key(run), value(run)];
        if (!isOptional) pairs.push([name, content]);
        else if (content instanceof Optional && content.value !== undefined)
          pairs.push([name, content.value]);
      }
      return new EntryMap(pairs);
    };
  }

  private bind({ target, name, body, isFlat }: Bind): Step {
    const of = this.compile(target);
    const { slots, compiler } = this.within([name]);
    const inner = compiler.compile(body);
    const [slot = -1] = slots;
    return (run) => {
      const optional = of(run);
      if (!(optional instanceof Optional)) throw noSuchOverload("hasValue");
      if (optional.value === undefined) return Optional.none;
      run.slots[slot] = optional.value;
      const result = inner(run);
      return isFlat ? result : new Optional(result);
    };
  }

  private sortBy({ target, name, key }: SortBy): Step {
    const of = this.compile(target);
    const { slots, compiler } = this.within([name]);
    const keyOf = compiler.compile(key);
    const [slot = -1] = slots;
    return (run) => {
      const list = of(run);
      if (!(list instanceof CelList)) throw noSuchOverload("sortBy");
      run.spend(list.size);
      const keyed = Array.from(list, (item) => {
        run.slots[slot] = item;
        return [keyOf(run), item] as const;
      });
      keyed.sort(([left], [right]) => ordered(left, right));
      return new ArrayList(keyed.map(([, item]) => item));
    };
  }
}

export function ordered(left: Value, right: Value): number {
  const order = compare(left, right);
  if (order === undefined) throw new CelError("list elements must be comparable");
  return order;
}

function chosen(name: string, overloads: readonly Overload[], values: readonly Value[]): Overload {
  for (const overload of overloads)
    if (overload.params.every((param, index) => accepts(param, values[index] as Value)))
      return overload;
  throw noSuchOverload(name);
}

function truth(value: Value): boolean {
  if (typeof value !== "boolean") throw new CelError("no such overload");
  return value;
}

/** The one operand that decides does so even where the other fails. */
function logical(left: Step, right: Step, decisive: boolean): Step {
  return (run) => {
    let failure: unknown;
    try {
      if (truth(left(run)) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure = error;
    }
    if (truth(right(run)) === decisive) return decisive;
    if (failure) throw failure;
    return !decisive;
  };
}

export function fieldOf(holder: Value, field: string): Value {
  if (holder instanceof CelList) throw new CelError("unsupported index type 'string' in list");
  if (!(holder instanceof CelMap)) throw new CelError("no such overload");
  const value = holder.get(field);
  if (value === undefined) throw new CelError(`no such key: ${field}`);
  return value;
}

function testField(holder: Value, field: string): boolean {
  if (holder instanceof Optional)
    return holder.value !== undefined && testField(holder.value, field);
  if (holder instanceof CelMap) return holder.has(field);
  throw new CelError("no such overload");
}

export function optionalField(holder: Value, field: Value): Optional {
  if (holder instanceof Optional)
    return holder.value === undefined ? Optional.none : optionalField(holder.value, field);
  if (holder instanceof CelMap) {
    const value = holder.get(field);
    return value === undefined ? Optional.none : new Optional(value);
  }
  if (holder instanceof CelList) {
    const index = Number(field);
    return Number.isInteger(index) && index >= 0 && index < holder.size
      ? new Optional(holder.at(index))
      : Optional.none;
  }
  throw new CelError("no such overload");
}
