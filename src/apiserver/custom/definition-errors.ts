// What is wrong with a CustomResourceDefinition (apiextensions/validation/validation.go), as far as people trip over it.

import { jsonEqual, validateDnsSubdomain, type Json } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import type {
  CustomResourceDefinition,
  DefinitionSpec,
  DefinitionVersion,
  PrinterColumn,
} from "./definition.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
} from "../validation/field-errors.ts";
import { compileJsonPath } from "./json-path.ts";
import { namesErrors, notDns1035 } from "./names-errors.ts";
import { ruleErrors } from "./rules/rules.ts";
import { schemaErrors } from "./schema-errors.ts";

const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS = [
  "byte",
  "date",
  "date-time",
  "double",
  "float",
  "int32",
  "int64",
  "password",
];
const APPROVAL = "api-approved.kubernetes.io";
const ROOT_WITH_STATUS =
  'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
const CONVERSION =
  "this server calls no conversion webhooks: use the strategy None, which changes the apiVersion only";

export function definitionErrors(definition: CustomResourceDefinition): readonly FieldError[] {
  const { metadata, spec } = definition;
  const expected = `${spec.names.plural}.${spec.group}`;
  return [
    ...(metadata.name === expected
      ? []
      : [invalidField("metadata.name", metadata.name, `must be spec.names.plural+"."+spec.group`)]),
    ...groupErrors(spec),
    ...scopeErrors(spec),
    ...versionsErrors(spec),
    ...namesErrors(spec.names, "spec.names"),
    ...(spec.conversion?.strategy === "Webhook"
      ? [forbiddenField("spec.conversion.strategy", CONVERSION)]
      : []),
    ...(spec.preserveUnknownFields
      ? [
          invalidField(
            "spec.preserveUnknownFields",
            true,
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
          ),
        ]
      : []),
    ...approvalErrors(definition),
  ];
}

/** What may not change once it is there. */
export function definitionChangeErrors(
  definition: CustomResourceDefinition,
  before: CustomResourceDefinition,
): readonly FieldError[] {
  const { spec, status } = definition;
  const old = before.spec;
  const isEstablished = status?.conditions?.some(
    ({ type, status }) => type === "Established" && status === "True",
  );
  const fixed: [path: string, now: unknown, then: unknown][] = [
    ["spec.group", spec.group, old.group],
    ["spec.names.plural", spec.names.plural, old.names.plural],
  ];
  if (isEstablished)
    fixed.push(
      ["spec.scope", spec.scope, old.scope],
      ["spec.names.kind", spec.names.kind, old.names.kind],
    );
  const changed = fixed.filter(([, now, then]) => now !== then);
  const versions = new Set(spec.versions.map(({ name }) => name));
  const lost = [...(status?.storedVersions ?? []).entries()].filter(
    ([, one]) => !versions.has(one),
  );
  return [
    ...changed.map(([path, now]) => invalidField(path, now, "field is immutable")),
    ...lost.map(([index, name]) =>
      invalidField(
        `status.storedVersions[${index}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    ),
  ];
}

function groupErrors({ group }: DefinitionSpec): FieldError[] {
  if (!group) return [requiredField("spec.group")];
  const wrong = validateDnsSubdomain(group);
  if (wrong.length > 0) return [invalidField("spec.group", group, wrong.join(","))];
  return group.includes(".")
    ? []
    : [invalidField("spec.group", group, "should be a domain with at least one dot")];
}

function scopeErrors({ scope }: DefinitionSpec): FieldError[] {
  if (!scope) return [requiredField("spec.scope")];
  return scope === "Namespaced" || scope === "Cluster"
    ? []
    : [unsupportedValue("spec.scope", scope, ["Cluster", "Namespaced"])];
}

function versionsErrors({ versions }: DefinitionSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { name }] of versions.entries()) {
    const wrong = notDns1035(name);
    if (wrong) errors.push(invalidField(`spec.versions[${index}].name`, name, wrong));
  }
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    errors.push(invalidField("spec.versions", versions, "must contain unique version names"));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(
      invalidField(
        "spec.versions",
        versions,
        "must have exactly one version marked as storage version",
      ),
    );
  return [
    ...errors,
    ...eachVersion(versions, "schema", "spec.validation", schemaOfVersionErrors),
    ...eachVersion(versions, "subresources", "spec.subresources", scaleErrors),
    ...eachVersion(
      versions,
      "additionalPrinterColumns",
      "spec.additionalPrinterColumns",
      columnsErrors,
    ),
    ...versions.flatMap(selectableErrors),
  ];
}

type VersionPart = "schema" | "subresources" | "additionalPrinterColumns";

/** Kubernetes keeps what all versions have in common in one place, and names that place when something is wrong in it. */
function eachVersion(
  versions: readonly DefinitionVersion[],
  part: VersionPart,
  sharedPath: string,
  judge: (version: DefinitionVersion, path: string) => readonly FieldError[],
): readonly FieldError[] {
  const [first, ...others] = versions;
  if (!first) return [];
  const same = others.every((other) => jsonEqual(json(other[part]), json(first[part])));
  if (same && first[part]) return judge(first, sharedPath);
  return versions.flatMap((version, index) => judge(version, `spec.versions[${index}].${part}`));
}

function json(value: unknown): Json {
  return (value ?? null) as Json;
}

function schemaOfVersionErrors(
  { schema, subresources }: DefinitionVersion,
  path: string,
): readonly FieldError[] {
  const root = schema?.openAPIV3Schema;
  const hasStatus = subresources?.status !== undefined;
  if (!root) return [requiredField(`${path}.openAPIV3Schema`)];
  const errors = [
    ...(hasStatus && root.type && root.type !== "object"
      ? [invalidField(`${path}.openAPIV3Schema.type`, root.type, ROOT_WITH_STATUS)]
      : []),
    ...schemaErrors(root, `${path}.openAPIV3Schema`),
  ];
  return errors.length > 0 ? errors : ruleErrors(root, `${path}.openAPIV3Schema`);
}

function scaleErrors({ subresources }: DefinitionVersion, path: string): readonly FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const under = (
    name: keyof typeof scale,
    roots: readonly string[],
    where: string,
  ): FieldError[] => {
    const value = scale[name];
    if (!value) return name === "labelSelectorPath" ? [] : [requiredField(`${path}.scale.${name}`)];
    if (!compileJsonPath(value) || !value.startsWith("."))
      return [
        invalidField(`${path}.scale.${name}`, value, "must be a simple json path starting with ."),
      ];
    return roots.some((root) => value.startsWith(root))
      ? []
      : [invalidField(`${path}.scale.${name}`, value, `should be a json path under ${where}`)];
  };
  return [
    ...under("specReplicasPath", [".spec."], ".spec"),
    ...under("statusReplicasPath", [".status."], ".status"),
    ...under("labelSelectorPath", [".spec.", ".status."], "either .spec or .status"),
  ];
}

function columnsErrors(version: DefinitionVersion, path: string): readonly FieldError[] {
  return (version.additionalPrinterColumns ?? []).flatMap((column, index) =>
    columnErrors(column, `${path}[${index}]`),
  );
}

function columnErrors({ name, type, format, jsonPath }: PrinterColumn, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const types = `must be one of ${COLUMN_TYPES.join(",")}`;
  if (!name) errors.push(requiredField(`${path}.name`));
  if (!type) errors.push(requiredField(`${path}.type`, types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalidField(`${path}.type`, type, types));
  if (format && !COLUMN_FORMATS.includes(format))
    errors.push(
      invalidField(`${path}.format`, format, `must be one of ${COLUMN_FORMATS.join(",")}`),
    );
  if (!jsonPath) errors.push(requiredField(`${path}.JSONPath`));
  else if (!compileJsonPath(jsonPath))
    errors.push(invalidField(`${path}.JSONPath`, jsonPath, "is not a JSONPath this server knows"));
  return errors;
}

function selectableErrors({ selectableFields = [] }: DefinitionVersion, at: number): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath }] of selectableFields.entries()) {
    const path = `spec.versions[${at}].selectableFields[${index}].jsonPath`;
    if (!jsonPath) errors.push(requiredField(path));
    else if (jsonPath.startsWith(".metadata"))
      errors.push(invalidField(path, jsonPath, "must not point to fields in metadata"));
    else if (!/^(\.[A-Za-z_][A-Za-z0-9_-]*)+$/.test(jsonPath))
      errors.push(invalidField(path, jsonPath, "is an invalid path"));
    else if (seen.has(jsonPath)) errors.push(duplicateValue(path, jsonPath));
    seen.add(jsonPath);
  }
  return errors;
}

function approvalErrors({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(spec.group);
  const value = metadata.annotations?.[APPROVAL] ?? "";
  if (!isProtected || value.startsWith("unapproved") || URL.canParse(value)) return [];
  const path = `metadata.annotations[${APPROVAL}]`;
  if (value === "")
    return [
      requiredField(
        path,
        `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`,
      ),
    ];
  return [
    invalidField(
      path,
      value,
      `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`,
    ),
  ];
}
