// All scripts, by chapter; a chapter is one file of recordings.

import type { Script } from "../script.ts";
import { bootScripts } from "./boot.ts";
import { boundScripts } from "./bounds.ts";
import { changeScripts } from "./changes.ts";
import { customScripts } from "./custom.ts";
import { kindScripts } from "./kinds.ts";
import { patternScripts } from "./patterns.ts";
import { podScripts } from "./pods.ts";
import { readScripts } from "./reads.ts";
import { serviceScripts } from "./services.ts";
import { scaleScripts } from "./scales.ts";
import { statusScripts } from "./statuses.ts";
import { rightScripts } from "./rights.ts";
import { ruleScripts } from "./rules.ts";
import { systemScripts } from "./system.ts";
import { tableScripts } from "./tables.ts";
import { warningScripts } from "./warnings.ts";
import { writeScripts } from "./writes.ts";

export interface Chapter {
  readonly name: string;
  readonly scripts: readonly Script[];
  /** For servers that ask who may do what. */
  readonly secure?: boolean;
}

export const chapters: readonly Chapter[] = [
  { name: "boot", scripts: bootScripts },
  { name: "kinds", scripts: kindScripts },
  { name: "pods", scripts: podScripts },
  { name: "reads", scripts: readScripts },
  { name: "writes", scripts: writeScripts },
  { name: "system", scripts: systemScripts },
  { name: "custom", scripts: customScripts },
  { name: "patterns", scripts: patternScripts },
  { name: "bounds", scripts: boundScripts },
  { name: "scales", scripts: scaleScripts },
  { name: "changes", scripts: changeScripts },
  { name: "services", scripts: serviceScripts },
  { name: "statuses", scripts: statusScripts },
  { name: "rules", scripts: ruleScripts },
  { name: "tables", scripts: tableScripts },
  { name: "warnings", scripts: warningScripts },
  { name: "rights", scripts: rightScripts, secure: true },
];
