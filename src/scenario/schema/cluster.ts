// Which cluster is measured, and who plays which role in it.

import { z } from "zod";
import { count, duration, text } from "./units.ts";

const SHARDS_MAX = 64;

const binary = (what: string) =>
  z.strictObject({ binary: text(`The ${what} program: a path, or a name on PATH.`) });

const plugins = (what: string) =>
  z
    .array(z.string().regex(/^[A-Za-z]+$/, "is not the name of an admission plugin"))
    .default([])
    .meta({ description: what });

export const clusterSchema = z
  .strictObject({
    provider: z.enum(["embedded", "binary", "kubeconfig", "kind"]).default("embedded").meta({
      description:
        "embedded: kwokbench's own API server. binary: real etcd and kube-apiserver programs. kubeconfig: a cluster there already. kind: a kind cluster.",
    }),
    scheduler: z
      .union([
        z.enum(["embedded", "external"]),
        z.strictObject({
          ...binary("scheduler").shape,
          config: text("Its configuration file.").optional(),
        }),
      ])
      .optional()
      .meta({
        description: "Who binds pods. Default: embedded; external with kubeconfig and kind.",
        examples: ["embedded", { binary: "kube-scheduler" }],
      }),
    controllerManager: z
      .union([z.enum(["embedded", "none", "external"]), binary("controller manager")])
      .optional()
      .meta({
        description:
          "Who turns Deployments into pods. Default: embedded where a phase has workloads, else none; external with kubeconfig and kind.",
      }),
    nodeMonitorGrace: duration(
      "How long a node may be silent before the controller manager of the run takes it to be gone. Default: 50s, kube-controller-manager's own.",
    ).optional(),
    controller: z
      .union([
        z.enum(["embedded", "external"]),
        z.strictObject({ shards: count("Processes that share the nodes.", 1, SHARDS_MAX) }),
      ])
      .default("embedded")
      .meta({
        description: "Who plays the stages: kwokbench, or one (kwok) that is there already.",
      }),
    secure: z.boolean().optional().meta({
      description:
        "Whether the API server serves HTTPS with HTTP/2, knows who asks (tokens) and checks their rights (RBAC). Default: false; a binary one always does.",
    }),
    durability: z.enum(["memory", "log", "fsync"]).optional().meta({
      description:
        "What a write waits for. memory: nothing. log: the operating system has it. fsync: the disk has it, as in production. Default: memory; log with binary, whose etcd always writes a log.",
    }),
    managedFields: z.enum(["applied", "always"]).optional().meta({
      description:
        "Which objects get managedFields: those that were applied (server-side), or all, as on kube-apiserver. Default: applied; always with binary.",
    }),
    admission: z
      .strictObject({
        enable: plugins("Plugins to run besides the usual ones."),
        disable: plugins("Plugins that are not to run."),
      })
      .prefault({})
      .meta({
        description:
          "Admission plugins of the API server, by kube-apiserver's names; embedded and binary.",
        examples: [{ disable: ["LimitRanger"] }],
      }),
  })
  .prefault({})
  .meta({ description: "The cluster under test." });

export type ClusterText = z.output<typeof clusterSchema>;

export const stagesSchema = z
  .strictObject({
    profile: z.enum(["fast", "realistic", "chaos", "none"]).default("fast").meta({
      description:
        "fast: at once. realistic: delays like a kubelet's. chaos: failures as well. none: only `files`.",
    }),
    extras: z
      .array(z.enum(["volumes", "dra"]))
      .optional()
      .meta({
        description:
          "volumes: claims and volumes are provisioned, bound and reclaimed. dra: nodes publish devices, claims become ready.",
      }),
    files: z
      .array(text("A path, relative to the scenario."))
      .default([])
      .meta({ description: "KWOK Stage files." }),
  })
  .prefault({})
  .meta({ description: "How simulated nodes and pods live." });
