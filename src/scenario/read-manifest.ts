// A manifest outside of any scenario: a built-in one, or a file's text.

import { fail } from "../base/index.ts";
import { type Manifest, isMap } from "./manifest.ts";
import { Problems } from "./problems.ts";
import { PROFILES } from "./profiles.ts";
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
export function builtInManifest(kind: string, profile?: string): Manifest {
  const found = Object.entries(PROFILES).find(
    ([known]) => known.toLowerCase() === kind.toLowerCase(),
  );
  if (!found)
    fail(
      `there is no built-in manifest of kind "${kind}"`,
      `give a file with --manifest, or a kind that has one: ${Object.keys(PROFILES).join(", ")}`,
    );
  const [known, profiles] = found;
  const name = profile ?? Object.keys(profiles)[0] ?? "";
  const text = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (text === undefined)
    fail(`there is no ${known} profile "${name}"`, didYouMean(name, Object.keys(profiles)));
  return parseManifest(text, name);
}
