// What a named cluster is made of, as it stands in its folder: written once, read at every start.

import { readFileSync } from "node:fs";
import { fail, messageOf } from "../base/index.ts";
import type { ClusterRequest } from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";

export interface ClusterSpec {
  readonly formatVersion: 1;
  readonly createdAt: string;
  /** Of the API server, the same at every start: clients keep their kubeconfig. */
  readonly port: number;
  readonly request: Omit<ClusterRequest, "server">;
}

/** Refuses a cluster that is not there, and a file that cannot be read. */
export function readSpec(folder: ClusterFolder): ClusterSpec {
  let text: string;
  try {
    text = readFileSync(folder.specFile, "utf8");
  } catch {
    return fail(
      `there is no cluster "${folder.name}"`,
      `\`kwokbench cluster list\` names those there are; \`kwokbench cluster create --name ${folder.name}\` makes it`,
    );
  }
  try {
    return JSON.parse(text) as ClusterSpec;
  } catch (error) {
    return fail(`${folder.specFile} is not JSON: ${messageOf(error)}`, "delete the cluster");
  }
}
