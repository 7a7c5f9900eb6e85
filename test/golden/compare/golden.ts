// Reads golden data of one case a line, as scripts/golden/compare writes it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export function golden<T>(name: string): readonly T[] {
  const text = readFileSync(join(import.meta.dir, `${name}.jsonl`), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
