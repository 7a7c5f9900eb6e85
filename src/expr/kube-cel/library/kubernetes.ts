// Quantities, URLs, named formats and semantic versions.

import { func, method, type Overload } from "../overload.ts";
import { BOOL, DOUBLE, INT, listOf, mapOf, opaque, optionalOf, STRING } from "../types.ts";
import { ArrayList, CelError, EntryMap, OpaqueValue, Optional, type Value } from "../values.ts";
import { instance, int, text } from "./arguments.ts";

const QUANTITY = opaque("kubernetes.Quantity");
const LOCATOR = opaque("kubernetes.URL");
const FORMAT = opaque("kubernetes.NamedFormat");
const NANOS = 1_000_000_000n;
const INT_BITS = 64;

function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function sign(value: bigint): bigint {
  if (value === 0n) return 0n;
  return value < 0n ? -1n : 1n;
}

class Quantity extends OpaqueValue {
  override readonly typeName = "kubernetes.Quantity";
  constructor(readonly nanos: bigint) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }
}

const nanosOf = (value: Value | undefined): bigint => instance(value, Quantity).nanos;

function isInteger(nanos: bigint): boolean {
  return nanos % NANOS === 0n && BigInt.asIntN(INT_BITS, nanos / NANOS) === nanos / NANOS;
}

const quantities: readonly Overload[] = [
  func("quantity", [STRING], QUANTITY, ([value], { host }) => {
    try {
      return new Quantity(host.quantityNanos(text(value)));
    } catch {
      throw new CelError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
  }),
  func("isQuantity", [STRING], BOOL, ([value], { host }) =>
    succeeds(() => host.quantityNanos(text(value))),
  ),
  func("sign", [QUANTITY], INT, ([value]) => sign(nanosOf(value))),
  method(
    "isGreaterThan",
    [QUANTITY, QUANTITY],
    BOOL,
    ([left, right]) => nanosOf(left) > nanosOf(right),
  ),
  method(
    "isLessThan",
    [QUANTITY, QUANTITY],
    BOOL,
    ([left, right]) => nanosOf(left) < nanosOf(right),
  ),
  method("compareTo", [QUANTITY, QUANTITY], INT, ([left, right]) =>
    sign(nanosOf(left) - nanosOf(right)),
  ),
  method(
    "asApproximateFloat",
    [QUANTITY],
    DOUBLE,
    ([value]) => Number(nanosOf(value)) / Number(NANOS),
  ),
  method("isInteger", [QUANTITY], BOOL, ([value]) => isInteger(nanosOf(value))),
  method("asInteger", [QUANTITY], INT, ([value]) => {
    if (!isInteger(nanosOf(value))) throw new CelError("cannot convert value to integer");
    return nanosOf(value) / NANOS;
  }),
  ...["add", "sub"].flatMap((name) => {
    const factor = name === "add" ? 1n : -1n;
    return [
      method(
        name,
        [QUANTITY, QUANTITY],
        QUANTITY,
        ([left, right]) => new Quantity(nanosOf(left) + factor * nanosOf(right)),
      ),
      method(
        name,
        [QUANTITY, INT],
        QUANTITY,
        ([left, right]) => new Quantity(nanosOf(left) + factor * int(right) * NANOS),
      ),
    ];
  }),
];

/** A URL taken apart as it is written, for Go changes nothing in one. */
class Locator extends OpaqueValue {
  override readonly typeName = "kubernetes.URL";
  constructor(
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Locator && JSON.stringify(other) === JSON.stringify(this);
  }

  get hostname(): string {
    return this.host.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1");
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host)?.[1] ?? "";
  }
}

const ABSOLUTE =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:[^/?#@]*@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
// Controls and spaces, and percent signs that escape nothing.
const NO_URL = /[\0-\x20\x7f]|%(?![0-9a-fA-F]{2})/;

function parseUrl(source: string): Locator {
  const fail = (why: string): never => {
    throw new CelError(
      `URL parse error during conversion from string: parse ${JSON.stringify(source)}: ${why}`,
    );
  };
  if (source === "") return fail("empty url");
  const [, scheme = "", host = "", path = "", query = ""] = ABSOLUTE.exec(source) ?? [];
  if (scheme === "" && !source.startsWith("/")) return fail("invalid URI for request");
  if (!/^[^:]*(:\d*)?$|^\[[^\]]*\](:\d*)?$/.test(host)) return fail("invalid port after host");
  if (NO_URL.test(source)) return fail("invalid character or escape in URL");
  return new Locator(scheme.toLowerCase(), host, path, query);
}

function queryOf({ query }: Locator): EntryMap {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const list = values.get(name) ?? [];
    list.push(value);
    values.set(name, list);
  }
  return new EntryMap(Array.from(values, ([name, list]) => [name, new ArrayList(list)] as const));
}

const locators: readonly Overload[] = [
  func("url", [STRING], LOCATOR, ([value]) => parseUrl(text(value))),
  func("isURL", [STRING], BOOL, ([value]) => succeeds(() => parseUrl(text(value)))),
  ...(
    [
      ["getScheme", ({ scheme }) => scheme],
      ["getHost", ({ host }) => host],
      ["getHostname", ({ hostname }) => hostname],
      ["getPort", ({ port }) => port],
      ["getEscapedPath", ({ path }) => path],
    ] satisfies [string, (url: Locator) => string][]
  ).map(([name, read]) =>
    method(name, [LOCATOR], STRING, ([value]) => read(instance(value, Locator))),
  ),
  method("getQuery", [LOCATOR], mapOf(STRING, listOf(STRING)), ([value]) =>
    queryOf(instance(value, Locator)),
  ),
];

class Format extends OpaqueValue {
  override readonly typeName = "kubernetes.NamedFormat";
  constructor(readonly name: string) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Format && other.name === this.name;
  }
}

const FORMATS = [
  "dns1123Label",
  "dns1123Subdomain",
  "dns1035Label",
  "qualifiedName",
  "dns1123LabelPrefix",
  "dns1123SubdomainPrefix",
  "dns1035LabelPrefix",
  "labelValue",
  "uri",
  "uuid",
  "byte",
  "date",
  "datetime",
];

const formats: readonly Overload[] = [
  ...FORMATS.map((name) => func(`format.${name}`, [], FORMAT, () => new Format(name))),
  func("format.named", [STRING], optionalOf(FORMAT), ([name]) =>
    FORMATS.includes(text(name)) ? new Optional(new Format(text(name))) : Optional.none,
  ),
  method("validate", [FORMAT, STRING], optionalOf(listOf(STRING)), ([format, value], { host }) => {
    const wrong = host.formats[instance(format, Format).name]?.(text(value)) ?? [];
    return wrong.length === 0 ? Optional.none : new Optional(new ArrayList([...wrong]));
  }),
];

export const kubernetes: readonly Overload[] = [...quantities, ...locators, ...formats];
