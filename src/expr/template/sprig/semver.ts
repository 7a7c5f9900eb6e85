// semver and semverCompare: Masterminds/semver's versions and constraints.

import { comparePrereleases } from "../../go/prerelease.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { GoInt, GoOpaque, type GoValue } from "../go-value.ts";

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

class Version extends GoOpaque {
  readonly type = "*semver.Version";
  readonly kind = "ptr";

  constructor(
    readonly numbers: readonly [number, number, number],
    readonly prerelease: string,
    readonly metadata: string,
  ) {
    super();
  }

  toText(): string {
    return `${this.numbers.join(".")}${this.prerelease && `-${this.prerelease}`}${this.metadata && `+${this.metadata}`}`;
  }

  override method(name: string): ((...args: GoValue[]) => GoValue) | undefined {
    const place = ["Major", "Minor", "Patch"].indexOf(name);
    if (place >= 0) return () => new GoInt(this.numbers[place]!, "uint64");
    if (name === "Prerelease") return () => this.prerelease;
    if (name === "Metadata") return () => this.metadata;
    if (name === "String") return () => this.toText();
    if (name === "Compare") return (other) => new GoInt(compare(this, other as Version));
    return undefined;
  }
}

function parseVersion(text: string): Version {
  const found = VERSION.exec(text);
  if (!found) throw new Error("Invalid Semantic Version");
  const [, major, minor = "0", patch = "0", prerelease = "", metadata = ""] = found;
  return new Version([Number(major), Number(minor), Number(patch)], prerelease, metadata);
}

function compare(left: Version, right: Version): number {
  for (const [index, number] of left.numbers.entries()) {
    if (number !== right.numbers[index]) return Math.sign(number - right.numbers[index]!);
  }
  if (left.prerelease === right.prerelease) return 0;
  if (left.prerelease === "") return 1;
  if (right.prerelease === "") return -1;
  return comparePrereleases(left.prerelease.split("."), right.prerelease.split("."));
}

const CONSTRAINT =
  /^(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^|)\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

type Check = (version: Version) => boolean;

function parseConstraint(text: string): Check {
  const found = CONSTRAINT.exec(text.trim());
  if (!found) throw new Error(`improper constraint: ${text}`);
  const [, operator = "", ...parts] = found;
  const wild = parts.slice(0, 3).findIndex((part) => part === undefined || /^[xX*]$/.test(part));
  const given = wild < 0 ? 3 : wild;
  const numbers = [0, 1, 2].map((index) => (index < given ? Number(parts[index]) : 0)) as [
    number,
    number,
    number,
  ];
  const least = new Version(numbers, parts[3] ?? "", "");
  const check = operatorCheck(operator, least, given);
  // A prerelease matches only a constraint that names one.
  return (version) =>
    version.prerelease !== "" && least.prerelease === "" ? false : check(version);
}

/** The first version after all that share the leading `count` numbers. */
function after(version: Version, count: number): Version {
  const numbers = [...version.numbers] as [number, number, number];
  for (let index = count; index < 3; index++) numbers[index] = 0;
  numbers[count - 1]!++;
  return new Version(numbers, "", "");
}

function operatorCheck(operator: string, least: Version, given: number): Check {
  const isWithin = (version: Version, count: number): boolean =>
    compare(version, least) >= 0 && (count === 0 || compare(version, after(least, count)) < 0);
  const matches: Check = (version) =>
    given === 3 ? compare(version, least) === 0 : isWithin(version, given);
  switch (operator) {
    case "!=":
      return (version) => !matches(version);
    case ">":
      return (version) =>
        given === 3 || given === 0
          ? compare(version, least) > 0
          : compare(version, after(least, given)) >= 0;
    case "<":
      return (version) => compare(version, least) < 0;
    case ">=":
    case "=>":
      return (version) => compare(version, least) >= 0;
    case "<=":
    case "=<":
      return (version) =>
        given === 3
          ? compare(version, least) <= 0
          : given === 0 || compare(version, after(least, given)) < 0;
    case "~":
    case "~>":
      return (version) => isWithin(version, Math.min(given, 2));
    case "^": {
      const firstSet = least.numbers.findIndex((number, index) => number !== 0 && index < given);
      return (version) => isWithin(version, given === 0 ? 0 : firstSet < 0 ? given : firstSet + 1);
    }
    default:
      return matches;
  }
}

function satisfies(constraint: string, text: string): boolean {
  const ranges = constraint.split("||").map((range) => {
    const hyphens = range.trim().replace(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2");
    const parts = hyphens.match(/(?:[=!<>~^]+\s*)?[^\s,=!<>~^]+/g) ?? [];
    if (parts.length === 0) throw new Error(`improper constraint: ${constraint}`);
    return parts.map(parseConstraint);
  });
  const version = parseVersion(text);
  return ranges.some((checks) => checks.every((check) => check(version)));
}

export const semverFunctions: Readonly<Record<string, TemplateFunction>> = {
  semver: fn("string", parseVersion),
  semverCompare: fn("string string", satisfies),
};
