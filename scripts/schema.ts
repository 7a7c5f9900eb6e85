// Writes what follows from the scenario's schema: the JSON Schema beside the shipped scenarios, and docs/scenario.md.
// `bun scripts/schema.ts` writes; a test holds the committed files to it.

import { join } from "node:path";
import { scenarioJsonSchema } from "../src/scenario/index.ts";
import { scenarioPage } from "./scenario-page.ts";

const root = join(import.meta.dir, "..");

/** Path from the project's root → text. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "scenarios/scenario.schema.json": `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`,
    "docs/scenario.md": scenarioPage(),
  };
}

if (import.meta.main)
  for (const [path, text] of Object.entries(generatedFiles()))
    await Bun.write(join(root, path), text);
