// IP addresses and networks.

import { formatIp, type IpAddress, parseStrictIp } from "../../../base/index.ts";
import { func, method, type Overload } from "../overload.ts";
import { BOOL, INT, opaque, STRING } from "../types.ts";
import { CelError, OpaqueValue, type Value } from "../values.ts";
import { instance, text } from "./arguments.ts";

const IP = opaque("net.IP");
const CIDR = opaque("net.CIDR");

class Address extends OpaqueValue {
  override readonly typeName = "net.IP";
  constructor(
    readonly version: 4 | 6,
    readonly value: bigint,
  ) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Address && other.version === this.version && other.value === this.value;
  }

  get bits(): number {
    return this.version === 4 ? 32 : 128;
  }

  get bytes(): readonly number[] {
    return Array.from({ length: this.bits / 8 }, (_, at) =>
      Number((this.value >> BigInt(this.bits - 8 * (at + 1))) & 0xffn),
    );
  }

  print(): string {
    return formatIp(this.version, this.value);
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
    const { version, value, bits } = this.address;
    const rest = BigInt(bits - this.length);
    return new Network(new Address(version, (value >> rest) << rest), this.length);
  }

  contains(address: Address): boolean {
    if (address.bits !== this.address.bits) return false;
    return new Network(address, this.length).masked().equals(this.masked());
  }
}

function parseAddress(source: string): Address {
  const [bare = "", zone] = source.split("%");
  const ip = parseStrictIp(bare);
  const quoted = JSON.stringify(source);
  if (!ip)
    throw new CelError(
      `IP Address ${quoted} parse error during conversion from string: ParseAddr(${quoted}): unable to parse IP`,
    );
  if (zone !== undefined) throw new CelError(`IP address ${quoted} with zone value is not allowed`);
  if (isMapped(ip)) throw new CelError(`IPv4-mapped IPv6 address ${quoted} is not allowed`);
  return new Address(ip.version, ip.value);
}

function isMapped({ version, value }: IpAddress): boolean {
  return version === 6 && value >> 32n === 0xffffn;
}

function parseNetwork(source: string): Network {
  const at = source.lastIndexOf("/");
  const ip = parseStrictIp(source.slice(0, Math.max(at, 0)));
  const digits = source.slice(at + 1);
  const address = ip && new Address(ip.version, ip.value);
  const isLength = /^(0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= (address?.bits ?? 0);
  if (!address || !isLength) {
    const why = "network address parse error during conversion from string";
    throw new CelError(
      `${why}: ${why}: netip.ParsePrefix(${JSON.stringify(source)}): ${at < 0 ? "no '/'" : "no valid network"}`,
    );
  }
  if (isMapped(address))
    throw new CelError(`IPv4-mapped IPv6 address ${JSON.stringify(source)} is not allowed`);
  return new Network(address, Number(digits));
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
