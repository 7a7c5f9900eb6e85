// The environment variables of a container, and the fields that they and files may show.

import { parseQuantity, validateDnsSubdomain } from "../../../kube/index.ts";
import { invalidField, requiredField, unsupportedValue } from "../field-errors.ts";
import {
  all,
  each,
  fields,
  orZero,
  required,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "../rules.ts";
import { configKeyErrors, environmentNameErrors, qualifiedNameErrors } from "../texts.ts";
import type {
  EnvironmentSource,
  EnvironmentVariable,
  FieldRef,
  KeyRef,
  ResourceFieldRef,
} from "./types.ts";

const BOTH = ["metadata.name", "metadata.namespace", "metadata.uid"];
const VARIABLE_FIELDS = [
  ...BOTH,
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
const FILE_FIELDS = ["metadata.annotations", "metadata.labels", ...BOTH];
const KNOWN_FIELDS = new Set([...VARIABLE_FIELDS, ...FILE_FIELDS, "spec.host"]);
const RESOURCES = ["limits", "requests"].flatMap((list) =>
  ["cpu", "ephemeral-storage", "memory"].map((name) => `${list}.${name}`),
);
const DIVISORS = "1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei".split(" ");

/** A field of the pod, shown in a variable or in a file. */
export function fieldRef(use: "variable" | "file"): Rule<FieldRef> {
  const shown = use === "variable" ? VARIABLE_FIELDS : FILE_FIELDS;
  return ({ fieldPath = "" }, at, errors) => {
    if (fieldPath === "") {
      errors.push(requiredField(`${at}.fieldPath`));
      return;
    }
    const [, path = "", key] = /^(metadata\.(?:labels|annotations))\['([^']*)'\]$/.exec(
      fieldPath,
    ) ?? [undefined, fieldPath, undefined];
    if (key !== undefined) {
      const name = path === "metadata.annotations" ? key.toLowerCase() : key;
      for (const why of qualifiedNameErrors(name)) errors.push(invalidField(at, name, why));
    } else if (!KNOWN_FIELDS.has(path))
      errors.push(
        invalidField(
          `${at}.fieldPath`,
          path,
          `error converting fieldPath: field label not supported: ${path}`,
        ),
      );
    else if (!shown.includes(path) && path !== "spec.host")
      errors.push(unsupportedValue(`${at}.fieldPath`, path, shown));
  };
}

/** A resource of a container, which files must name. */
export function resourceFieldRef(use: "variable" | "file"): Rule<ResourceFieldRef> {
  return ({ containerName = "", resource = "", divisor }, at, errors) => {
    if (use === "file" && containerName === "") errors.push(requiredField(`${at}.containerName`));
    else if (resource === "") errors.push(requiredField(`${at}.resource`));
    else if (!RESOURCES.includes(resource) && !/^(?:limits|requests)\.hugepages-/.test(resource))
      errors.push(unsupportedValue(`${at}.resource`, resource, RESOURCES));
    if (divisor !== undefined && parseQuantity(divisor).nanos !== 0n)
      checkDivisor(resource, divisor, `${at}.divisor`, errors);
  };
}

function checkDivisor(resource: string, divisor: string, at: string, errors: Errors): void {
  const name = resource.slice(resource.indexOf(".") + 1);
  const refuse = (values: readonly string[], called: string): void => {
    if (values.includes(divisor)) return;
    const list = values.length > 2 ? values.join(", ") : values.join(" and ");
    const why = `only divisor's values ${list} are supported with the ${called} resource`;
    errors.push(invalidField(at, resource, why));
  };
  if (name === "cpu") refuse(["1m", "1"], "cpu");
  else if (name === "memory") refuse(DIVISORS, "memory");
  else if (name === "ephemeral-storage") refuse(DIVISORS, "local ephemeral storage");
  else if (name.startsWith("hugepages-")) refuse(DIVISORS, "hugepages");
}

const keyRef = fields<KeyRef>({
  name: orZero("", text(validateDnsSubdomain)),
  key: required(text(configKeyErrors)),
});

const sources = fields<NonNullable<EnvironmentVariable["valueFrom"]>>({
  fieldRef: fieldRef("variable"),
  resourceFieldRef: resourceFieldRef("variable"),
  configMapKeyRef: keyRef,
  secretKeyRef: keyRef,
});

const SOURCES = [
  "fieldRef",
  "resourceFieldRef",
  "configMapKeyRef",
  "secretKeyRef",
  "fileKeyRef",
] as const;

const fromOneSource: Rule<EnvironmentVariable> = ({ value, valueFrom }, at, errors) => {
  if (!valueFrom) return;
  const place = `${at}.valueFrom`;
  sources(valueFrom, place, errors);
  const count = SOURCES.filter((name) => valueFrom[name] !== undefined).length;
  if (count === 0)
    errors.push(
      invalidField(
        place,
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
      ),
    );
  else if (value)
    errors.push(invalidField(place, "", "may not be specified when `value` is not empty"));
  else if (count > 1)
    errors.push(invalidField(place, "", "may not have more than one field specified at a time"));
};

export const environment: Rule<readonly EnvironmentVariable[]> = each(
  all(fields<EnvironmentVariable>({ name: required(text(environmentNameErrors)) }), fromOneSource),
);

const named = fields<{ readonly name?: string }>({ name: required(text(validateDnsSubdomain)) });

const environmentSource = fields<EnvironmentSource>({
  prefix: unlessEmpty(text(environmentNameErrors)),
  configMapRef: named,
  secretRef: named,
});

export const environmentFrom: Rule<readonly EnvironmentSource[]> = (list, at, errors) => {
  for (const [index, source] of list.entries()) {
    environmentSource(source, `${at}[${index}]`, errors);
    const { configMapRef, secretRef } = source;
    if (!configMapRef && !secretRef)
      errors.push(invalidField(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    else if (configMapRef && secretRef)
      errors.push(invalidField(at, "", "may not have more than one field specified at a time"));
  }
};
