// All scripts, by chapter; a chapter is one file of recordings.

import type { Script } from "../script.ts";
import { bootScripts } from "./boot.ts";
import { changeScripts } from "./changes.ts";
import { customScripts } from "./custom.ts";
import { kindScripts } from "./kinds.ts";
import { podScripts } from "./pods.ts";
import { readScripts } from "./reads.ts";
import { serviceScripts } from "./services.ts";
import { statusScripts } from "./statuses.ts";
import { ruleScripts } from "./rules.ts";
import { systemScripts } from "./system.ts";
import { tableScripts } from "./tables.ts";
import { warningScripts } from "./warnings.ts";
import { writeScripts } from "./writes.ts";

export interface Chapter {
  readonly name: string;
  readonly scripts: readonly Script[];
}

export const chapters: readonly Chapter[] = [
  { name: "boot", scripts: bootScripts },
  { name: "kinds", scripts: kindScripts },
  { name: "pods", scripts: podScripts },
  { name: "reads", scripts: readScripts },
  { name: "writes", scripts: writeScripts },
  { name: "system", scripts: systemScripts },
  { name: "custom", scripts: customScripts },
  { name: "changes", scripts: changeScripts },
  { name: "services", scripts: serviceScripts },
  { name: "statuses", scripts: statusScripts },
  { name: "rules", scripts: ruleScripts },
  { name: "tables", scripts: tableScripts },
  { name: "warnings", scripts: warningScripts },
];
