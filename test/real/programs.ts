// The real Kubernetes programs these tests run, and one clear line where they are not installed.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { realProgramsFolder } from "../e2e/program.ts";

export function realProgram(name: string): string {
  return join(realProgramsFolder, name);
}

/** Whether all of them are there; says so once when not. */
export function realProgramsInstalled(...names: readonly string[]): boolean {
  const missing = names.filter((name) => !existsSync(realProgram(name)));
  if (missing.length > 0)
    console.log(
      `skipped: ${missing.join(", ")} not installed; scripts/control-plane/install builds them`,
    );
  return missing.length === 0;
}
