// IP addresses and ranges of them.

import { isIP } from "node:net";
import { invalidField } from "./field-errors.ts";
import type { Rule } from "./rules.ts";

const NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const NO_RANGE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** An address as old fields take it: zeros may lead its numbers. */
export const address: Rule<string> = (value, at, errors) => {
  if (isIP(withoutLeadingZeros(value)) === 0) errors.push(invalidField(at, value, NO_ADDRESS));
};

/** A range as old fields take it: bits may be set beyond the prefix. */
export const addressRange: Rule<string> = (value, at, errors) => {
  if (!isRange(value)) errors.push(invalidField(at, value, NO_RANGE));
};

/** An address in its one canonical form. */
export const strictAddress: Rule<string> = (value, at, errors) => {
  for (const why of strictAddressErrors(value)) errors.push(invalidField(at, value, why));
};

export function strictAddressErrors(value: string): readonly string[] {
  const version = isIP(withoutLeadingZeros(value));
  if (version === 0) return [NO_ADDRESS];
  if (version === 4) return isIP(value) === 0 ? ["must not have leading 0s"] : [];
  if (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(value))
    return ["must not be an IPv4-mapped IPv6 address"];
  const canonical = canonicalIpv6(value);
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

export function familyOf(value: string): "IPv4" | "IPv6" | undefined {
  const version = isIP(withoutLeadingZeros(value));
  return version === 0 ? undefined : version === 4 ? "IPv4" : "IPv6";
}

export function isRange(value: string): boolean {
  const at = value.lastIndexOf("/");
  const family = familyOf(value.slice(0, at));
  const bits = value.slice(at + 1);
  return family !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= BITS[family];
}

const BITS = { IPv4: 32, IPv6: 128 };

function withoutLeadingZeros(value: string): string {
  return value.includes(":") ? value : value.replace(/(^|\.)0+(?=\d)/g, "$1");
}

function canonicalIpv6(value: string): string {
  return new URL(`http://[${value}]`).hostname.slice(1, -1);
}
