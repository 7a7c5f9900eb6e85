// What the schema found wrong, as sentences with a way out. The schema's own words are for programmers.

import type { z } from "zod";
import { nearest } from "../base/index.ts";
import { type JsonSchema, schemasAt } from "./json-schema.ts";
import type { Path, Problem } from "./problems.ts";
import { didYouMean } from "./substitute.ts";

type Issue = z.core.$ZodIssue;

/** One problem for each thing wrong. `root` is the document the issues' paths lead into. */
export function problemsOfIssues(issues: readonly Issue[], root: unknown): readonly Problem[] {
  const misspelt = issues.filter((issue) => issue.code === "unrecognized_keys");
  return issues
    .filter((issue) => !isToldAlready(issue, misspelt, root))
    .flatMap((issue) => problemsOfIssue(issue, root));
}

/** A misspelt key is one problem, not also a missing one. */
function isToldAlready(
  issue: Issue,
  misspelt: readonly Extract<Issue, { code: "unrecognized_keys" }>[],
  root: unknown,
): boolean {
  if (issue.code === "custom")
    return (
      issue.params?.["isMissing"] === true && misspelt.some(({ path }) => isSame(path, issue.path))
    );
  const key = issue.path.at(-1);
  if (key === undefined || valueAt(root, pathOf(issue)) !== undefined) return false;
  const siblings = misspelt.filter(({ path }) => isSame(path, issue.path.slice(0, -1)));
  return siblings.some(({ keys }) => keys.some((word) => nearest(word, [String(key)])));
}

function isSame(left: readonly PropertyKey[], right: readonly PropertyKey[]): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

function pathOf(issue: Issue): Path {
  return issue.path.map((step) => (typeof step === "number" ? step : String(step)));
}

function problemsOfIssue(issue: Issue, root: unknown): readonly Problem[] {
  const path = pathOf(issue);
  const value = valueAt(root, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key));
    case "invalid_union":
      return [...unionProblems(issue, path, root)];
    case "invalid_type":
      return [value === undefined ? missing(path) : wrongType(path, value)];
    case "invalid_value":
      return [value === undefined ? missing(path) : wrongChoice(path, value, issue.values)];
    case "too_small":
    case "too_big":
      return [outOfRange(path, value, issue)];
    case "invalid_format":
      return [wrongForm(path, value)];
    case "custom": {
      const at = issue.params?.["at"] === "key" ? "key" : "value";
      const hint: unknown = issue.params?.["hint"];
      return [
        { path, message: issue.message, hint: typeof hint === "string" ? hint : undefined, at },
      ];
    }
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
      return [{ path, message: issue.message }];
  }
}

function unknownKey(path: Path, key: string): Problem {
  const known = schemasAt(path).flatMap((schema) => Object.keys(schema.properties ?? {}));
  return {
    path: [...path, key],
    message: `unknown key "${key}"`,
    hint: didYouMean(key, [...new Set(known)]),
    at: "key",
  };
}

/** Our unions have one text form and one map form; the form that was written is the one to speak of. */
function unionProblems(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  root: unknown,
): readonly Problem[] {
  const value = valueAt(root, path);
  const isMap = typeof value === "object";
  const isOtherForm = ({ code, path }: Issue): boolean =>
    path.length === 0 && (code === "invalid_type" || (isMap && code === "invalid_value"));
  const written = issue.errors.filter((issues) => !issues.some(isOtherForm));
  const branch = written.length === 1 ? written[0]! : undefined;
  if (!branch) return [value === undefined ? missing(path) : wrongType(path, value)];
  const inner = branch.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  return problemsOfIssues(inner, root);
}

function missing(path: Path): Problem {
  const schemas = schemasAt(path);
  const description =
    schemas.find((schema) => schema.description)?.description ?? "see docs/scenario.md";
  const example = exampleOf(schemas);
  const key = path.at(-1) ?? "the document";
  return {
    path,
    message: `"${key}" is missing`,
    hint: example ? `write for example ${key}: ${example}` : `add it: ${lowerFirst(description)}`,
    at: "key",
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function wrongType(path: Path, value: unknown): Problem {
  const schemas = schemasAt(path);
  const format = schemas.find((schema) => schema.format)?.format;
  const example = exampleOf(schemas);
  if (typeof value === "number" && (format === "duration" || format === "rate"))
    return {
      path,
      message: `${value} has no unit; a ${format} needs one`,
      hint:
        format === "duration" ? `write ${value}s or ${value}ms` : `write ${value}/s or ${value}/m`,
    };
  const expected = schemas.some((schema) => schema.anyOf)
    ? schemas.flatMap((schema) => (schema.anyOf ? [] : [typeWords(schema)]))
    : schemas.map(typeWords);
  return {
    path,
    message: `expected ${[...new Set(expected)].join(" or ")}, got ${shown(value)}`,
    hint: example ? `write for example ${example}` : howToWrite(schemas),
  };
}

function howToWrite(schemas: readonly JsonSchema[]): string {
  const types = schemas.map(({ type }) => type);
  if (types.includes("integer")) return "write a whole number without quotes, such as 100";
  if (types.includes("boolean")) return "write true or false, without quotes";
  if (types.includes("array")) return "write a list: [ … ]";
  if (types.includes("object")) return "write a map: { key: value }";
  return "write text, in quotes where YAML would read something else";
}

function wrongChoice(path: Path, value: unknown, choices: readonly unknown[]): Problem {
  const words = choices.map(String);
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  return {
    path,
    message:
      words.length === 1
        ? `must be ${words[0]}, got ${shown(value)}`
        : `${shown(value)} is not one of ${words.join(", ")}`,
    hint: near === undefined ? "write one of them" : `did you mean "${near}"?`,
  };
}

function outOfRange(
  path: Path,
  value: unknown,
  issue: Extract<Issue, { code: "too_small" | "too_big" }>,
): Problem {
  const [word, bound] =
    issue.code === "too_small" ? ["at least", issue.minimum] : ["at most", issue.maximum];
  if (issue.origin === "array")
    return {
      path,
      message: `must have ${word} ${bound} ${Number(bound) === 1 ? "entry" : "entries"}`,
      hint: "see `kwokbench init` for an example",
    };
  if (issue.origin === "string")
    return {
      path,
      message: `must have ${word} ${bound} characters, got ${shown(value)}`,
      hint: issue.code === "too_big" ? "shorten it" : "write something",
    };
  return {
    path,
    message: `must be ${word} ${bound}, got ${shown(value)}`,
    hint: `write a whole number of ${word} ${bound}`,
  };
}

const FORMS: Readonly<Record<string, readonly [string, string]>> = {
  name: [
    "is not a name: lower-case letters and digits, with dashes between them",
    "for example node-failure",
  ],
  kind: ["is not a kind: kinds are written in CamelCase", "for example Pod, Deployment"],
  metric: [
    "is not a metric's name: lower-case letters, digits and underscores, beginning with a letter",
    "for example widget_ready",
  ],
  address: ["is not an address", "for example http://127.0.0.1:8080/metrics"],
};

function wrongForm(path: Path, value: unknown): Problem {
  const format = schemasAt(path).find((schema) => schema.format)?.format ?? "name";
  const [sentence, hint] = FORMS[format] ?? ["has the wrong form", "see docs/scenario.md"];
  return { path, message: `${shown(value)} ${sentence}`, hint };
}

function typeWords(schema: JsonSchema): string {
  if (schema.format === "duration") return "a duration";
  if (schema.format === "rate") return "a rate";
  if (schema.enum) return schema.enum.map(String).join(", ");
  switch (schema.type) {
    case "integer":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return "a map";
    case undefined:
    default:
      return "text";
  }
}

function exampleOf(schemas: readonly JsonSchema[]): string | undefined {
  const [example] = schemas.find((schema) => schema.examples)?.examples ?? [];
  return example === undefined
    ? undefined
    : typeof example === "string"
      ? example
      : JSON.stringify(example);
}

/** A value as a person wrote it, shortened. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  return JSON.stringify(value) ?? typeof value;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
