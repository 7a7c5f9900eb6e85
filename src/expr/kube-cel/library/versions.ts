// Semantic versions.

import { comparePrereleases } from "../../go/prerelease.ts";
import { func, method, type Overload } from "../overload.ts";
import { BOOL, INT, opaque, STRING } from "../types.ts";
import { CelError, OpaqueValue, type Value } from "../values.ts";
import { instance, text } from "./arguments.ts";

const VERSION = opaque("kubernetes.Semver");

class Version extends OpaqueValue {
  override readonly typeName = "kubernetes.Semver";
  constructor(
    readonly numbers: readonly bigint[],
    readonly pre: readonly string[],
  ) {
    super();
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof Version && compareVersions(this, other) === 0n;
  }
}

function parseVersion(source: string): Version {
  const number = "(0|[1-9]\\d*)";
  const parts = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
  const found = new RegExp(
    `^${number}\\.${number}\\.${number}(?:-(${parts}))?(?:\\+${parts})?$`,
  ).exec(source);
  const pre = found?.[4]?.split(".") ?? [];
  if (!found || pre.some((part) => /^0\d+$/.test(part)))
    throw new CelError(
      source === "" ? "Version string empty" : "No Major.Minor.Patch elements found",
    );
  return new Version(found.slice(1, 4).map(BigInt), pre);
}

/** With `v` taken off, what is missing taken for zero, and zeros in front dropped. */
function normalise(source: string): string {
  const bare = source.replace(/^v/, "");
  const parts = bare.split(".");
  const three = [...parts.slice(0, 2), ...(parts.length > 2 ? [parts.slice(2).join(".")] : [])];
  const trimmed = three.map((part) => part.replace(/^0+(?=\d)/, ""));
  if (trimmed.length < 3 && /[-+]/.test(trimmed.at(-1) ?? "")) return "";
  while (trimmed.length < 3) trimmed.push("0");
  return trimmed.join(".");
}

function compareVersions(left: Version, right: Version): bigint {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1n : 1n;
  }
  if (left.pre.length === 0 || right.pre.length === 0)
    return BigInt(Number(left.pre.length === 0) - Number(right.pre.length === 0));
  return BigInt(comparePrereleases(left.pre, right.pre));
}

const read = (value: Value | undefined): Version => instance(value, Version);

function parse([source, isTolerant]: readonly Value[]): Version {
  return parseVersion(isTolerant === true ? normalise(text(source)) : text(source));
}

function isVersion(args: readonly Value[]): boolean {
  try {
    parse(args);
    return true;
  } catch {
    return false;
  }
}

export const versions: readonly Overload[] = [
  ...[[STRING], [STRING, BOOL]].flatMap((params) => [
    func("semver", params, VERSION, parse),
    func("isSemver", params, BOOL, isVersion),
  ]),
  ...["major", "minor", "patch"].map((name, index) =>
    method(name, [VERSION], INT, ([value]) => read(value).numbers[index] ?? 0n),
  ),
  method(
    "isGreaterThan",
    [VERSION, VERSION],
    BOOL,
    ([left, right]) => compareVersions(read(left), read(right)) > 0n,
  ),
  method(
    "isLessThan",
    [VERSION, VERSION],
    BOOL,
    ([left, right]) => compareVersions(read(left), read(right)) < 0n,
  ),
  method("compareTo", [VERSION, VERSION], INT, ([left, right]) =>
    compareVersions(read(left), read(right)),
  ),
];
