// The cluster addresses of services, of one family or of both (core/validation ValidateServiceClusterIPsRelatedFields, and
// what may become of them).

import { address, familyOf } from "./addresses.ts";
import { duplicateValue, invalidField } from "./field-errors.ts";
import { oneOf, type Errors, type Rule } from "./rules.ts";

export interface ServiceAddresses {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
}

const NONE = "None";
const family = oneOf("IPv4", "IPv6");
const familyPolicy = oneOf("PreferDualStack", "RequireDualStack", "SingleStack");

export function isHeadless({ clusterIP }: ServiceAddresses): boolean {
  return clusterIP === NONE;
}

export const clusterAddresses: Rule<ServiceAddresses> = (spec, at, errors) => {
  const { type, clusterIP = "", clusterIPs = [], ipFamilies = [] } = spec;
  if (type === "ExternalName") return;
  const place = `${at}.clusterIPs`;
  if (clusterIP === "" && clusterIPs.length > 0)
    errors.push(invalidField(place, clusterIPs, "must be empty when `clusterIP` is not specified"));
  if (clusterIP !== "" && clusterIPs.length > 0 && clusterIPs[0] !== clusterIP)
    errors.push(invalidField(place, clusterIPs, "first value must match `clusterIP`"));
  for (const [index, name] of ipFamilies.entries()) {
    family(name, `${at}.ipFamilies[${index}]`, errors);
    if (ipFamilies.indexOf(name) < index)
      errors.push(duplicateValue(`${at}.ipFamilies[${index}]`, name));
  }
  if (spec.ipFamilyPolicy !== undefined)
    familyPolicy(spec.ipFamilyPolicy, `${at}.ipFamilyPolicy`, errors);
  if (wellFormed(clusterIPs, place, errors)) matching(spec, place, errors);
};

/** Whether each address is one; what they mean together is looked at only then. */
function wellFormed(clusterIPs: readonly string[], at: string, errors: Errors): boolean {
  const before = errors.length;
  if (clusterIPs[0] === NONE && clusterIPs.length > 1)
    errors.push(invalidField(at, clusterIPs, "'None' must be the first and only value"));
  for (const [index, value] of clusterIPs.entries())
    if (index > 0 || value !== NONE) address(value, `${at}[${index}]`, errors);
  const isWell = errors.length === before;
  if (clusterIPs.length > 2)
    errors.push(invalidField(at, clusterIPs, "may only hold up to 2 values"));
  return isWell;
}

function matching(spec: ServiceAddresses, at: string, errors: Errors): void {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const families = clusterIPs.map(familyOf);
  if (clusterIPs.length > 1 && new Set(families).size < families.length)
    errors.push(invalidField(at, clusterIPs, "may specify no more than one IP for each IP family"));
  if (isHeadless(spec)) return;
  for (const [index, value] of clusterIPs.entries()) {
    const wanted = ipFamilies[index];
    if (wanted !== undefined && families[index] !== wanted)
      errors.push(
        invalidField(
          `${at}[${index}]`,
          value,
          `expected an ${wanted} value as indicated by \`ipFamilies[${index}]\``,
        ),
      );
  }
}

/** The first address and family stay; a second may come, and go where the service says that it wants one alone. */
export function addressChange(spec: ServiceAddresses, old: ServiceAddresses, errors: Errors): void {
  if (spec.type === "ExternalName" || old.type === "ExternalName") return;
  if (!(isHeadless(spec) && isHeadless(old)))
    listChange(spec, old, "clusterIPs", "clusterIP", errors);
  if (!isHeadless(spec) && !isHeadless(old))
    listChange(spec, old, "ipFamilies", "ipFamily", errors);
}

function listChange(
  spec: ServiceAddresses,
  old: ServiceAddresses,
  field: "clusterIPs" | "ipFamilies",
  called: string,
  errors: Errors,
): void {
  const [now, then] = [spec[field] ?? [], old[field] ?? []];
  const at = `spec.${field}`;
  if (now.length === 0 && then.length > 0)
    errors.push(invalidField(`${at}[0]`, now, `primary ${called} can not be unset`));
  const isLess = now.length < then.length;
  for (const [index, value] of now.length === then.length
    ? then.entries()
    : [[0, then[0]] as const])
    if (value !== undefined && now[index] !== undefined && value !== now[index])
      errors.push(
        invalidField(
          `${at}[${field === "clusterIPs" ? index : 0}]`,
          now,
          "may not change once set",
        ),
      );
  if (isLess && now.length === 1 && spec.ipFamilyPolicy !== "SingleStack")
    errors.push(
      invalidField(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy ?? null,
        `must be set to 'SingleStack' when releasing the secondary ${called}`,
      ),
    );
}
