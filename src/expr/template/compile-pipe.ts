// Pipelines to closures: fields, variables, constants and calls, evaluated as text/template does.

import {
  convertArgument,
  goNameOf,
  type ParameterType,
  type TemplateFunction,
} from "./function.ts";
import { GoFloat, GoInt, GoOpaque, type GoValue, isGoMap, isTrue, typeName } from "./go-value.ts";
import type { Output } from "./output.ts";
import type { Chained, Command, Operand, Pipe } from "./syntax.ts";
import { failRun } from "./template-error.ts";
import { messageOf } from "../../base/index.ts";

/** One activation of a template body. Slot 0 is `$`. */
export interface Frame {
  readonly slots: GoValue[];
  readonly out: Output;
  readonly depth: number;
}

export type Evaluate = (frame: Frame, dot: GoValue) => GoValue;

export interface Environment {
  readonly source: string;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** Names that are Go's own: `and` and `or` stop early only then. */
  readonly builtins: ReadonlySet<string>;
}

export function compilePipe(environment: Environment, pipe: Pipe): Evaluate {
  let evaluate: Evaluate | undefined;
  for (const command of pipe.commands)
    evaluate = settled(compileCommand(environment, command, evaluate));
  const value = evaluate!;
  const [first, second] = pipe.variables;
  if (first === undefined) return value;
  if (second === undefined) return (frame, dot) => (frame.slots[first] = value(frame, dot));
  return (frame, dot) => (frame.slots[first] = frame.slots[second] = value(frame, dot));
}

/** Between commands a nil interface becomes no value. */
function settled(evaluate: Evaluate): Evaluate {
  return (frame, dot) => evaluate(frame, dot) ?? undefined;
}

function compileCommand(
  environment: Environment,
  command: Command,
  final: Evaluate | undefined,
): Evaluate {
  const { head, operands } = command;
  if (head.kind === "function") {
    return compileCall(environment, head.name, head.at, operands.slice(1), final);
  }
  if (head.kind === "nil") return failing(environment, head.at, "nil is not a command");
  if (operands.length === 1 && !final) return compileOperand(environment, head);
  if (!("names" in head) || head.names.length === 0) {
    return failing(environment, head.at, "can't give argument to non-function");
  }
  return compileMethod(environment, head, operands.slice(1), final);
}

function failing({ source }: Environment, at: number, message: string): Evaluate {
  return () => failRun(source, at, message);
}

function compileOperand(environment: Environment, operand: Operand): Evaluate {
  const { at } = operand;
  switch (operand.kind) {
    case "dot":
      return (_frame, dot) => dot;
    case "nil":
      return () => null;
    case "bool":
    case "string": {
      const { value } = operand;
      return () => value;
    }
    case "number": {
      const value = idealConstant(operand);
      if (!value) return failing(environment, at, `${operand.text} overflows int`);
      return () => value;
    }
    case "field":
      return fieldsOf(environment, at, (_frame, dot) => dot, operand.names);
    case "variable": {
      const { slot } = operand;
      return fieldsOf(environment, at, (frame) => frame.slots[slot], operand.names);
    }
    case "function":
      return compileCall(environment, operand.name, at, [], undefined);
    case "pipe":
      return compilePipe(environment, operand.pipe);
    case "chain":
      return fieldsOf(environment, at, compileOperand(environment, operand.base), operand.names);
  }
}

/** The type a number has where nothing says which: int, or float64 if written as one. */
function idealConstant(operand: Operand & { kind: "number" }): GoInt | GoFloat | undefined {
  if (operand.isFloatText) return new GoFloat(operand.float);
  return operand.integer === undefined ? undefined : new GoInt(operand.integer);
}

function fieldsOf(
  environment: Environment,
  at: number,
  base: Evaluate,
  names: readonly string[],
): Evaluate {
  let evaluate = base;
  for (const name of names) evaluate = fieldStep(environment, at, evaluate, name);
  return evaluate;
}

const objectPrototype = Object.prototype;

function fieldStep(environment: Environment, at: number, base: Evaluate, name: string): Evaluate {
  const isInherited = name in objectPrototype;
  return (frame, dot) => {
    const receiver = base(frame, dot);
    if (receiver === undefined) return undefined;
    if (typeof receiver === "object" && receiver !== null && isGoMap(receiver)) {
      return isInherited && !Object.hasOwn(receiver, name) ? undefined : receiver[name];
    }
    return callMethod(environment, at, receiver, name, []);
  };
}

function callMethod(
  { source }: Environment,
  at: number,
  receiver: GoValue,
  name: string,
  args: GoValue[],
): GoValue {
  if (receiver === undefined) return undefined;
  if (receiver === null) failRun(source, at, `nil pointer evaluating interface {}.${name}`);
  const method = receiver instanceof GoOpaque ? receiver.method(name) : undefined;
  if (method) return method(...args);
  if (isGoMap(receiver)) failRun(source, at, `${name} is not a method but has arguments`);
  failRun(source, at, `can't evaluate field ${name} in type ${typeName(receiver)}`);
}

/** `.Field arguments`: only values with methods can take them. */
function compileMethod(
  environment: Environment,
  head: Chained,
  operands: readonly Operand[],
  final: Evaluate | undefined,
): Evaluate {
  const { names } = head;
  const owner = compileOperand(environment, { ...head, names: names.slice(0, -1) });
  const args = operands.map((operand) => compileArgument(environment, "any", operand));
  if (final) args.push(final);
  const base: Evaluate = head.kind === "field" && names.length === 1 ? (_frame, dot) => dot : owner;
  return (frame, dot) =>
    callMethod(
      environment,
      head.at,
      base(frame, dot),
      names.at(-1)!,
      args.map((arg) => arg(frame, dot)),
    );
}

function compileCall(
  environment: Environment,
  name: string,
  at: number,
  operands: readonly Operand[],
  final: Evaluate | undefined,
): Evaluate {
  const definition = environment.functions[name]!;
  const { parameters, rest } = definition;
  const count = operands.length + (final ? 1 : 0);
  if (count < parameters.length || (count > parameters.length && rest === undefined)) {
    const want =
      rest === undefined ? `want ${parameters.length}` : `want at least ${parameters.length}`;
    return failing(environment, at, `wrong number of args for ${name}: ${want} got ${count}`);
  }
  const typeAt = (index: number): ParameterType => parameters[index] ?? rest!;
  const args = operands.map((operand, index) =>
    compileArgument(environment, typeAt(index), operand),
  );
  if (final) args.push(converted(environment, at, typeAt(operands.length), final));
  if (environment.builtins.has(name) && (name === "and" || name === "or"))
    return shortCircuit(name, args);
  return invoke(environment, name, at, args, definition.call as (...args: unknown[]) => GoValue);
}

function shortCircuit(name: "and" | "or", args: readonly Evaluate[]): Evaluate {
  const stopsAt = name === "or";
  return (frame, dot) => {
    let value: GoValue;
    for (const arg of args) {
      value = arg(frame, dot);
      if (isTrue(value) === stopsAt) return value;
    }
    return value;
  };
}

function invoke(
  { source }: Environment,
  name: string,
  at: number,
  args: readonly Evaluate[],
  call: (...args: unknown[]) => GoValue,
): Evaluate {
  const failed = (error: unknown): never =>
    failRun(source, at, `error calling ${name}: ${messageOf(error)}`);
  const [a, b] = args;
  if (!a) {
    return () => {
      try {
        return call();
      } catch (error) {
        return failed(error);
      }
    };
  }
  return (frame, dot) => {
    const first = a(frame, dot);
    const second = b ? b(frame, dot) : undefined;
    const more = args.length > 2 ? args.slice(2).map((arg) => arg(frame, dot)) : undefined;
    try {
      if (!b) return call(first);
      return more ? call(first, second, ...more) : call(first, second);
    } catch (error) {
      return failed(error);
    }
  };
}

function converted(
  { source }: Environment,
  at: number,
  type: ParameterType,
  evaluate: Evaluate,
): Evaluate {
  return (frame, dot) => {
    const value = evaluate(frame, dot);
    try {
      return convertArgument(type, value);
    } catch (error) {
      return failRun(source, at, messageOf(error));
    }
  };
}

/** An argument in the place of a parameter: constants are typed by it, all else is checked. */
function compileArgument(
  environment: Environment,
  type: ParameterType,
  operand: Operand,
): Evaluate {
  const isConstant =
    operand.kind === "bool" || operand.kind === "string" || operand.kind === "number";
  if (operand.kind === "nil") {
    const canBeNil = ["any", "value", "list", "map", "strings"].includes(type);
    if (!canBeNil)
      return failing(environment, operand.at, `cannot assign nil to ${goNameOf(type)}`);
    return () => convertArgument(type, null);
  }
  if (!isConstant || type === "any" || type === "value") {
    return converted(environment, operand.at, type, compileOperand(environment, operand));
  }
  const constant = typedConstant(type, operand);
  if (constant === undefined) {
    const wanted =
      { int: "integer", int64: "integer", float64: "float" }[type as string] ?? goNameOf(type);
    const found = operand.kind === "number" ? operand.text : JSON.stringify(operand.value);
    return failing(environment, operand.at, `expected ${wanted}; found ${found}`);
  }
  return () => constant;
}

type Constant = Extract<Operand, { kind: "bool" | "string" | "number" }>;

function typedConstant(type: ParameterType, operand: Constant): unknown {
  switch (operand.kind) {
    case "bool":
      return type === "bool" ? operand.value : undefined;
    case "string":
      return type === "string" ? operand.value : undefined;
    case "number":
      if (type === "float64") return operand.float;
      if (type !== "int" && type !== "int64") return undefined;
      return operand.integer === undefined ? undefined : Number(operand.integer);
  }
}
