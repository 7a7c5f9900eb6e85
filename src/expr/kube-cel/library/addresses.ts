// IP addresses and networks.

import { func, method, type Overload } from "../overload.ts";
import { BOOL, INT, opaque, STRING } from "../types.ts";
import { CelError, OpaqueValue, type Value } from "../values.ts";
import { instance, text } from "./arguments.ts";

const IP = opaque("net.IP");
const CIDR = opaque("net.CIDR");
const BYTE = 256;

class Address extends OpaqueValue {
  override readonly typeName = "net.IP";
  constructor(readonly bytes: readonly number[]) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Address && this.print() === other.print();
  }

  get bits(): number {
    return this.bytes.length * 8;
  }

  print(): string {
    return this.bytes.length === 4 ? this.bytes.join(".") : printIpv6(this.bytes);
  }
}

class Network extends OpaqueValue {
  override readonly typeName = "net.CIDR";
  constructor(
    readonly address: Address,
    readonly length: number,
  ) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Network && this.print() === other.print();
  }

  print(): string {
    return `${this.address.print()}/${this.length}`;
  }

  masked(): Network {
    const bytes = this.address.bytes.map((byte, index) => {
      const kept = Math.min(Math.max(this.length - index * 8, 0), 8);
      return byte & (BYTE - (BYTE >> kept));
    });
    return new Network(new Address(bytes), this.length);
  }

  contains(address: Address): boolean {
    if (address.bits !== this.address.bits) return false;
    return new Network(address, this.length).masked().equals(this.masked());
  }
}

function ipv4(source: string): number[] | undefined {
  const parts = source.split(".");
  const isRight = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return isRight && bytes.every((byte) => byte < BYTE) ? bytes : undefined;
}

function ipv6(source: string): number[] | undefined {
  const halves = source.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupsOf(half));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (missing < 2) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
}

function groupsOf(half: string): number[] | undefined {
  if (half === "") return [];
  const groups = half.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const last = index === groups.length - 1 ? ipv4(group) : undefined;
    if (last) bytes.push(...last);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const number = Number.parseInt(group, 16);
      bytes.push(number >> 8, number % BYTE);
    } else return undefined;
  }
  return bytes;
}

/** As RFC 5952 has it: the longest run of zeros is left out. */
function printIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[at * 2] ?? 0) * BYTE + (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(":");
  const after = groups.slice(best.start + best.length).join(":");
  return `${groups.slice(0, best.start).join(":")}::${after}`;
}

function parseAddress(source: string): Address {
  const [bare = "", zone] = source.split("%");
  const bytes = bare.includes(":") ? ipv6(bare) : ipv4(bare);
  const quoted = JSON.stringify(source);
  if (!bytes)
    throw new CelError(
      `IP Address ${quoted} parse error during conversion from string: ParseAddr(${quoted}): unable to parse IP`,
    );
  if (zone !== undefined) throw new CelError(`IP address ${quoted} with zone value is not allowed`);
  if (isMapped(bytes)) throw new CelError(`IPv4-mapped IPv6 address ${quoted} is not allowed`);
  return new Address(bytes);
}

function isMapped(bytes: readonly number[]): boolean {
  return (
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 255 &&
    bytes[11] === 255
  );
}

function parseNetwork(source: string): Network {
  const at = source.lastIndexOf("/");
  const bare = source.slice(0, Math.max(at, 0));
  const bytes = bare.includes(":") ? ipv6(bare) : ipv4(bare);
  const digits = source.slice(at + 1);
  const isLength = /^(0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= (bytes?.length ?? 0) * 8;
  if (!bytes || !isLength) {
    const why = "network address parse error during conversion from string";
    throw new CelError(
      `${why}: ${why}: netip.ParsePrefix(${JSON.stringify(source)}): ${at < 0 ? "no '/'" : "no valid network"}`,
    );
  }
  if (isMapped(bytes))
    throw new CelError(`IPv4-mapped IPv6 address ${JSON.stringify(source)} is not allowed`);
  return new Network(new Address(bytes), Number(digits));
}

function holds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** Of IPv4 addresses and of IPv6 ones. */
const KINDS: Readonly<
  Record<
    string,
    readonly [v4: (b: readonly number[]) => boolean, v6: (b: readonly number[]) => boolean]
  >
> = {
  isUnspecified: [isZero, isZero],
  isLoopback: [
    ([first]) => first === 127,
    (bytes) => isZero(bytes.slice(0, 15)) && bytes[15] === 1,
  ],
  isLinkLocalMulticast: [
    ([first, second, third]) => first === 224 && second === 0 && third === 0,
    ([first, second = 0]) => first === 255 && (second & 15) === 2,
  ],
  isLinkLocalUnicast: [
    ([first, second]) => first === 169 && second === 254,
    ([first, second = 0]) => first === 254 && (second & 192) === 128,
  ],
};

function isZero(bytes: readonly number[]): boolean {
  return bytes.every((byte) => byte === 0);
}

function isKind(kind: string, { bytes }: Address): boolean {
  const [v4, v6] = KINDS[kind] ?? [];
  return (bytes.length === 4 ? v4 : v6)?.(bytes) ?? false;
}

function isGlobalUnicast(address: Address): boolean {
  const { bytes } = address;
  const isMulticast = bytes.length === 4 ? ((bytes[0] ?? 0) & 240) === 224 : bytes[0] === 255;
  const isBroadcast = bytes.length === 4 && bytes.every((byte) => byte === 255);
  const isOther = ["isUnspecified", "isLoopback", "isLinkLocalUnicast"].some((kind) =>
    isKind(kind, address),
  );
  return !isMulticast && !isBroadcast && !isOther;
}

const address = (value: Value | undefined): Address => instance(value, Address);
const network = (value: Value | undefined): Network => instance(value, Network);

function containsNetwork(outer: Network, inner: Network): boolean {
  return outer.contains(inner.address) && outer.length <= inner.length;
}

export const addresses: readonly Overload[] = [
  func("ip", [STRING], IP, ([value]) => parseAddress(text(value))),
  func("isIP", [STRING], BOOL, ([value]) => holds(() => parseAddress(text(value)))),
  func("ip.isCanonical", [STRING], BOOL, ([value]) => parseAddress(text(value)).print() === value),
  func("string", [IP], STRING, ([value]) => address(value).print()),
  method("family", [IP], INT, ([value]) => (address(value).bits === 32 ? 4n : 6n)),
  ...Object.keys(KINDS).map((kind) =>
    method(kind, [IP], BOOL, ([value]) => isKind(kind, address(value))),
  ),
  method("isGlobalUnicast", [IP], BOOL, ([value]) => isGlobalUnicast(address(value))),
  func("cidr", [STRING], CIDR, ([value]) => parseNetwork(text(value))),
  func("isCIDR", [STRING], BOOL, ([value]) => holds(() => parseNetwork(text(value)))),
  func("string", [CIDR], STRING, ([value]) => network(value).print()),
  method("containsIP", [CIDR, STRING], BOOL, ([value, other]) =>
    network(value).contains(parseAddress(text(other))),
  ),
  method("containsIP", [CIDR, IP], BOOL, ([value, other]) =>
    network(value).contains(address(other)),
  ),
  method("containsCIDR", [CIDR, STRING], BOOL, ([value, other]) =>
    containsNetwork(network(value), parseNetwork(text(other))),
  ),
  method("containsCIDR", [CIDR, CIDR], BOOL, ([value, other]) =>
    containsNetwork(network(value), network(other)),
  ),
  method("ip", [CIDR], IP, ([value]) => network(value).address),
  method("prefixLength", [CIDR], INT, ([value]) => BigInt(network(value).length)),
  method("masked", [CIDR], CIDR, ([value]) => network(value).masked()),
];
