// The parameters of lists and watches, read and checked as upstream's ListOptions validation does.

import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  status,
  type StatusCause,
} from "../../../kube/index.ts";
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
    resourceVersion: versionOf(query.get("resourceVersion")),
    limit: integer("limit", query.get("limit")),
    continueToken: query.get("continue") ?? "",
    sendInitialEvents: isTrue(sendInitialEvents),
    allowBookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeoutSeconds: integer("timeoutSeconds", query.get("timeoutSeconds")),
  };
  const causes = watching
    ? watchErrors(match, sendInitialEvents)
    : listErrors(match, query.get("resourceVersion"), options.continueToken, sendInitialEvents);
  if (causes.length > 0)
    refuse(status.invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", causes));
  return { ...options, match: match as ListOptions["match"] };
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^\d+$/.test(text))
    refuse(
      status.badRequest(
        `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
      ),
    );
  return Number(text);
}

function integer(name: string, text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    refuse(
      status.badRequest(
        `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax for parameter ${name}`,
      ),
    );
  return value;
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
  if (initial !== undefined && match === "")
    causes.push(
      forbidden(
        "resourceVersionMatch",
        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
      ),
    );
  else if (match !== "" && initial === undefined)
    causes.push(
      forbidden(
        "resourceVersionMatch",
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      ),
    );
  else if (match !== "" && match !== "NotOlderThan")
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

/** What the selectors and the path select. A named object is a collection of one. */
export function selectionOf(call: Call): Selection {
  const { query, namespace, name } = call;
  const labels = query.get("labelSelector") ?? "";
  const fields = query.get("fieldSelector") ?? "";
  if (labels === "" && fields === "" && name === "") return { namespace, key: "" };
  try {
    const byLabel = labels === "" ? undefined : parseLabelSelector(labels);
    const named =
      name === "" ? fields : [`metadata.name=${name}`, fields].filter(Boolean).join(",");
    const byField = named === "" ? undefined : fieldSelection(call, named);
    return {
      namespace,
      key: `${byLabel?.text ?? ""}|${named}`,
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
      fieldOf(field, fieldNames) ?? refuse(status.badRequest(`field label not supported: ${path}`));
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

function fieldOf(
  field: string,
  fieldNames: readonly string[],
): ((object: StoredObject) => string) | undefined {
  if (field === "metadata.name") return (object) => object.name;
  if (field === "metadata.namespace") return (object) => object.namespace;
  const position = fieldNames.indexOf(field);
  return position < 0 ? undefined : (object) => object.fields[position] ?? "";
}
