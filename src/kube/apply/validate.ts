// What is wrong with a configuration before it can be applied: fields its type does not know, items that cannot be told
// apart (typed/validate.go). The reading of the object finds the rest.

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";
import { resolved, typeOfKey, type ApplyType, type ListType } from "./apply-type.ts";
import { itemElement } from "./list-item.ts";
import { fieldElement, printElement } from "./path-element.ts";

export interface ConfigurationProblem {
  readonly code: 400 | 500;
  readonly message: string;
}

/** What upstream answers, status code and sentence; undefined where nothing is wrong. */
export function configurationProblem(
  type: ApplyType,
  config: JsonObject,
): ConfigurationProblem | undefined {
  const metadata = isObject(config["metadata"]) ? config["metadata"] : {};
  if (metadata["managedFields"] !== undefined && metadata["managedFields"] !== null)
    return { code: 400, message: "metadata.managedFields must be nil" };
  const problems: string[] = [];
  visit(type, config, "", problems);
  const [only] = problems;
  if (only === undefined) return undefined;
  const text = problems.length === 1 ? only : ["errors:", ...problems].join("\n  ");
  const [namespace, name] = [metadata["namespace"], metadata["name"]].map(textOf);
  const subject = `${namespace}/${name}; ${printKind(config)}`;
  return { code: 500, message: `failed to create typed patch object (${subject}): ${text}` };
}

/** `apps/v1, Kind=Deployment`, and `/v1, Kind=Pod` in the group without a name. */
export function printKind({ apiVersion, kind }: JsonObject): string {
  const version = textOf(apiVersion);
  return `${version.includes("/") ? version : `/${version}`}, Kind=${textOf(kind)}`;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function visit(open: ApplyType, value: Json, path: string, problems: string[]): void {
  const type = resolved(open, value);
  if (type.kind === "leaf" || value === null) return;
  if (type.kind === "list") {
    if (isList(value)) visitItems(type, value, path, problems);
    else problems.push(`${path}: expected list, got ${goText(value)}`);
    return;
  }
  if (!isObject(value)) {
    problems.push(`${path}: expected map, got ${goText(value)}`);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const below = path + printElement(fieldElement(name));
    const known = typeOfKey(type, name);
    if (known) visit(known, inner, below, problems);
    else problems.push(`${below}: field not declared in schema`);
  }
}

function visitItems(
  type: ListType,
  items: readonly Json[],
  path: string,
  problems: string[],
): void {
  const seen = new Set<string>();
  for (const [at, item] of items.entries()) {
    const found = itemElement(type, item);
    if (found.element === undefined) {
      problems.push(`${path}: element ${at}: ${found.problem}`);
      continue;
    }
    const printed = printElement(found.element);
    if (seen.has(found.element)) problems.push(`${path}: duplicate entries for key ${printed}`);
    seen.add(found.element);
    visit(type.items, item, path + printed, problems);
  }
}

function goText(value: Json): string {
  return `&{${typeof value === "string" ? value : JSON.stringify(value)}}`;
}
