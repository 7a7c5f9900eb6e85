// A template's text to something that runs: as text, or as a shape with holes.

import { guarded } from "../expression-error.ts";
import { builtinFunctions } from "./builtins.ts";
import { BlockCompiler, newSlots, type Execute } from "./compile-block.ts";
import type { TemplateFunction } from "./function.ts";
import type { GoValue } from "./go-value.ts";
import { HOLE, type Output, ShapeOutput, TextOutput } from "./output.ts";
import { parseTemplate } from "./parser.ts";

export interface TemplateOptions {
  /** What the template may call besides Go's builtins; a name given here hides a builtin. */
  readonly functions?: Readonly<Record<string, TemplateFunction>> | undefined;
  /** Leaves out the space around the whole text, as KWOK does. */
  readonly trims?: boolean | undefined;
}

/** What a rendering would look like with its scalar outputs left open. */
export interface Shape {
  /** One letter for each piece of static text or hole, in order; the key to cache by. */
  readonly shape: string;
  readonly holes: readonly GoValue[];
}

export interface Template {
  /** The text for some data; throws TemplateError. */
  render(data: GoValue): string;
  /** The shape for some data: control flow and static text decide it, values do not. */
  renderShape(data: GoValue): Shape;
  /** The text of a shape, with `hole(index)` in the place of each hole. */
  shapeText(shape: string, hole: (index: number) => string): string;
}

/** Compiles a template of Go 1.26's text/template; throws ExpressionError with its place. */
export function compileTemplate(text: string, options: TemplateOptions = {}): Template {
  const given = options.functions ?? {};
  const functions = { ...builtinFunctions, ...given };
  const names = new Set(Object.keys(functions));
  const tree = guarded(text, () => parseTemplate(text, names, options.trims));
  const builtins = new Set(
    Object.keys(builtinFunctions).filter((name) => !Object.hasOwn(given, name)),
  );
  const compiler = new BlockCompiler({ source: text, functions, builtins }, tree.definitions);
  const run = compiler.block(tree.main.body);
  return new CompiledTemplate(run, tree.main.slotCount, compiler.texts);
}

class CompiledTemplate implements Template {
  constructor(
    private readonly run: Execute,
    private readonly slotCount: number,
    private readonly texts: readonly string[],
  ) {}

  render(data: GoValue): string {
    const out = new TextOutput();
    this.execute(data, out);
    return out.text;
  }

  renderShape(data: GoValue): Shape {
    const out = new ShapeOutput();
    this.execute(data, out);
    return out;
  }

  shapeText(shape: string, hole: (index: number) => string): string {
    let text = "";
    let index = 0;
    for (const letter of shape) {
      text += letter === HOLE ? hole(index++) : this.texts[letter.charCodeAt(0) - 1];
    }
    return text;
  }

  private execute(data: GoValue, out: Output): void {
    this.run({ slots: newSlots(this.slotCount, data), out, depth: 0 }, data);
  }
}
