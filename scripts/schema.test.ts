import { expect, test } from "bun:test";
import { join } from "node:path";
import { generatedFiles } from "./schema.ts";

for (const [path, text] of Object.entries(generatedFiles()))
  test(`${path} is what the schema says; if not: bun scripts/schema.ts`, async () => {
    expect(await Bun.file(join(import.meta.dir, "..", path)).text()).toBe(text);
  });
