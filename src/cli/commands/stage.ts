// kwokbench stage: what Stage files do, without a cluster.

import { buildRouteMap } from "@stricli/core";
import type { Program } from "../program.ts";
import { stageExplainCommand } from "./stage-explain.ts";
import { stageTestCommand } from "./stage-test.ts";

export const stageRoutes = buildRouteMap<string, Program>({
  routes: { test: stageTestCommand, explain: stageExplainCommand },
  docs: { brief: "Test and explain Stage files without a cluster" },
});
