// The stage profiles inside the program: Stage files like a user's own, and readable by KWOK.

import fast from "./profiles/fast.yaml" with { type: "text" };
import { assert } from "../base/index.ts";
import { parseStages } from "./parse.ts";
import type { Stage } from "./stage.ts";

export const profileNames = ["fast"] as const;
export type ProfileName = (typeof profileNames)[number];

const texts: Readonly<Record<ProfileName, string>> = { fast };

export function isProfileName(name: string): name is ProfileName {
  return profileNames.some((known) => known === name);
}

/** The profile's YAML, as a user may copy and change it. */
export function profileText(name: ProfileName): string {
  return texts[name];
}

export function profileStages(name: ProfileName): readonly Stage[] {
  const { stages, diagnostics } = parseStages(texts[name], `${name}.yaml`);
  assert(diagnostics.length === 0, `the profile ${name} parses: ${diagnostics[0]?.message ?? ""}`);
  return stages;
}
