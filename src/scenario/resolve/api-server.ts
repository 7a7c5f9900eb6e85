// The API server's part of the cluster: what it is unless told otherwise, and what a provider's cannot be told.

import type { Problems } from "../problems.ts";
import { type ClusterText, clusterSchema } from "../schema/cluster.ts";
import type { ApiServerSpec, ClusterSpec } from "../types.ts";

type Provider = ClusterSpec["provider"];
type Key = keyof ApiServerSpec;

/** What an API server is of which nothing is said; undefined where it is not the run's to start. */
const USUAL: Readonly<Record<Provider, ApiServerSpec | undefined>> = {
  embedded: { secure: false, durability: "memory", managedFields: "applied" },
  binary: { secure: true, durability: "log", managedFields: "always" },
  kubeconfig: undefined,
  kind: undefined,
};

/** What real programs cannot do, by key. */
const IMPOSSIBLE_WITH_BINARY: Readonly<Record<Key, ApiServerSpec[Key]>> = {
  secure: false,
  durability: "memory",
  managedFields: "applied",
};

export function resolveApiServer(text: ClusterText, provider: Provider): ApiServerSpec | undefined {
  const usual = USUAL[provider];
  return (
    usual && {
      secure: text.secure ?? usual.secure,
      durability: text.durability ?? usual.durability,
      managedFields: text.managedFields ?? usual.managedFields,
    }
  );
}

/** Undefined where nothing is unusual: such a scenario is the one it was before there was anything to choose. */
export function unusual({ provider, apiServer }: ClusterSpec): ApiServerSpec | undefined {
  const usual = USUAL[provider];
  const keys = Object.keys(usual ?? {}) as Key[];
  return keys.some((key) => apiServer?.[key] !== usual?.[key]) ? apiServer : undefined;
}

/** Tells of keys that the provider named in the text has no use for; `value` is `spec.cluster`. */
export function checkApiServer(value: unknown, problems: Problems): void {
  const { data } = clusterSchema.safeParse(value);
  if (!data) return;
  const tell = (key: string, message: string, hint: string): void =>
    problems.add({ path: ["spec", "cluster", key], message, hint, at: "key" });
  const { provider } = data;
  if (USUAL[provider] === undefined) {
    const { enable, disable } = data.admission;
    const given = [...keysIn(data), ...(enable.length + disable.length > 0 ? ["admission"] : [])];
    for (const key of given)
      tell(
        key,
        `the API server of a ${provider} cluster is there already, so ${key} is not the run's to choose`,
        "leave it out, or choose provider: embedded or binary",
      );
  } else if (provider === "binary")
    for (const key of keysIn(data))
      if (data[key] === IMPOSSIBLE_WITH_BINARY[key])
        tell(
          key,
          `kube-apiserver cannot be started with ${key}: ${String(data[key])}`,
          "leave it out, or choose provider: embedded",
        );
}

function keysIn(text: ClusterText): Key[] {
  return (["secure", "durability", "managedFields"] as const).filter(
    (key) => text[key] !== undefined,
  );
}
