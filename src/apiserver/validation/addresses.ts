// IP addresses and ranges of them.

import { isIP } from "node:net";
import { invalidField } from "./field-errors.ts";
import type { Errors, Rule } from "./rules.ts";

const NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const NO_RANGE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** An address as old fields take it: zeros may lead its numbers. */
export const address: Rule<string> = (value, at, errors) => {
  if (isIP(value) === 0 && isIP(withoutLeadingZeros(value)) === 0)
    errors.push(invalidField(at, value, NO_ADDRESS));
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

/** Whether `inner` is a part of `outer`, and not all of it; both are ranges. */
export function isPartOf(inner: string, outer: string): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)];
  if (a.family !== b.family || b.prefix >= a.prefix) return false;
  const rest = BigInt(BITS[a.family] - b.prefix);
  return a.address >> rest === b.address >> rest;
}

interface Range {
  readonly family: "IPv4" | "IPv6";
  readonly address: bigint;
  readonly prefix: number;
}

function rangeOf(value: string): Range {
  const at = value.lastIndexOf("/");
  const text = value.slice(0, at);
  const prefix = Number(value.slice(at + 1));
  if (!text.includes(":"))
    return { family: "IPv4", address: numberOf(text.split("."), 8n), prefix };
  const [head = "", tail] = canonicalIpv6(text).split("::");
  const groups = (part: string | undefined): string[] => (part ? part.split(":") : []);
  const [left, right] = [groups(head), groups(tail)];
  const between = Array.from({ length: 8 - left.length - right.length }, () => "0");
  const hexadecimal = [...left, ...between, ...right].map((group) => `0x${group}`);
  return { family: "IPv6", address: numberOf(hexadecimal, 16n), prefix };
}

function numberOf(parts: readonly string[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) + BigInt(Number(part)), 0n);
}

const BITS = { IPv4: 32, IPv6: 128 };

function withoutLeadingZeros(value: string): string {
  return value.includes(":") ? value : value.replace(/(^|\.)0+(?=\d)/g, "$1");
}

function canonicalIpv6(value: string): string {
  return new URL(`http://[${value}]`).hostname.slice(1, -1);
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
