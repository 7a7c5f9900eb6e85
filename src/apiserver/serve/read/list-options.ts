// The parameters of lists and watches, read and checked as upstream's ListOptions validation does.

import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  status,
  type Status,
  type StatusCause,
} from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { FIELD_ALIASES } from "../../registry/selectable-fields.ts";
import type { Selection } from "../../store/selection.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { isTrue } from "../http/query.ts";

export interface ListOptions {
  readonly selection: Selection;
  /** As sent; undefined where it was not. "0" means: any state will do. */
  readonly resourceVersion: number | undefined;
  readonly match: "" | "Exact" | "NotOlderThan";
  /** 0: no limit. */
  readonly limit: number;
  readonly continueToken: string;
  readonly sendInitialEvents: boolean;
  readonly allowBookmarks: boolean;
  /** 0: the server chooses. */
  readonly timeoutSeconds: number;
}

export function isWatch({ query }: Call): boolean {
  return isTrue(query.get("watch"));
}

export function listOptions(call: Call, watching: boolean): ListOptions {
  const { query } = call;
  const match = query.get("resourceVersionMatch") ?? "";
  const sendInitialEvents = query.get("sendInitialEvents");
  const options = {
    selection: selectionOf(call),
    resourceVersion: watching ? versionAsked(call) : listedVersion(call),
    limit: integer(query.get("limit")),
    continueToken: query.get("continue") ?? "",
    sendInitialEvents: isTrue(sendInitialEvents),
    allowBookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeoutSeconds: integer(query.get("timeoutSeconds")),
  };
  const causes = watching
    ? watchErrors(match, sendInitialEvents)
    : listErrors(match, query.get("resourceVersion"), options.continueToken, sendInitialEvents);
  if (causes.length > 0)
    refuse(status.invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", causes));
  return { ...options, match: match as ListOptions["match"] };
}

/** The version a get or a watch asks for; undefined where it asks for none. */
export function versionAsked({ query }: Call): number | undefined {
  return versionOf(query.get("resourceVersion"), status.unexpectedError);
}

function listedVersion({ query }: Call): number | undefined {
  return versionOf(query.get("resourceVersion"), (why) =>
    status.badRequest(`invalid resource version: ${why}`),
  );
}

function versionOf(text: string | undefined, refusal: (why: string) => Status): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  const why = `strconv.ParseUint: parsing ${quoted}: invalid syntax`;
  return refuse(refusal(`resourceVersion: Invalid value: ${quoted}: ${why}`));
}

function integer(text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  return refuse(
    status.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`),
  );
}

type Cause = Required<StatusCause>;

function forbidden(field: string, message: string): Cause {
  return { field, reason: "FieldValueForbidden", message: `Forbidden: ${message}` };
}

function listErrors(
  match: string,
  version: string | undefined,
  token: string,
  initial: string | undefined,
): Cause[] {
  const causes: Cause[] = [];
  if (match !== "") {
    const field = "resourceVersionMatch";
    if (!version)
      causes.push(
        forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"),
      );
    if (token !== "")
      causes.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan")
      causes.push(unsupportedMatch(match, '"Exact", "NotOlderThan", ""'));
    if (match === "Exact" && version === "0")
      causes.push(
        forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
  }
  if (initial !== undefined)
    causes.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return causes;
}

function watchErrors(match: string, initial: string | undefined): Cause[] {
  const causes: Cause[] = [];
  if (initial !== undefined && match !== "NotOlderThan")
    causes.push(
      forbidden(
        "resourceVersionMatch",
        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
      ),
    );
  if (match !== "" && initial === undefined)
    causes.push(
      forbidden(
        "resourceVersionMatch",
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      ),
    );
  if (match !== "" && match !== "NotOlderThan")
    causes.push(unsupportedMatch(match, '"NotOlderThan"'));
  return causes;
}

function unsupportedMatch(match: string, supported: string): Cause {
  return {
    field: "resourceVersionMatch",
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${JSON.stringify(match)}: supported values: ${supported}`,
  };
}

/** What the selectors and the path select. */
export function selectionOf(call: Call): Selection {
  const { query, namespace } = call;
  const labels = query.get("labelSelector") ?? "";
  const fields = query.get("fieldSelector") ?? "";
  if (labels === "" && fields === "") return { namespace, key: "" };
  try {
    const byLabel = labels === "" ? undefined : parseLabelSelector(labels);
    const byField = fields === "" ? undefined : fieldSelection(call, fields);
    return {
      namespace,
      key: `${byLabel?.text ?? ""}|${fields}`,
      matchesLabels: byLabel && !byLabel.empty ? (set) => byLabel.matches(set) : undefined,
      ...byField,
    };
  } catch (error) {
    if (error instanceof SelectorError) return refuse(status.badRequest(error.message));
    throw error;
  }
}

function fieldSelection(
  { resource }: Call,
  text: string,
): Pick<Selection, "matchesFields" | "exact"> {
  const selector = parseFieldSelector(text);
  if (selector.empty) return {};
  const { fieldNames } = resource.definition;
  const aliases = FIELD_ALIASES[`${resource.info.group}/${resource.info.plural}`] ?? {};
  const exact: Record<string, string> = {};
  const tests: ((object: StoredObject) => boolean)[] = [];
  for (const { path, operator, value } of selector.requirements) {
    const field = aliases[path] ?? path;
    const read =
      fieldOf(field, fieldNames) ?? refuse(status.badRequest(unsupportedField(resource, path)));
    if (operator === "=") exact[field] = value;
    tests.push(
      operator === "=" ? (object) => read(object) === value : (object) => read(object) !== value,
    );
  }
  const [first] = tests;
  return {
    matchesFields: tests.length === 1 ? first : (object) => tests.every((test) => test(object)),
    exact,
  };
}

/** Kinds with selectable fields of their own have their own words; custom resources always have them. */
function unsupportedField({ definition, custom }: ServedResource, path: string): string {
  return custom || definition.fieldNames.length > 0
    ? `field label not supported: ${path}`
    : `${JSON.stringify(path)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function fieldOf(
  field: string,
  fieldNames: readonly string[],
): ((object: StoredObject) => string) | undefined {
  if (field === "metadata.name") return (object) => object.name;
  if (field === "metadata.namespace") return (object) => object.namespace;
  const position = fieldNames.indexOf(field);
  return position < 0 ? undefined : (object) => object.fields[position] ?? "";
}
