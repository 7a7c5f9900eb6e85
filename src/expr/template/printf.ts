// fmt.Sprintf for the values a template has: flags, widths, precisions, argument indexes, and Go's
// notes in the text where verb and value do not fit.

import { formatVerb, type Flags } from "./format-verb.ts";
import { GoInt, type GoValue, typeName } from "./go-value.ts";
import { formatValue } from "./print.ts";

const DIRECTIVE = /([-+# 0]*)(?:\[(\d+)\])?(\d+|\*)?(?:\.(?:\[(\d+)\])?(\d+|\*)?)?(?:\[(\d+)\])?/y;

/** fmt.Sprintf(format, values…). */
export function sprintf(format: string, values: readonly GoValue[]): string {
  return new Printer(format, values).run();
}

class Printer {
  private next = 0;
  private isReordered = false;

  constructor(
    private readonly format: string,
    private readonly values: readonly GoValue[],
  ) {}

  run(): string {
    let text = "";
    let at = 0;
    for (;;) {
      const percent = this.format.indexOf("%", at);
      if (percent < 0) break;
      text += this.format.slice(at, percent);
      const { shown, end } = this.directive(percent + 1);
      text += shown;
      at = end;
    }
    return text + this.format.slice(at) + this.extra();
  }

  private directive(start: number): { shown: string; end: number } {
    DIRECTIVE.lastIndex = start;
    const [whole, flagText = "", widthIndex, width, precisionIndex, precision, valueIndex] =
      DIRECTIVE.exec(this.format)!;
    const code = this.format.codePointAt(start + whole.length);
    if (code === undefined) return { shown: "%!(NOVERB)", end: this.format.length };
    const verb = String.fromCodePoint(code);
    const end = start + whole.length + verb.length;
    if (verb === "%") return { shown: "%", end };
    const flags = this.flags(flagText, whole.includes("."));
    let problem = "";
    if (widthIndex !== undefined) this.jump(widthIndex);
    if (width === "*") problem += this.star("WIDTH", (count) => this.setWidth(flags, count));
    else if (width !== undefined) flags.width = Number(width);
    if (precisionIndex !== undefined) this.jump(precisionIndex);
    if (precision === "*")
      problem += this.star("PREC", (count) => (flags.precision = count < 0 ? undefined : count));
    else if (precision !== undefined) flags.precision = Number(precision);
    if (valueIndex !== undefined) this.jump(valueIndex);
    if (this.next < 0 || (this.isReordered && this.next >= this.values.length))
      return { shown: `${problem}%!${verb}(BADINDEX)`, end };
    if (this.next >= this.values.length) return { shown: `${problem}%!${verb}(MISSING)`, end };
    return { shown: problem + formatVerb(verb, this.values[this.next++], flags), end };
  }

  private flags(text: string, hasPrecision: boolean): Flags {
    const minus = text.includes("-");
    return {
      minus,
      plus: text.includes("+"),
      sharp: text.includes("#"),
      space: text.includes(" "),
      zero: text.includes("0"),
      width: undefined,
      precision: hasPrecision ? 0 : undefined,
    };
  }

  private setWidth(flags: Flags, count: number): void {
    flags.width = Math.abs(count);
    if (count < 0) flags.minus = true;
  }

  private star(name: string, set: (count: number) => void): string {
    const value = this.values[this.next++];
    if (!(value instanceof GoInt) || value.value > 1_000_000n || value.value < -1_000_000n)
      return `%!(BAD${name})`;
    set(Number(value.value));
    return "";
  }

  private jump(index: string): void {
    this.isReordered = true;
    const place = Number(index) - 1;
    this.next = place >= 0 && place < this.values.length ? place : -1;
  }

  private extra(): string {
    if (this.isReordered || this.next >= this.values.length) return "";
    const rest = this.values.slice(this.next).map((value) => {
      if (value === undefined || value === null) return "<nil>";
      return `${typeName(value)}=${formatValue(value)}`;
    });
    return `%!(EXTRA ${rest.join(", ")})`;
  }
}
