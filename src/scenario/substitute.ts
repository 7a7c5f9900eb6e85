// `${name}` in any text of a scenario stands for a variable: `vars`, overridden by `--set name=value`.
// A text that is nothing but one `${name}` takes the variable's own type, so that counts stay numbers.

import { nearest } from "../base/index.ts";
import type { Path, Problems } from "./problems.ts";

export type Variable = string | number | boolean;
export type Variables = Readonly<Record<string, Variable>>;

/** What a manifest may leave open for each object, filled when the object is made. */
const HOLES = ["name", "index", "namespace", "zone", "phase", "run"] as const;
export type Hole = (typeof HOLES)[number];

/** `${name}`, or escaped `$${name}`. */
export const REFERENCE = /\$(\$?)\{([^{}]*)\}/g;

/** The declared variables with the overrides of the command line; tells of overrides nothing declares. */
export function readVariables(
  declared: unknown,
  set: Readonly<Record<string, string>>,
  problems: Problems,
): Variables {
  const variables: Record<string, Variable> = Object.create(null) as Record<string, Variable>;
  if (typeof declared === "object" && declared !== null) {
    for (const [name, value] of Object.entries(declared)) {
      if (isHole(name))
        problems.add({
          path: ["vars", name],
          message: `"${name}" cannot be a variable: it stands for each object's own ${name}`,
          hint: "choose another name",
          at: "key",
        });
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        variables[name] = value;
    }
  }
  for (const [name, text] of Object.entries(set)) {
    if (name in variables) variables[name] = typedAs(variables[name]!, text);
    else
      problems.addPlaceless(
        `--set ${name}: the scenario has no variable "${name}"`,
        didYouMean(name, Object.keys(variables)),
      );
  }
  return variables;
}

/** A flag is text; it takes the declared value's type where it reads as one. */
function typedAs(declared: Variable, text: string): Variable {
  if (typeof declared === "number" && text.trim() !== "" && Number.isFinite(Number(text)))
    return Number(text);
  if (typeof declared === "boolean" && (text === "true" || text === "false"))
    return text === "true";
  return text;
}

export interface Substitution {
  readonly variables: Variables;
  readonly problems: Problems;
  /** Names that were used; grows. */
  readonly used: Set<string>;
}

/** A copy of `value` with every `${name}` filled in; holes stay where manifests may have them. */
export function substitute(
  value: unknown,
  path: Path,
  substitution: Substitution,
  inManifest = false,
): unknown {
  if (typeof value === "string") return substituteText(value, path, substitution, inManifest);
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      substitute(item, [...path, index], substitution, inManifest),
    );
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const filled = substitute(
      child,
      [...path, key],
      substitution,
      inManifest || key === "manifest",
    );
    // Plain assignment of a `__proto__` key would set the prototype and lose the key.
    Object.defineProperty(copy, key, {
      value: filled,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

function substituteText(
  text: string,
  path: Path,
  { variables, problems, used }: Substitution,
  inManifest: boolean,
): unknown {
  if (!text.includes("${")) return text;
  const lookUp = (reference: string): Variable | undefined => {
    const name = reference.startsWith("vars.") ? reference.slice("vars.".length) : reference;
    const value = variables[name];
    if (value !== undefined) {
      used.add(name);
      return value;
    }
    const near = nearest(name, Object.keys(variables));
    // Most likely a misspelling: the variable that was meant is not to be called unused as well.
    if (near !== undefined) used.add(near);
    problems.add({ path, ...unknownReference(reference, Object.keys(variables), inManifest) });
    return undefined;
  };
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined && !(inManifest && isHole(whole))) return lookUp(whole) ?? text;
  return text.replace(REFERENCE, (all, escape: string, reference: string) => {
    // An escaped hole stays escaped: the template that fills holes takes the `$` off.
    if (escape) return inManifest && isHole(reference) ? all : all.slice(1);
    if (inManifest && isHole(reference)) return all;
    return String(lookUp(reference) ?? all);
  });
}

function unknownReference(
  reference: string,
  known: readonly string[],
  inManifest: boolean,
): { message: string; hint: string } {
  if (isHole(reference))
    return {
      message: `\${${reference}} has a meaning only inside a manifest`,
      hint: "use a variable of `vars` here",
    };
  const names = inManifest ? [...known, ...HOLES] : known;
  return {
    message: `\${${reference}} is not a variable of this scenario`,
    hint: `${didYouMean(reference, names)} (a literal \${ is written $\${)`,
  };
}

/** Tells of variables that nothing uses: a typo elsewhere, or a leftover. */
export function reportUnused(
  variables: Variables,
  used: ReadonlySet<string>,
  problems: Problems,
): void {
  for (const name of Object.keys(variables)) {
    if (used.has(name) || isHole(name)) continue;
    problems.add({
      path: ["vars", name],
      message: `the variable "${name}" is never used`,
      hint: `use it as "\${${name}}", or remove it`,
      at: "key",
    });
  }
}

/** "did you mean …?" or the names there are. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  return known.length > 0 ? `known here: ${known.join(", ")}` : "none is declared";
}

export function isHole(name: string): name is Hole {
  return (HOLES as readonly string[]).includes(name);
}
