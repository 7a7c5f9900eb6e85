// What the resolving of every part needs: where problems go, how files are read, what variables mean.

import { dirname, isAbsolute, join } from "node:path";
import type { Path, Problems } from "../problems.ts";
import { isManifestPath, lookUpProfile } from "../profiles.ts";
import { type Manifest, isMap } from "../manifest.ts";
import { type Substitution, didYouMean, substitute } from "../substitute.ts";
import { readYaml } from "../yaml.ts";

export interface ResolveContext {
  readonly problems: Problems;
  readonly substitution: Omit<Substitution, "problems">;
  readonly scenarioName: string;
  /** The cluster also has nodes that are not simulated. */
  readonly isolated: boolean;
  /** The text of a file named in the scenario, or undefined after telling of it. */
  readonly readFile: (path: string, at: Path) => string | undefined;
}

/** `path` as seen from the scenario's folder. */
export function besideScenario(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

interface ManifestSource {
  readonly kind: string;
  readonly profile: string | undefined;
  readonly manifest: Manifest | undefined;
}

export interface FoundManifest {
  readonly profile: string;
  readonly manifest: Manifest;
}

/** The manifest a template names: inline, a file, or a built-in profile of its kind. */
export function findManifest(
  source: ManifestSource,
  path: Path,
  context: ResolveContext,
): FoundManifest | undefined {
  const { problems } = context;
  if (source.manifest) {
    if (source.profile !== undefined)
      problems.add({
        path: [...path, "profile"],
        message: "profile and manifest are both given",
        hint: "keep one",
        at: "key",
      });
    return { profile: "inline", manifest: source.manifest };
  }
  if (source.profile !== undefined && isManifestPath(source.profile))
    return fileManifest(source.profile, [...path, "profile"], context);
  return builtInManifest(source, path, context);
}

function fileManifest(
  profile: string,
  path: Path,
  context: ResolveContext,
): FoundManifest | undefined {
  const text = context.readFile(profile, path);
  if (text === undefined) return undefined;
  const yaml = readYaml(text, profile, context.problems);
  if (!yaml) return undefined;
  const problems = context.problems.within(profile, yaml.locate);
  const value = substitute(yaml.value, [], { ...context.substitution, problems }, true);
  if (isMap(value) && isMap(yaml.value)) return { profile, manifest: value };
  problems.add({
    path: [],
    message: "this is not a Kubernetes manifest",
    hint: "begin it with apiVersion and kind",
  });
  return undefined;
}

function builtInManifest(
  { kind, profile }: ManifestSource,
  path: Path,
  { problems }: ResolveContext,
): FoundManifest | undefined {
  const lookup = lookUpProfile(kind, profile);
  switch (lookup.found) {
    case "manifest": {
      const parsed = readYaml(lookup.text, lookup.profile, problems);
      return parsed && { profile: lookup.profile, manifest: parsed.value as Manifest };
    }
    case "kind":
      problems.add({
        path: [...path, "profile"],
        message: `there is no ${kind} profile "${lookup.profile}"`,
        hint: `${didYouMean(lookup.profile, lookup.known)} (a file's path ends in .yaml)`,
      });
      return undefined;
    case "nothing":
      problems.add({
        path: [...path, "kind"],
        message: `there is no built-in manifest of kind "${kind}"`,
        hint: `give a manifest, or a kind that has one: ${lookup.known.join(", ")}`,
      });
      return undefined;
  }
}
