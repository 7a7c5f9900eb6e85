// The way from client-side to server-side apply, for the manager `kubectl` alone: what its annotation says it applied is
// no conflict for it (util/managedfields/internal/lastappliedmanager.go).

import type { JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import { compareObjects } from "./compare.ts";
import { EMPTY_SET, type FieldSet } from "./field-set.ts";
import { fieldsOf } from "./fields-of.ts";
import { applyConfiguration, type Applied, type Write } from "./ownership.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const MANAGER = "kubectl";

/** As applyConfiguration, with upstream's allowances for an object that kubectl applied before. */
export function applyWithLastApplied(write: Write, config: JsonObject, force: boolean): Applied {
  const applied = applyConfiguration(write, config, force);
  if (write.manager !== MANAGER) return applied;
  if (!applied.conflicts) return withAnnotation(applied, config);
  const allowed = fieldsLastApplied(write);
  if (allowed.isEmpty) return applied;
  const conflicts = applied.conflicts
    .map(({ owner, fields }) => ({ owner, fields: fields.difference(allowed) }))
    .filter(({ fields }) => !fields.isEmpty);
  if (conflicts.length > 0) return { conflicts };
  const forced = applyConfiguration(write, config, true);
  return forced.conflicts ? forced : withAnnotation(forced, config);
}

/** What the annotation says and the object still has. */
function fieldsLastApplied({ type, live, apiVersion }: Write): FieldSet {
  const text = annotationsOf(live)[LAST_APPLIED];
  if (typeof text !== "string" || text === "") return EMPTY_SET;
  const last = parsed(text);
  if (!last || last["apiVersion"] !== apiVersion) return EMPTY_SET;
  const { added, modified, removed } = compareObjects(type, last, live);
  return fieldsOf(type, last).difference(modified).difference(added).difference(removed);
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonObject;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function annotationsOf({ metadata }: JsonObject): JsonObject {
  const annotations = isObject(metadata) ? metadata["annotations"] : undefined;
  return isObject(annotations) ? annotations : {};
}

/** Keeps the annotation true, where there is one, so that client-side apply can go on from here. */
function withAnnotation(
  applied: Extract<Applied, { object: JsonObject }>,
  config: JsonObject,
): Applied {
  const annotations = annotationsOf(applied.object);
  if (!annotations[LAST_APPLIED]) return applied;
  const text = `${JSON.stringify(withoutAnnotation(config))}\n`;
  const metadata = applied.object["metadata"] as JsonObject;
  return {
    owners: applied.owners,
    object: {
      ...applied.object,
      metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } },
    },
  };
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const { [LAST_APPLIED]: _last, ...annotations } = annotationsOf(config);
  const { metadata } = config;
  if (!isObject(metadata) || !isObject(metadata["annotations"])) return config;
  return { ...config, metadata: { ...metadata, annotations } };
}
