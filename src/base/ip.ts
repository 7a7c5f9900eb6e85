// IP addresses, version 4 and 6, and ranges of them: a first address and a size. Addresses are bigints, so both are alike.

const BITS_V4 = 32;
const BITS_V6 = 128;

export interface IpAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

export interface Cidr {
  readonly version: 4 | 6;
  readonly first: bigint;
  /** How many addresses; a /64 has more than a number can count. */
  readonly size: bigint;
}

/** The range of `10.1.2.0/24` or `fd00::/64`; undefined when the text is not one. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf("/");
  const address = parseIp(text.slice(0, slash));
  const prefix = Number(text.slice(slash + 1));
  const bits = address?.version === 4 ? BITS_V4 : BITS_V6;
  if (slash < 0 || !address || !/^\d+$/.test(text.slice(slash + 1)) || prefix > bits)
    return undefined;
  const size = 1n << BigInt(bits - prefix);
  return { version: address.version, first: address.value - (address.value % size), size };
}

/** Undefined when the text is no address. Zeros may lead the numbers of version 4. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

const QUAD = /(?:^|:)((?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3})$/;

/**
 * As Go's netip.ParseAddr reads it: no zeros lead the numbers of version 4, and version 6 may end with an address of version
 * 4. Zones are not taken.
 */
export function parseStrictIp(text: string): IpAddress | undefined {
  if (!text.includes(".")) return parseV6(text);
  const quad = QUAD.exec(text)?.[1];
  const tail = quad === undefined ? undefined : parseV4(quad);
  if (quad === undefined || !tail || quad === text) return tail;
  const [high, low] = [tail.value >> 16n, tail.value & 0xffffn];
  return parseV6(`${text.slice(0, -quad.length)}${high.toString(16)}:${low.toString(16)}`);
}

function parseV4(text: string): IpAddress | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return { version: 4, value };
}

function parseV6(text: string): IpAddress | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  let value = 0n;
  for (const group of groups) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return { version: 6, value };
}

/** Canonical text: dotted for version 4; RFC 5952 for version 6. */
export function formatIp(version: 4 | 6, value: bigint): string {
  if (version === 4) {
    const word = Number(value);
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const longest = longestZeroRun(groups);
  if (longest.length < 2) return groups.join(":");
  const left = groups.slice(0, longest.start).join(":");
  const right = groups.slice(longest.start + longest.length).join(":");
  return `${left}::${right}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === "0" ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}
