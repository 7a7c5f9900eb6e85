// Statements to closures: if, with, range, template, break and continue.

import { compilePipe, type Environment, type Evaluate, type Frame } from "./compile-pipe.ts";
import { GoInt, type GoValue, isGoMap, isList, isTrue, typeName } from "./go-value.ts";
import { sortedKeys } from "../go/utf8.ts";
import { printValue } from "./print.ts";
import type { Block, Definition, Pipe, Statement } from "./syntax.ts";
import { failRun } from "./template-error.ts";

/** How a statement ended: on to the next, out of the loop, or to its next round. */
type Flow = 0 | 1 | 2;
const GO_ON = 0;
const BREAK = 1;
const CONTINUE = 2;

export type Execute = (frame: Frame, dot: GoValue) => Flow;

/** Go's limit of templates calling each other. */
const DEPTH_MAX = 1000;
/** Letters of a shape are UTF-16 units; the first is the hole. */
const TEXTS_MAX = 0xd7ff;

export class BlockCompiler {
  /** The static texts; the letter of a shape is the index plus one. */
  readonly texts: string[] = [];
  private readonly bodies = new Map<string, Execute>();

  constructor(
    private readonly environment: Environment,
    private readonly definitions: ReadonlyMap<string, Definition>,
  ) {}

  block(block: Block): Execute {
    const statements = block.map((statement) => this.statement(statement));
    const [only] = statements;
    if (only && statements.length === 1) return only;
    return (frame, dot) => {
      for (let index = 0; index < statements.length; index++) {
        const flow = statements[index]!(frame, dot);
        if (flow !== GO_ON) return flow;
      }
      return GO_ON;
    };
  }

  private statement(statement: Statement): Execute {
    switch (statement.kind) {
      case "text":
        return this.text(statement.text);
      case "action":
        return this.action(statement.pipe);
      case "if":
      case "with":
        return this.condition(statement.kind, statement.pipe, statement.body, statement.otherwise);
      case "range":
        return this.range(statement);
      case "template":
        return this.call(statement);
      case "break":
        return () => BREAK;
      case "continue":
        return () => CONTINUE;
    }
  }

  private text(text: string): Execute {
    if (this.texts.length >= TEXTS_MAX) throw new RangeError("a template has too many actions");
    this.texts.push(text);
    const letter = String.fromCharCode(this.texts.length);
    return (frame) => {
      frame.out.literal(text, letter);
      return GO_ON;
    };
  }

  private action(pipe: Pipe): Execute {
    const value = compilePipe(this.environment, pipe);
    if (pipe.variables.length > 0) {
      return (frame, dot) => {
        value(frame, dot);
        return GO_ON;
      };
    }
    return (frame, dot) => {
      frame.out.value(value(frame, dot));
      return GO_ON;
    };
  }

  private condition(
    kind: "if" | "with",
    pipe: Pipe,
    body: Block,
    otherwise: Block | undefined,
  ): Execute {
    const value = compilePipe(this.environment, pipe);
    const run = this.block(body);
    const runElse = otherwise && this.block(otherwise);
    const setsDot = kind === "with";
    return (frame, dot) => {
      const subject = value(frame, dot);
      if (isTrue(subject)) return run(frame, setsDot ? subject : dot);
      return runElse ? runElse(frame, dot) : GO_ON;
    };
  }

  private range(statement: Statement & { kind: "range" }): Execute {
    const { pipe, at, otherwise } = statement;
    const value = compilePipe(this.environment, pipe);
    const run = this.block(statement.body);
    const runElse = otherwise && this.block(otherwise);
    const [first, second] = pipe.variables;
    const keySlot = second === undefined ? undefined : first;
    const elementSlot = second ?? first;
    const { source } = this.environment;
    const round = (frame: Frame, key: GoValue, element: GoValue): Flow => {
      if (elementSlot !== undefined) frame.slots[elementSlot] = element;
      if (keySlot !== undefined) frame.slots[keySlot] = key;
      return run(frame, element);
    };
    return (frame, dot) => {
      const subject = value(frame, dot);
      const ran = forEach(subject, keySlot !== undefined, round, frame, (message) =>
        failRun(source, at, message),
      );
      return !ran && runElse ? runElse(frame, dot) : GO_ON;
    };
  }

  private call(statement: Statement & { kind: "template" }): Execute {
    const { name, at, pipe } = statement;
    const argument: Evaluate = pipe ? compilePipe(this.environment, pipe) : () => undefined;
    const { source } = this.environment;
    const slotCount = this.definitions.get(name)!.slotCount;
    return (frame, dot) => {
      if (frame.depth >= DEPTH_MAX)
        failRun(source, at, `exceeded maximum template depth (${DEPTH_MAX})`);
      const inner = argument(frame, dot);
      this.body(name)(
        { slots: newSlots(slotCount, inner), out: frame.out, depth: frame.depth + 1 },
        inner,
      );
      return GO_ON;
    };
  }

  /** Compiled on first use, so that templates may call each other. */
  private body(name: string): Execute {
    let body = this.bodies.get(name);
    if (!body) {
      body = this.block(this.definitions.get(name)!.body);
      this.bodies.set(name, body);
    }
    return body;
  }
}

export function newSlots(count: number, root: GoValue): GoValue[] {
  const slots: GoValue[] = Array.from({ length: count });
  slots[0] = root;
  return slots;
}

type Round = (frame: Frame, key: GoValue, element: GoValue) => Flow;

/** Runs the rounds of a range; false where there were none. */
function forEach(
  subject: GoValue,
  wantsKey: boolean,
  round: Round,
  frame: Frame,
  fail: (message: string) => never,
): boolean {
  if (subject === undefined || subject === null) return false;
  if (isList(subject)) {
    for (let index = 0; index < subject.length; index++) {
      const key = wantsKey ? new GoInt(index) : undefined;
      if (round(frame, key, subject[index]) === BREAK) break;
    }
    return subject.length > 0;
  }
  if (isGoMap(subject)) {
    const keys = sortedKeys(subject);
    for (const key of keys) if (round(frame, key, subject[key]) === BREAK) break;
    return keys.length > 0;
  }
  if (subject instanceof GoInt) {
    if (wantsKey) fail(`can't use ${subject.value} to iterate over more than one variable`);
    for (let count = 0n; count < subject.value; count++) {
      if (round(frame, undefined, new GoInt(count, subject.type)) === BREAK) break;
    }
    return subject.value > 0n;
  }
  fail(`range can't iterate over ${printValue(subject)} of type ${typeName(subject)}`);
}
