// IP addresses and ranges of them.

import { formatIp, type IpAddress, parseStrictIp } from "../../base/index.ts";
import { invalidField } from "./field-errors.ts";
import type { Errors, Rule } from "./rules.ts";

const NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const NO_RANGE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** An address as old fields take it: zeros may lead its numbers. */
export const address: Rule<string> = (value, at, errors) => {
  if (!parse(value)) errors.push(invalidField(at, value, NO_ADDRESS));
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
  const ip = parse(value);
  if (!ip) return [NO_ADDRESS];
  if (ip.version === 4) return parseStrictIp(value) ? [] : ["must not have leading 0s"];
  if (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(value))
    return ["must not be an IPv4-mapped IPv6 address"];
  const canonical = formatIp(ip.version, ip.value);
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

export function familyOf(value: string): "IPv4" | "IPv6" | undefined {
  const version = parse(value)?.version;
  return version && `IPv${version}`;
}

export function isRange(value: string): boolean {
  return rangeOf(value) !== undefined;
}

/** Whether `inner` is a part of `outer`, and not all of it. */
export function isPartOf(inner: string, outer: string): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)];
  if (!a || !b || a.version !== b.version || b.prefix >= a.prefix) return false;
  const rest = BigInt(BITS[b.version] - b.prefix);
  return a.value >> rest === b.value >> rest;
}

interface Range extends IpAddress {
  /** In bits. */
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 };

function rangeOf(value: string): Range | undefined {
  const at = value.lastIndexOf("/");
  const ip = parse(value.slice(0, at));
  const prefix = value.slice(at + 1);
  if (!ip || !/^\d{1,3}$/.test(prefix) || Number(prefix) > BITS[ip.version]) return undefined;
  return { ...ip, prefix: Number(prefix) };
}

/** Zeros may lead the numbers of version 4. */
function parse(value: string): IpAddress | undefined {
  return parseStrictIp(value.includes(":") ? value : value.replace(/(^|\.)0+(?=\d)/g, "$1"));
}

/** An address that others can reach. */
export function endpointAddress(value: string, at: string, errors: Errors): void {
  const why = unreachable(value);
  if (why !== undefined) errors.push(invalidField(at, value, why));
}

function unreachable(value: string): string | undefined {
  if (familyOf(value) === undefined) return "must be a valid IP address";
  if (/^(?:0\.0\.0\.0|[0:]+)$/.test(value)) return `may not be unspecified (${value})`;
  if (/^127\.|^(?:0*:)+0*1$/.test(value))
    return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
  if (/^169\.254\.|^fe[89ab]/i.test(value))
    return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
  return /^224\.0\.0\.|^ff02:/i.test(value)
    ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
    : undefined;
}
