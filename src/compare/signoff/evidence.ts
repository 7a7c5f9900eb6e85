// What a sign-off is made from: texts with their paths, so that each can be hashed as it was read.

import { canonical } from "./canonical.ts";
import type { SignoffInput } from "./types.ts";

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface ScenarioEvidence {
  readonly scenario: SourceText;
  /** result.json files of the candidate, in the order run. */
  readonly results: readonly SourceText[];
  /** result.json files of the release it is held against. */
  readonly baseline: readonly SourceText[];
}

export interface Evidence {
  readonly plan: SourceText;
  /** In the order of the plan. */
  readonly scenarios: readonly ScenarioEvidence[];
}

export function inputsOf({ plan, scenarios }: Evidence): SignoffInput[] {
  return [
    inputOf("plan", plan),
    ...scenarios.flatMap(({ scenario, results, baseline }, at) => [
      inputOf("scenario", scenario, at),
      ...results.map((source) => inputOf("result", source, at)),
      ...baseline.map((source) => inputOf("baseline", source, at)),
    ]),
  ];
}

function inputOf(
  role: SignoffInput["role"],
  { path, text }: SourceText,
  scenario?: number,
): SignoffInput {
  return {
    role,
    path,
    sha256: sha256(text),
    bytes: new TextEncoder().encode(text).length,
    ...(scenario === undefined ? {} : { scenario }),
  };
}

/** In hex; of the UTF-8 bytes, as sha256sum gives it for the file. */
export function sha256(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

export function digestOf(value: unknown): string {
  return sha256(canonical(value));
}
