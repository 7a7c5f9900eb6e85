// The status of a CustomResourceDefinition: which of its names nobody else in its group has, and whether it is in effect
// (controller/status/naming_controller.go, controller/establish).

import type {
  CustomResourceDefinition,
  DefinitionCondition,
  DefinitionStatus,
  Names,
} from "./definition.ts";

/** The status `definition` should have beside `others`; the very one it has where that is right already. */
export function statusFor(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): DefinitionStatus {
  const before = definition.status ?? {};
  const { acceptedNames, conflict } = acceptNames(definition, others);
  const wasEstablished = isTrue(before, "Established");
  const named = conflict ?? {
    status: "True",
    reason: "NoConflicts",
    message: "no conflicts found",
  };
  const established =
    !conflict || wasEstablished
      ? {
          status: "True",
          reason: "InitialNamesAccepted",
          message: "the initial names have been accepted",
        }
      : { status: "False", reason: "NotAccepted", message: "not all names are accepted" };
  let conditions = withCondition(before.conditions ?? [], "NamesAccepted", named, now);
  conditions = withCondition(conditions, "Established", established, now);
  if (conditions === before.conditions && sameNames(acceptedNames, before.acceptedNames))
    return before;
  return { ...before, conditions, acceptedNames };
}

export function isTrue({ conditions }: DefinitionStatus, type: string): boolean {
  return (conditions ?? []).some((one) => one.type === type && one.status === "True");
}

/** Adds or changes a condition; the very list where it says so already. */
export function withCondition(
  conditions: readonly DefinitionCondition[],
  type: string,
  next: Pick<DefinitionCondition, "status" | "reason" | "message">,
  now: string,
): readonly DefinitionCondition[] {
  const index = conditions.findIndex((one) => one.type === type);
  const old = conditions[index];
  if (
    old &&
    old.status === next.status &&
    old.reason === next.reason &&
    old.message === next.message
  )
    return conditions;
  const lastTransitionTime = old && old.status === next.status ? old.lastTransitionTime : now;
  const condition = { lastTransitionTime, ...next, type };
  return old ? conditions.with(index, condition) : [...conditions, condition];
}

interface Acceptance {
  readonly acceptedNames: Names;
  readonly conflict: Pick<DefinitionCondition, "status" | "reason" | "message"> | undefined;
}

function acceptNames(
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): Acceptance {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of others) {
    const names = other.spec.group === spec.group ? other.status?.acceptedNames : undefined;
    if (!names) continue;
    for (const name of [names.plural, names.singular, ...(names.shortNames ?? [])])
      if (name) resources.add(name);
    for (const kind of [names.kind, names.listKind]) if (kind) kinds.add(kind);
  }
  const { plural, singular = "", kind, listKind = "", shortNames = [] } = spec.names;
  const checks: [reason: string, taken: string | undefined][] = [
    ["PluralConflict", resources.has(plural) ? plural : undefined],
    ["SingularConflict", resources.has(singular) ? singular : undefined],
    ["ShortNamesConflict", shortNames.find((name) => resources.has(name))],
    ["KindConflict", kinds.has(kind) ? kind : undefined],
    ["ListKindConflict", kinds.has(listKind) ? listKind : undefined],
  ];
  const found = checks.find(([, taken]) => taken !== undefined);
  if (!found) return { acceptedNames: spec.names, conflict: undefined };
  const [reason, taken = ""] = found;
  const acceptedNames = status?.acceptedNames ?? { plural: "", kind: "" };
  const message = `${JSON.stringify(taken)} is already in use`;
  return { acceptedNames, conflict: { status: "False", reason, message } };
}

function sameNames(left: Names, right: Names | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
