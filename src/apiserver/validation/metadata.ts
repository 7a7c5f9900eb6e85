// The metadata of objects (apimachinery api/validation/objectmeta.go).

import { jsonEqual, type Json, type KubeObject, type OwnerReference } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import type { Draft, DraftMeta } from "../store/draft.ts";
import { forbiddenField, invalidField, requiredField, tooLong } from "./field-errors.ts";
import { knownLabelKeyErrors } from "./known-labels.ts";
import type { Errors } from "./rules.ts";
import { labelMap } from "./selectors.ts";
import { finalizerErrors, qualifiedNameErrors } from "./texts.ts";

const ANNOTATIONS_CHARS_MAX = 256 * 1024;

export type NameErrors = (name: string, object: Draft) => readonly string[];

/** What is wrong with the metadata of a new object whose names have the form that `nameErrors` judges. */
export function newMetadataErrors(
  draft: Draft,
  nameErrors: NameErrors,
  isBuiltin: boolean,
): readonly FieldError[] {
  const errors: Errors = [];
  const { name, generateName } = draft.metadata;
  if (generateName)
    for (const why of nameErrors(asPrefix(generateName), draft))
      errors.push(invalidField("metadata.generateName", generateName, why));
  if (!name) errors.push(requiredField("metadata.name", "name or generateName is required"));
  else
    for (const why of nameErrors(name, draft))
      errors.push(invalidField("metadata.name", name, why));
  checkParts(draft.metadata, errors);
  checkFinalizers(draft.metadata, errors);
  if (isBuiltin) checkFinalizerNames(draft.metadata, errors);
  return errors;
}

/** The start of names, as a name of its own: a dash may end it. */
function asPrefix(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix;
}

/** The metadata of an object of a template. */
export function templateMetadataErrors(
  metadata: DraftMeta | undefined,
  at: string,
  errors: Errors,
): void {
  if (metadata?.labels) labelMap(metadata.labels, `${at}.labels`, errors);
  if (metadata?.annotations) checkAnnotations(metadata.annotations, `${at}.annotations`, errors);
}

/**
 * What is wrong with the metadata of a changed object; nothing is looked at that did not change. Kubernetes looks twice
 * at built-in kinds, and its list of causes has everything as often.
 */
export function changedMetadataErrors(
  { metadata }: Draft,
  before: KubeObject,
  isBuiltin: boolean,
  isStatus = false,
): readonly FieldError[] {
  const old = before.metadata as DraftMeta;
  if (isUnchanged(metadata, old)) return [];
  const whole: Errors = [];
  checkParts(metadata, whole);
  checkFinalizers(metadata, whole);
  const qualified: Errors = [];
  checkFinalizerNames(metadata, qualified);
  const change: Errors = [];
  checkChange(metadata, old, change);
  checkParts(metadata, change);
  const common = [...whole, ...change];
  if (isBuiltin && isStatus) return [...common, ...change, ...qualified];
  return isBuiltin ? [...common, ...change, ...qualified, ...whole, ...qualified] : common;
}

function isUnchanged(metadata: DraftMeta, old: DraftMeta): boolean {
  return (
    metadata.labels === old.labels &&
    metadata.annotations === old.annotations &&
    metadata.finalizers === old.finalizers &&
    metadata.ownerReferences === old.ownerReferences &&
    metadata.uid === old.uid &&
    metadata.deletionTimestamp === old.deletionTimestamp
  );
}

function checkChange(metadata: DraftMeta, old: DraftMeta, errors: Errors): void {
  if (old.deletionTimestamp) {
    const fresh = (metadata.finalizers ?? []).filter((name) => !old.finalizers?.includes(name));
    if (fresh.length > 0) {
      const names = fresh.sort().map((name) => JSON.stringify(name));
      errors.push(
        forbiddenField(
          "metadata.finalizers",
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names.join(", ")}}`,
        ),
      );
    }
  }
  for (const field of ["uid", "deletionTimestamp"] as const)
    if (metadata[field] !== old[field])
      errors.push(invalidField(`metadata.${field}`, metadata[field], "field is immutable"));
}

function checkParts(metadata: DraftMeta, errors: Errors): void {
  const { labels, annotations, ownerReferences } = metadata;
  if (labels) labelMap(labels, "metadata.labels", errors);
  if (annotations) checkAnnotations(annotations, "metadata.annotations", errors);
  if (ownerReferences) checkOwners(ownerReferences, "metadata.ownerReferences", errors);
}

function checkFinalizers({ finalizers = [] }: DraftMeta, errors: Errors): void {
  for (const name of finalizers)
    for (const why of qualifiedNameErrors(name))
      errors.push(invalidField("metadata.finalizers", name, why));
}

/** Finalizers of built-in objects are fully qualified or Kubernetes' own. */
function checkFinalizerNames({ finalizers = [] }: DraftMeta, errors: Errors): void {
  for (const [index, name] of finalizers.entries())
    for (const why of finalizerErrors(name))
      errors.push(invalidField(`metadata.finalizers[${index}]`, name, why));
}

function checkAnnotations(
  annotations: Readonly<Record<string, string>>,
  at: string,
  errors: Errors,
): void {
  let chars = 0;
  for (const key in annotations) {
    // Annotation keys may have capitals in their prefix.
    for (const why of knownLabelKeyErrors(key.toLowerCase()))
      errors.push(invalidField(at, key, why));
    chars += key.length + (annotations[key] ?? "").length;
  }
  if (chars > ANNOTATIONS_CHARS_MAX) errors.push(tooLong(at, ANNOTATIONS_CHARS_MAX));
}

const NO_OWNERS = new Set(["v1/Event"]);

function checkOwners(owners: readonly OwnerReference[], at: string, errors: Errors): void {
  let controller = "";
  for (const owner of owners) {
    const { apiVersion, kind, name, uid } = owner;
    if (!apiVersion)
      errors.push(invalidField(`${at}.apiVersion`, apiVersion, "version must not be empty"));
    for (const [field, value] of Object.entries({ kind, name, uid }))
      if (!value) errors.push(invalidField(`${at}.${field}`, value, "must not be empty"));
    if (NO_OWNERS.has(`${apiVersion}/${kind}`))
      errors.push(invalidField(at, owner, `/v1, Kind=${kind} is disallowed from being an owner`));
    if (owner.controller !== true) continue;
    const named = `${kind}/${name}`;
    if (controller !== "")
      errors.push(
        invalidField(
          at,
          owners,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${named}`,
        ),
      );
    else controller = named;
  }
}

/** `field is immutable`, where two values differ. */
export function immutable(now: unknown, then: unknown, at: string, errors: Errors): void {
  if (now === then || jsonEqual((now ?? null) as Json, (then ?? null) as Json)) return;
  errors.push(invalidField(at, now, "field is immutable"));
}
