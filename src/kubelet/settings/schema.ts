// The documents of the kinds a simulated kubelet is configured with, as kwok.x-k8s.io/v1alpha1 writes them.

import { z } from "zod";
import type { Resource } from "../../kube/index.ts";

const texts = z.array(z.string()).default([]);
const port = z.number().int().min(1).max(65_535);
const identity = z.number().int().min(0).optional();

const containerRule = { containers: texts };
const log = z.strictObject({
  ...containerRule,
  logsFile: z.string().min(1),
  previousLogsFile: z.string().optional(),
  // Following is for the client to ask; KWOK has the field and does not read it either.
  follow: z.boolean().optional(),
});
const attach = z.strictObject({ ...containerRule, logsFile: z.string().min(1) });
const exec = z.strictObject({
  ...containerRule,
  local: z
    .strictObject({
      workDir: z.string().optional(),
      envs: z.array(z.strictObject({ name: z.string().min(1), value: z.string() })).default([]),
      securityContext: z.strictObject({ runAsUser: identity, runAsGroup: identity }).optional(),
    })
    .optional(),
});
const forward = z
  .strictObject({
    ports: z.array(port).default([]),
    target: z.strictObject({ address: z.string().min(1), port }).optional(),
    command: z.array(z.string()).min(1).optional(),
  })
  .refine(({ target, command }) => (target === undefined) !== (command === undefined), {
    message: "give either target or command",
  });
const usage = z.strictObject({
  ...containerRule,
  usage: z.record(
    z.string(),
    z
      .strictObject({
        value: z.union([z.string(), z.number()]).optional(),
        expression: z.string().optional(),
      })
      .refine(({ value, expression }) => (value === undefined) !== (expression === undefined), {
        message: "give either value or expression",
      }),
  ),
});
const metric = z
  .strictObject({
    name: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "not a metric's name"),
    help: z.string().default(""),
    kind: z.enum(["gauge", "counter", "histogram"]),
    labels: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "not a label's name"),
          value: z.string(),
        }),
      )
      .default([]),
    value: z.string().default(""),
    buckets: z
      .array(
        z.strictObject({ le: z.number(), value: z.string(), hidden: z.boolean().default(false) }),
      )
      .default([]),
    dimension: z.enum(["node", "pod", "container"]).default("node"),
  })
  .refine(
    ({ kind, value, buckets }) => (kind === "histogram" ? buckets.length > 0 : value !== ""),
    {
      message: "a histogram needs buckets, anything else a value",
    },
  );

const selector = z
  .strictObject({ matchNamespaces: texts, matchNames: texts })
  .default({ matchNamespaces: [], matchNames: [] });

/** The spec of each kind; those with a Cluster… twin share theirs, which adds the selector. */
export const specs = {
  Logs: z.strictObject({ logs: z.array(log) }),
  Attach: z.strictObject({ attaches: z.array(attach) }),
  Exec: z.strictObject({ execs: z.array(exec) }),
  PortForward: z.strictObject({ forwards: z.array(forward) }),
  ResourceUsage: z.strictObject({ usages: z.array(usage) }),
  ClusterLogs: z.strictObject({ selector, logs: z.array(log) }),
  ClusterAttach: z.strictObject({ selector, attaches: z.array(attach) }),
  ClusterExec: z.strictObject({ selector, execs: z.array(exec) }),
  ClusterPortForward: z.strictObject({ selector, forwards: z.array(forward) }),
  ClusterResourceUsage: z.strictObject({ selector, usages: z.array(usage) }),
  Metric: z.strictObject({
    path: z.string().startsWith("/metrics", "must begin with /metrics"),
    metrics: z.array(metric),
  }),
};

export type SettingKind = keyof typeof specs;
export type Spec<Kind extends SettingKind> = z.output<(typeof specs)[Kind]>;
export type AttachSpec = z.output<typeof attach>;
export type ExecSpec = z.output<typeof exec>;
export type ForwardSpec = z.output<typeof forward>;
export type LogSpec = z.output<typeof log>;
export type UsageSpec = z.output<typeof usage>;

export const settingKinds = Object.keys(specs) as readonly SettingKind[];

/** Where objects of the kind are kept in a cluster: KWOK's custom resources. */
export function settingResource(kind: SettingKind): Resource {
  const lower = kind.toLowerCase();
  const plural = lower.endsWith("s") ? lower : `${lower}${lower.endsWith("ch") ? "es" : "s"}`;
  const namespaced = !kind.startsWith("Cluster") && kind !== "Metric";
  return { group: "kwok.x-k8s.io", version: "v1alpha1", plural, kind, namespaced };
}

export function isSettingKind(kind: string): kind is SettingKind {
  return Object.hasOwn(specs, kind);
}
