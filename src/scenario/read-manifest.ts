// A manifest outside of any scenario: a built-in one, or a file's text.

import { fail } from "../base/index.ts";
import { type Manifest, isMap } from "./manifest.ts";
import { Problems } from "./problems.ts";
import { PROFILES, lookUpProfile } from "./profiles.ts";
import { didYouMean } from "./substitute.ts";
import { readYaml } from "./yaml.ts";

/** The manifest of YAML text with one document. Throws FailureError with every problem and its place. */
export function parseManifest(text: string, file: string): Manifest {
  const problems = Problems.of(file, () => undefined);
  const yaml = readYaml(text, file, problems);
  problems.throwIfAny();
  const manifest = yaml?.value;
  if (isMap(manifest) && typeof manifest["kind"] === "string") return manifest;
  return fail(`${file} is not a Kubernetes manifest`, "begin it with apiVersion and kind");
}

/** The built-in manifest of a kind, written in any case. Throws FailureError where there is none. */
export function builtInManifest(written: string, profile?: string): Manifest {
  const kinds = Object.keys(PROFILES);
  const kind = kinds.find((known) => known.toLowerCase() === written.toLowerCase()) ?? written;
  const lookup = lookUpProfile(kind, profile);
  switch (lookup.found) {
    case "manifest":
      return parseManifest(lookup.text, lookup.profile);
    case "kind":
      return fail(
        `there is no ${kind} profile "${lookup.profile}"`,
        didYouMean(lookup.profile, lookup.known),
      );
    case "nothing":
      return fail(
        `there is no built-in manifest of kind "${kind}"`,
        `give a file with --manifest, or a kind that has one: ${lookup.known.join(", ")}`,
      );
  }
}
