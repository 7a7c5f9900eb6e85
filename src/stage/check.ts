// Stages checked without playing them: what a user's file would be refused for.

import type { Diagnostic } from "../base/index.ts";
import { compileStages } from "./compile.ts";
import type { StageEnvironment } from "./environment.ts";
import type { Stage } from "./stage.ts";

/** Every stage whose expressions or templates cannot be compiled, with the place in its file. */
export async function checkStages(stages: readonly Stage[]): Promise<readonly Diagnostic[]> {
  return (await compileStages(stages, nowhere)).diagnostics;
}

/** Nothing is rendered, so nothing is asked of it. */
const nowhere: StageEnvironment = {
  version: "",
  startWallMs: 0,
  wallMs: () => 0,
  random: () => 0,
  nodeIp: "",
  nodeName: "",
  nodePort: 0,
  hostIps: () => [],
  podIps: () => [],
};
