// --name, which every command on a cluster takes.

import { type ClusterFolder, clusterFolder, clustersHome } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";

export interface NameFlags {
  readonly name: string;
}

export const nameFlags = {
  name: { kind: "parsed", parse: String, brief: "Name of the cluster", default: "kwokbench" },
} as const;

export function homeOf(program: Program): string {
  return clustersHome(program.process.env);
}

export function folderOf(program: Program, { name }: NameFlags): ClusterFolder {
  return clusterFolder(homeOf(program), name);
}
