// A template whose text is YAML, as a function from data to JSON. The text is written and parsed
// only for a shape not seen before, and where a value could change how the text is read; for the
// rest, the parsed skeleton of the shape is filled with the values.

import type { Json } from "../json.ts";
import { parseYaml } from "../yaml/parse.ts";
import {
  compileSkeleton,
  type Filler,
  type Hole,
  markerFor,
  NEEDS_PARSING,
} from "../yaml/skeleton.ts";
import { compileTemplate, type Template, type TemplateOptions } from "./compile.ts";
import { GoInt, type GoValue, Literal } from "./go-value.ts";
import { printValue } from "./print.ts";

/** Shapes kept for each document; a pod's shape varies with its containers, and with little else. */
const SHAPES_MAX = 256;

export interface DocumentTemplate {
  /**
   * The JSON that the rendered text means. Constant parts of it are frozen and shared between
   * results. Throws TemplateError, or YamlError where the text is not YAML.
   */
  (data: GoValue): Json;
  readonly template: Template;
  /** The same, always by way of the text: what the fast path is checked against. */
  parse(data: GoValue): Json;
}

/** Compiles a template whose text is YAML; the text is trimmed first. Throws ExpressionError. */
export function compileDocument(text: string, options: TemplateOptions = {}): DocumentTemplate {
  const template = compileTemplate(text, { ...options, trims: true });
  const skeletons = new SkeletonCache(template);
  const build = (data: GoValue): Json => {
    const { shape, holes } = template.renderShape(data);
    const fill = skeletons.find(shape, holes.length);
    if (fill) {
      try {
        return fill(holes.map(holeFor));
      } catch (error) {
        if (error !== NEEDS_PARSING) throw error;
      }
    }
    return parseYaml(template.shapeText(shape, (index) => printValue(holes[index])));
  };
  return Object.assign(build, {
    template,
    parse: (data: GoValue) => parseYaml(template.render(data)),
  });
}

/** The skeletons of a template's shapes; the one used longest ago goes first. */
class SkeletonCache {
  private readonly fillers = new Map<string, Filler | undefined>();
  private lastShape: string | undefined;
  private lastFiller: Filler | undefined;

  constructor(private readonly template: Template) {}

  find(shape: string, holeCount: number): Filler | undefined {
    if (shape === this.lastShape) return this.lastFiller;
    let filler = this.fillers.get(shape);
    if (filler || this.fillers.has(shape)) this.fillers.delete(shape);
    else {
      if (this.fillers.size >= SHAPES_MAX) this.fillers.delete(this.fillers.keys().next().value!);
      filler = compileSkeleton(this.template.shapeText(shape, markerFor), holeCount);
    }
    this.fillers.set(shape, filler);
    this.lastShape = shape;
    this.lastFiller = filler;
    return filler;
  }
}

/** What an action printed, and what YAML would read it as, where that needs no reading. */
function holeFor(value: GoValue): Hole {
  if (typeof value === "string") return { text: value, hasValue: false };
  if (value instanceof Literal) return new LiteralHole(value);
  if (typeof value === "boolean") return { text: String(value), value, hasValue: true };
  if (typeof value === "number")
    return {
      text: String(value),
      value: value === 0 ? 0 : value,
      hasValue: Number.isFinite(value),
    };
  if (value instanceof GoInt)
    return { text: value.value.toString(), value: Number(value.value), hasValue: true };
  return { text: printValue(value), hasValue: false };
}

/** Its text is written only where it stands beside other text. */
class LiteralHole implements Hole {
  readonly hasValue = true;

  constructor(private readonly literal: Literal) {}

  get text(): string | undefined {
    return this.indent === undefined ? this.literal.text : undefined;
  }

  get value(): Json {
    return this.literal.value as Json;
  }

  get indent(): number | undefined {
    return this.literal.indent;
  }
}
