// Which runs may be compared at all, and what is not alike between those that may.

import { fail } from "../base/index.ts";
import type { ApiServerSettings, Result } from "../result/index.ts";
import type { Difference, RunIdentity, Side } from "./types.ts";

export interface Usable {
  readonly side: Side;
  readonly results: readonly Result[];
}

/** Runs that ended and are valid; the others are left out and named. A run that missed a threshold was still measured. */
export function usableRuns(results: readonly Result[]): Usable {
  const used = results.filter((result) => reasonToLeaveOut(result) === undefined);
  return {
    results: used,
    side: {
      runs: used.map(identityOf),
      leftOut: results.flatMap((result) => {
        const reason = reasonToLeaveOut(result);
        return reason === undefined ? [] : [{ ...identityOf(result), reason }];
      }),
    },
  };
}

export function identityOf({ startedAt, environment, scenario }: Result): RunIdentity {
  return { startedAt, host: environment.host, planDigest: scenario.planDigest };
}

function reasonToLeaveOut({ verdict, reason, validity }: Result): string | undefined {
  if (verdict === "incomplete") return `incomplete: ${reason ?? "it did not end."}`;
  if (verdict === "invalid" || !validity.valid)
    return `invalid: ${reason ?? "its audit found it invalid."}`;
  return undefined;
}

/**
 * Refuses runs that do not ask the same question. Gives the reasons as notes where `force` is set.
 * Throws FailureError (usage) otherwise.
 */
export function checkComparable(
  base: readonly Result[],
  candidate: readonly Result[],
  force: boolean,
): string[] {
  const problems = QUESTIONS.flatMap(({ what, of }) => {
    const values = distinct([...base, ...candidate].flatMap((result) => of(result) ?? []));
    return values.length < 2 ? [] : [`the runs differ in their ${what}: ${values.join(" and ")}`];
  });
  if (problems.length > 0 && !force)
    fail(
      problems.join("; "),
      "compare runs of one scenario on clusters of one shape, or say --force to do it all the same",
    );
  return problems.map((problem) => `Compared by force: ${problem}.`);
}

/** What must be the same; undefined: not recorded, as in Results of older versions. */
const QUESTIONS: readonly {
  readonly what: string;
  readonly of: (result: Result) => string | undefined;
}[] = [
  {
    what: "scenario",
    of: ({ scenario }) =>
      `${scenario.name} (${scenario.digest.replace("sha256:", "").slice(0, 12)})`,
  },
  { what: "provider", of: ({ environment }) => environment.provider },
  { what: "number of nodes", of: ({ environment }) => String(environment.nodes) },
  {
    what: "serving",
    of: ({ environment: { apiServer } }) =>
      apiServer && (apiServer.secure ? "HTTPS with access control" : "plain HTTP"),
  },
  { what: "durability", of: ({ environment }) => environment.apiServer?.durability },
  { what: "managedFields", of: ({ environment }) => environment.apiServer?.managedFields },
  {
    what: "admission plugins",
    of: ({ environment: { apiServer } }) => apiServer && pluginsOf(apiServer.admission),
  },
];

function pluginsOf({ enable, disable }: ApiServerSettings["admission"]): string {
  const chosen = [
    ...enable.toSorted().map((name) => `+${name}`),
    ...disable.toSorted().map((name) => `-${name}`),
  ];
  return chosen.length === 0 ? "the usual ones" : chosen.join(" ");
}

/** What is not alike: each side's values joined where its own runs differ too. A side without runs differs in nothing. */
export function differencesBetween(
  base: readonly Result[],
  candidate: readonly Result[],
): Difference[] {
  if (base.length === 0 || candidate.length === 0) return [];
  const components = distinct(
    [...base, ...candidate].flatMap(({ environment }) => Object.keys(environment.versions)),
  );
  const vars = distinct(
    [...base, ...candidate].flatMap(({ scenario }) => Object.keys(scenario.vars)),
  );
  const aspects: readonly Aspect[] = [
    ...HARDWARE,
    ["seed", ({ scenario }) => String(scenario.seed)],
    ...components.map((name): Aspect => [
      `version of ${name}`,
      ({ environment }) => environment.versions[name] ?? "none",
    ]),
    ...vars.map((name): Aspect => [
      `variable ${name}`,
      ({ scenario }) => String(scenario.vars[name] ?? "unset"),
    ]),
  ];
  return aspects.flatMap(([what, of]) => {
    const [left, right] = [base, candidate].map((side) => distinct(side.map(of)).join(", "));
    return left === right ? [] : [{ what, base: left!, candidate: right! }];
  });
}

type Aspect = readonly [what: string, of: (result: Result) => string];

const HARDWARE: readonly Aspect[] = [
  ["host", ({ environment }) => environment.host],
  ["processor", ({ environment }) => environment.cpu],
  ["cores", ({ environment }) => String(environment.cores)],
  ["memory", ({ environment }) => `${(environment.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
  ["operating system", ({ environment }) => environment.os],
];

/** Another machine moves every figure; a name alone does not. */
export function hardwareNotes(differences: readonly Difference[], normalized: boolean): string[] {
  const kinds = new Set(["processor", "cores", "memory"]);
  const found = differences.filter(({ what }) => kinds.has(what)).map(({ what }) => what);
  if (found.length === 0) return [];
  return [
    `The two sides ran on different hardware (${found.join(", ")}): a change may be the machine's.${
      normalized
        ? " Times and rates are scaled by the runs' calibration, which knows one core only."
        : ""
    }`,
  ];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
