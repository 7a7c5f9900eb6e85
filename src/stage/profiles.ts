// The stage profiles inside the program: Stage files like a user's own, and readable by KWOK.

import chaos from "./profiles/chaos.yaml" with { type: "text" };
import dra from "./profiles/dra.yaml" with { type: "text" };
import fast from "./profiles/fast.yaml" with { type: "text" };
import realistic from "./profiles/realistic.yaml" with { type: "text" };
import volumes from "./profiles/volumes.yaml" with { type: "text" };
import { assert, formatDiagnostic } from "../base/index.ts";
import { parseStages } from "./parse.ts";
import type { Stage } from "./stage.ts";

/** How nodes and pods live; one of these is played. */
const lives = ["fast", "realistic", "chaos"] as const;
/** What else there is in a cluster, to be played beside a life. */
const extras = ["volumes", "dra"] as const;
export const profileNames = [...lives, ...extras] as const;
export type ProfileName = (typeof profileNames)[number];

/** Each profile's files, in order: chaos strikes what lives as in realistic. */
const files: Readonly<
  Record<ProfileName, readonly { readonly name: string; readonly text: string }[]>
> = {
  fast: [{ name: "fast.yaml", text: fast }],
  realistic: [{ name: "realistic.yaml", text: realistic }],
  chaos: [
    { name: "realistic.yaml", text: realistic },
    { name: "chaos.yaml", text: chaos },
  ],
  volumes: [{ name: "volumes.yaml", text: volumes }],
  dra: [{ name: "dra.yaml", text: dra }],
};

export function isProfileName(name: string): name is ProfileName {
  return profileNames.some((known) => known === name);
}

/** The profile's YAML, as a user may copy and change it. */
export function profileText(name: ProfileName): string {
  return files[name].map(({ text }) => text).join("---\n");
}

export function profileStages(name: ProfileName): readonly Stage[] {
  return files[name].flatMap(({ name: file, text }) => {
    const { stages, diagnostics } = parseStages(text, file);
    assert(
      diagnostics.length === 0,
      `${file} parses: ${diagnostics.map(formatDiagnostic).join("; ")}`,
    );
    return stages;
  });
}
