// The resources a CustomResourceDefinition stands for: one for each version that is served.

import {
  apiVersionOf,
  qualifiedName,
  type Json,
  type JsonObject,
  type KubeObject,
  type ResourceInfo,
  type SubresourceInfo,
} from "../../kube/index.ts";
import type { Conversion } from "../registry/conversion.ts";
import type { ServedResource } from "../registry/registry.ts";
import { fieldReader } from "../registry/selectable-fields.ts";
import { STATUS_ONLY, type FieldError } from "../registry/strategy.ts";
import type { CollectionDefinition } from "../store/collection.ts";
import type { Draft } from "../store/draft.ts";
import { customColumns, type CustomColumn } from "./columns.ts";
import { compileDefaulter, type Defaulter } from "./defaulter.ts";
import {
  storageVersionOf,
  type CustomResourceDefinition,
  type DefinitionVersion,
  type Names,
  type ScalePaths,
} from "./definition.ts";
import { compilePruner, type Pruner } from "./pruner.ts";
import { rulesValidator } from "./rules/rules.ts";
import { replicasErrors } from "./scale.ts";
import type { Schema } from "./schema.ts";
import { compileValidator } from "./validator.ts";

/** What a version of a custom resource has in place of a built-in type. */
export interface CustomVersion {
  readonly schema: Schema;
  readonly prune: Pruner;
  readonly withDefaults: Defaulter;
  readonly columns: readonly CustomColumn[];
  readonly scale: ScalePaths | undefined;
}

const VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
/** What discovery tells of while the definition is going; patches and updates, which take off finalizers, are served too. */
const VERBS_TERMINATING = ["delete", "deletecollection", "get", "list", "watch"];
const PART_VERBS = ["get", "patch", "update"];

export function servedVersions(
  definition: CustomResourceDefinition,
  names: Names,
  collection: CollectionDefinition,
): readonly ServedResource[] {
  const isTerminating = definition.metadata.deletionTimestamp !== undefined;
  return definition.spec.versions
    .filter(({ served }) => served)
    .map((version) => servedVersion(definition, names, version, collection, isTerminating));
}

/** Where the objects are, and what field selectors may name: what any of the versions declares. */
export function collectionOfDefinition({ spec }: CustomResourceDefinition): CollectionDefinition {
  const paths = spec.versions.flatMap(({ selectableFields = [] }) =>
    selectableFields.map(({ jsonPath }) => jsonPath.slice(1)),
  );
  const fieldNames = [...new Set(paths)];
  const readers = fieldNames.map((path) => fieldReader(path));
  return {
    name: qualifiedName({ group: spec.group, plural: spec.names.plural }),
    fieldNames,
    readFields: (object) => readers.map((read) => read(object)),
  };
}

function servedVersion(
  definition: CustomResourceDefinition,
  names: Names,
  version: DefinitionVersion,
  collection: CollectionDefinition,
  isTerminating: boolean,
): ServedResource {
  const info = infoOf(definition, names, version, isTerminating ? VERBS_TERMINATING : VERBS);
  const schema = version.schema?.openAPIV3Schema ?? {};
  const custom: CustomVersion = {
    schema,
    prune: compilePruner(schema),
    withDefaults: compileDefaulter(schema),
    columns: customColumns(version.additionalPrinterColumns),
    scale: version.subresources?.scale,
  };
  const subresources = new Map(
    (info.subresources ?? []).map(({ name, verbs }) => [name, new Set(verbs)]),
  );
  return {
    info,
    refusedAs: info,
    apiVersion: apiVersionOf(info),
    qualifiedName: qualifiedName(info),
    definition: collection,
    conversion: conversionFor(definition, apiVersionOf(info), custom),
    strategy: strategyFor(schema, version.subresources?.scale),
    hasStatus: subresources.has("status"),
    verbs: new Set(isTerminating ? VERBS.filter((verb) => verb !== "create") : VERBS),
    subresources,
    custom,
  };
}

function infoOf(
  { spec }: CustomResourceDefinition,
  names: Names,
  definedVersion: DefinitionVersion,
  verbs: readonly string[],
): ResourceInfo {
  const { group } = spec;
  const { name: version, subresources } = definedVersion;
  const { plural, singular = "", kind, shortNames, categories } = names;
  const parts: SubresourceInfo[] = [];
  if (subresources?.status) parts.push({ name: "status", group, version, kind, verbs: PART_VERBS });
  if (subresources?.scale)
    parts.push({
      name: "scale",
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: PART_VERBS,
    });
  return {
    group,
    version,
    plural,
    singular,
    kind,
    namespaced: spec.scope === "Namespaced",
    ...(shortNames?.length && { shortNames }),
    ...(categories?.length && { categories }),
    verbs,
    subresources: parts,
    preferred: false,
    generation: true,
    unconditionalUpdate: false,
    createOnUpdate: false,
    returnsDeleted: false,
    storageVersionHash: storageVersionHash(group, storageVersionOf(spec), spec.names.kind),
    ...deprecationOf(`${group}/${version} ${kind}`, definedVersion),
  };
}

/** As apiserver/pkg/endpoints/discovery makes it. */
function storageVersionHash(group: string, version: string, kind: string): string {
  const digest = new Bun.CryptoHasher("sha256").update(`${group}/${version}/${kind}`).digest();
  return digest.toString("base64", 0, STORAGE_HASH_BYTES);
}

const STORAGE_HASH_BYTES = 8;

/** After these, rules would only find fault with what was found already. */
const BLOCKING: ReadonlySet<FieldError["reason"]> = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);
const RULES_SKIPPED: FieldError = {
  field: "<nil>",
  reason: "FieldValueInvalid",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
};

function strategyFor(schema: Schema, scale: ScalePaths | undefined): ServedResource["strategy"] {
  const validate = compileValidator(schema);
  const judgeRules = rulesValidator(schema);
  let forgiven: readonly FieldError[] = [];
  const judge = (draft: Draft, before?: KubeObject): readonly FieldError[] => {
    const errors: FieldError[] = [];
    const [object, old] = [draft, before] as unknown as [Json, Json | undefined];
    validate(object, "", errors, old);
    if (scale) errors.push(...replicasErrors(draft, scale));
    if (!judgeRules) return errors;
    if (errors.some(({ reason }) => BLOCKING.has(reason))) return [...errors, RULES_SKIPPED];
    const verdict = judgeRules(object, old);
    ({ forgiven } = verdict);
    return [...errors, ...verdict.errors];
  };
  return {
    statusKeeps: STATUS_ONLY,
    validateCreate: (draft) => judge(draft),
    validateUpdate: judge,
    validateStatus: (draft, before) => judge(draft, before).map(inStatus),
    // Of the object that was judged just before.
    warnings: () => forgiven.map(({ field, message }) => `${field}: ${message}`),
  };
}

/** Of a status that is written on its own, sentences speak from there on. */
function inStatus(error: FieldError): FieldError {
  const { field, message } = error;
  if (!field.startsWith("status.")) return error;
  const own = field.slice("status.".length);
  return { ...error, message: message.replace(`: ${field} in body`, `: ${own} in body`) };
}

/**
 * Between this version and the stored one: the strategy None changes the apiVersion and nothing else. Objects that were
 * written under an earlier schema are read under the present one. A definition that never changed and has one version
 * needs none of that, and its objects leave as they are kept.
 */
function conversionFor(
  { metadata, spec }: CustomResourceDefinition,
  apiVersion: string,
  { prune, withDefaults }: CustomVersion,
): Conversion | undefined {
  const isSimple = spec.versions.length === 1 && (metadata.generation ?? 1) === 1;
  if (isSimple) return undefined;
  const storedVersion = `${spec.group}/${storageVersionOf(spec)}`;
  return {
    fromStored(object) {
      const labelled = object.apiVersion === apiVersion ? object : { ...object, apiVersion };
      const pruned = prune(labelled as unknown as JsonObject).object;
      return withDefaults(pruned) as unknown as KubeObject;
    },
    toStored: (draft) => ({ ...draft, apiVersion: storedVersion }),
  };
}

function deprecationOf(
  kind: string,
  { deprecated, deprecationWarning }: DefinitionVersion,
): { readonly deprecation?: string } {
  return deprecated ? { deprecation: deprecationWarning ?? `${kind} is deprecated` } : {};
}
