// What is particular to CustomResourceDefinitions when they are written. That they come into effect is the business of
// serve/upkeep/custom-resources.ts.

import type { Strategy } from "../registry/strategy.ts";
import type { Draft } from "../store/draft.ts";
import {
  CLEANUP_FINALIZER,
  storageVersionOf,
  type CustomResourceDefinition,
  type DefinitionSpec,
} from "./definition.ts";
import { definitionChangeErrors, definitionErrors } from "./definition-errors.ts";
import { withCondition } from "./definition-status.ts";

const MARKED = {
  status: "True",
  reason: "InstanceDeletionPending",
  message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
};

export const definitionStrategy: Strategy = {
  markDeleted(draft, before, now) {
    draft.metadata.finalizers = [
      ...new Set([...(before.metadata.finalizers ?? []), CLEANUP_FINALIZER]),
    ];
    const { status } = before as CustomResourceDefinition;
    const conditions = withCondition(status?.conditions ?? [], "Terminating", MARKED, now);
    draft["status"] = { ...status, conditions };
  },
  prepareCreate(draft) {
    fillNames(draft);
    const { versions } = specOf(draft);
    const stored = versions.filter(({ storage }) => storage).map(({ name }) => name);
    draft["status"] = {
      conditions: null,
      acceptedNames: { kind: "", plural: "" },
      storedVersions: stored,
    };
  },
  prepareUpdate(draft, before) {
    fillNames(draft);
    const spec = specOf(draft);
    const { status } = before as CustomResourceDefinition;
    const stored = status?.storedVersions ?? [];
    const storage = storageVersionOf(spec);
    if (storage && !stored.includes(storage))
      draft["status"] = { ...status, storedVersions: [...stored, storage] };
  },
  validateCreate: (draft) => definitionErrors(definitionOf(draft)),
  validateUpdate: (draft, before) => [
    ...definitionErrors(definitionOf(draft)),
    ...definitionChangeErrors(definitionOf(draft), before as CustomResourceDefinition),
  ],
};

/** The definition with what is absent and must be said filled with nothing, so that it can be judged. */
function definitionOf(draft: Draft): CustomResourceDefinition {
  return { ...draft, spec: specOf(draft) };
}

function specOf(draft: Draft): DefinitionSpec {
  const spec = (draft["spec"] ?? {}) as Partial<DefinitionSpec>;
  return {
    ...spec,
    group: spec.group ?? "",
    scope: spec.scope ?? "",
    names: { ...spec.names, plural: spec.names?.plural ?? "", kind: spec.names?.kind ?? "" },
    versions: spec.versions ?? [],
  };
}

/** What upstream's defaulting derives from the rest. */
function fillNames(draft: Draft): void {
  const spec = specOf(draft);
  const { kind } = spec.names;
  draft["spec"] = {
    ...spec,
    names: {
      ...spec.names,
      singular: spec.names.singular || kind.toLowerCase(),
      ...(kind !== "" && { listKind: spec.names.listKind || `${kind}List` }),
    },
    conversion: spec.conversion ?? { strategy: "None" },
  };
}
