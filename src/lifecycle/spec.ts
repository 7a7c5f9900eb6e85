// What a named cluster is made of, as written in its folder: once at creation, read at every start.

import { readFileSync } from "node:fs";
import { fail, messageOf } from "../base/index.ts";
import type { ClusterRequest } from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";

export interface ClusterSpec {
  readonly formatVersion: 1;
  readonly createdAt: string;
  /** Port of the API server, the same at every start, so that kubeconfigs stay valid. */
  readonly port: number;
  /** Of the controllers' kubelets; absent in clusters made before they were kept. */
  readonly kubeletPorts?: readonly number[];
  readonly request: Omit<ClusterRequest, "server">;
}

/** Throws FailureError where the cluster does not exist or its file is damaged. */
export function readSpec(folder: ClusterFolder): ClusterSpec {
  let text: string;
  try {
    text = readFileSync(folder.specFile, "utf8");
  } catch {
    return fail(
      `there is no cluster "${folder.name}"`,
      `\`kwokbench cluster list\` lists the clusters; \`kwokbench cluster create --name ${folder.name}\` creates it`,
    );
  }
  try {
    return JSON.parse(text) as ClusterSpec;
  } catch (error) {
    return fail(
      `${folder.specFile} is damaged: ${messageOf(error)}`,
      "restore it from a copy, or remove its folder",
    );
  }
}
