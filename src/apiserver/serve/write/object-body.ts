// A request body as an object of the resource at hand: of the right kind, in the form the server keeps, and free of
// fields nobody knows, or with a word about them (`fieldValidation=Strict|Warn|Ignore`).

import {
  fieldProblems,
  MismatchError,
  mayRepeatFields,
  readObject,
  status,
  typeOf,
  type JsonObject,
  type KubeObject,
  type ResourceInfo,
  type Status,
} from "../../../kube/index.ts";
import { recall, remember } from "../../registry/alike.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { readBody, type RequestBody } from "./body.ts";
import { whyNotConverted } from "./unknown-kind.ts";

/** What an object was read from. */
interface Source extends Omit<RequestBody, "value"> {
  readonly mayRepeat: boolean;
}

/** Reads the body and refuses what is no object of the call's resource. */
export async function readObjectBody(call: Call): Promise<Draft> {
  return objectOf(call, await readBody(call));
}

function objectOf(call: Call, { value, text, specWire }: RequestBody): Draft {
  const { apiVersion, info, custom } = call.resource;
  if (typeof value !== "object" || Array.isArray(value))
    return refuse(status.badRequest("the request body is not an object"));
  // To Go, null is an object with nothing in it.
  const object = (value ?? {}) as Draft;
  const mayRepeat = mayRepeatFields(text, object);
  object.apiVersion ||= apiVersion;
  object.kind ||= info.kind;
  if (object.apiVersion !== apiVersion) refuse(wrongVersion(call.resource, object));
  if (object.kind !== info.kind)
    refuse(custom ? wrongCustomKind(object, info) : wrongKind(object, info));
  const draft = inStoredForm(call, object, { text, specWire, mayRepeat });
  draft.metadata ??= { name: "" };
  return draft;
}

/** Upstream takes custom resources of any kind to pieces first, and judges the kind with the rest. */
function wrongCustomKind({ kind, metadata }: Draft, expected: ResourceInfo): Status {
  const message = `Invalid value: ${JSON.stringify(kind)}: must be ${expected.kind}`;
  return status.invalid({ group: expected.group, kind }, metadata?.name ?? "", [
    { field: "kind", reason: "FieldValueInvalid", message },
  ]);
}

function wrongVersion({ apiVersion, info, custom }: ServedResource, sent: Draft): Status {
  return custom
    ? status.badRequest(
        `the API version in the data (${sent.apiVersion}) does not match the expected API version (${apiVersion})`,
      )
    : wrongKind(sent, info);
}

/** 400: what was sent is of another kind than what is wanted. */
export function wrongKind(
  sent: { readonly apiVersion: string; readonly kind: string },
  wanted: ResourceInfo,
): Status {
  const version = sent.apiVersion.slice(sent.apiVersion.indexOf("/") + 1);
  return status.badRequest(
    `${sent.kind} in version ${JSON.stringify(version)} cannot be handled as a ${wanted.kind}: ${whyNotConverted(sent, wanted)}`,
  );
}

function inStoredForm(call: Call, object: Draft, source: Source): Draft {
  const { text, mayRepeat } = source;
  const unreadable = unreadableIn(call);
  const read = readOnce(call, object as unknown as JsonObject, source, unreadable);
  const { unknown } = read;
  const isKnown = unknown.length === 0;
  // Custom resources are decoded first, and held against their schema then.
  if (call.resource.custom)
    reportFields(
      call,
      [...(mayRepeat ? fieldProblems(text, []) : []), ...unknown.map(unknownField)],
      unreadable,
    );
  else if (mayRepeat || (!isKnown && text !== ""))
    reportFields(call, fieldProblems(text, unknown), unreadable);
  else if (!isKnown) reportFields(call, unknown.map(unknownField), unreadable);
  return read.object as unknown as Draft;
}

function unknownField(path: string): string {
  return `unknown field "${path}"`;
}

/** What is refused when something does not have the form of its kind; the sentence says where. */
type Unreadable = (sentence: string) => Status;

function unreadableIn({ resource }: Call): Unreadable {
  const { kind, version } = resource.info;
  return (sentence) =>
    status.badRequest(
      `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${sentence}`,
    );
}

/** As `reading`; the spec of a pod is read once for all that are alike. */
function readOnce(call: Call, object: JsonObject, source: Source, unreadable: Unreadable): Read {
  const sent = sentSpec(call, object, source);
  if (sent === "") return reading(call, object, unreadable);
  const alike = recall(sent);
  // An absent field keeps its place, so the order of fields is the same either way.
  const read = reading(call, alike ? { ...object, spec: undefined } : object, unreadable);
  if (alike) return { ...read, object: { ...read.object, spec: alike as JsonObject } };
  const { spec: stored } = read.object;
  if (stored && typeof stored === "object" && read.unknown.length === 0) remember(sent, stored);
  return read;
}

/**
 * What a pod's spec was sent as; empty where there is none, or the body was neither JSON nor protobuf. The protobuf of one
 * starts with another byte than JSON.
 */
function sentSpec(call: Call, { spec }: JsonObject, { text, specWire }: Source): string {
  if (text === "") return specWire;
  return spec && call.resource.qualifiedName === "pods" ? JSON.stringify(spec) : "";
}

interface Read {
  readonly object: JsonObject;
  readonly unknown: readonly string[];
}

/** The object in the form Kubernetes stores, with the fields its type does not know left out. */
function reading({ resource }: Call, object: JsonObject, unreadable: Unreadable): Read {
  const { apiVersion, info, custom } = resource;
  const type = typeOf(apiVersion, info.kind);
  try {
    if (custom) return custom.prune(object);
    return type ? readObject(type, object) : { object, unknown: [] };
  } catch (error) {
    if (!(error instanceof MismatchError)) throw error;
    return refuse(unreadable(error.message));
  }
}

/**
 * A patched object in stored form. What a patch left as it was is shared with `before` and has that form already,
 * so only the top-level fields that changed are read.
 */
export function patchedInStoredForm(
  call: Call,
  patched: KubeObject,
  before: KubeObject,
  unreadable: Unreadable = unreadableIn(call),
): KubeObject {
  const changed: Record<string, unknown> = { apiVersion: patched.apiVersion, kind: patched.kind };
  for (const name in patched) if (patched[name] !== before[name]) changed[name] = patched[name];
  const read = reading(call, changed as JsonObject, unreadable);
  reportFields(call, read.unknown.map(unknownField), unreadable);
  const result: Record<string, unknown> = { ...patched };
  for (const name of Object.keys(changed)) if (read.object[name] === undefined) delete result[name];
  for (const [name, value] of Object.entries(read.object))
    if (name in changed || result[name] === undefined) result[name] = value;
  return result as KubeObject;
}

function isStrict({ query }: Call): boolean {
  return query.get("fieldValidation") === "Strict";
}

/** Unknown and repeated fields are an error, a warning, or nothing, as the client asked; a warning where it did not. */
function reportFields(call: Call, problems: readonly string[], unreadable: Unreadable): void {
  if (problems.length === 0) return;
  if (isStrict(call)) refuse(unreadable(`strict decoding error: ${problems.join(", ")}`));
  if (call.query.get("fieldValidation") !== "Ignore") call.warnings.push(...problems);
}
