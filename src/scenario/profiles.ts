// The manifests kwokbench brings: ordinary Kubernetes YAML, embedded in the program.

import configMap from "./profiles/configmap.yaml" with { type: "text" };
import deployment from "./profiles/deployment.yaml" with { type: "text" };
import job from "./profiles/job.yaml" with { type: "text" };
import nodeLarge from "./profiles/node-large.yaml" with { type: "text" };
import nodeSmall from "./profiles/node-small.yaml" with { type: "text" };
import nodeStandard from "./profiles/node-standard.yaml" with { type: "text" };
import podLarge from "./profiles/pod-large.yaml" with { type: "text" };
import podSmall from "./profiles/pod-small.yaml" with { type: "text" };
import podStandard from "./profiles/pod-standard.yaml" with { type: "text" };
import replicaSet from "./profiles/replicaset.yaml" with { type: "text" };
import service from "./profiles/service.yaml" with { type: "text" };

/** Kind → profile name → manifest text; a kind's first profile is its default. */
export const PROFILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Node: {
    standard: nodeStandard as string,
    small: nodeSmall as string,
    large: nodeLarge as string,
  },
  Pod: {
    small: podSmall as string,
    standard: podStandard as string,
    large: podLarge as string,
  },
  Deployment: { deployment: deployment as string },
  ReplicaSet: { replicaset: replicaSet as string },
  Job: { job: job as string },
  ConfigMap: { configmap: configMap as string },
  Service: { service: service as string },
};

export type ProfileLookup =
  | { readonly found: "manifest"; readonly profile: string; readonly text: string }
  | { readonly found: "kind"; readonly profile: string; readonly known: readonly string[] }
  | { readonly found: "nothing"; readonly known: readonly string[] };

/** The built-in manifest of a kind: that of `profile`, or its default. Where there is none, what there is instead. */
export function lookUpProfile(kind: string, profile?: string): ProfileLookup {
  const profiles = Object.hasOwn(PROFILES, kind) ? PROFILES[kind] : undefined;
  const known = Object.keys(profiles ?? PROFILES);
  const name = profile ?? known[0];
  if (!profiles || name === undefined) return { found: "nothing", known };
  const text = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  return text === undefined
    ? { found: "kind", profile: name, known }
    : { found: "manifest", profile: name, text };
}

/** The kind of a built-in profile other than a node's, by the profile's name. */
export function kindOfProfile(profile: string): string | undefined {
  const found = Object.entries(PROFILES).find(
    ([kind, profiles]) => kind !== "Node" && Object.hasOwn(profiles, profile),
  );
  return found?.[0];
}

/** Kind → the names of its built-in profiles, its default first. */
export function profileNames(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(PROFILES).map(([kind, profiles]) => [kind, Object.keys(profiles)]),
  );
}

/** A profile that names a file rather than something built in. */
export function isManifestPath(profile: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/.test(profile);
}
