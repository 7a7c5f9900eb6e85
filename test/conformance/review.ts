// bun test/conformance/review.ts [--accept]: strikes from to-fix.txt what the embedded server has learned, and prints what is
// new. With --accept what is new is listed too: for new scripts, not for a server that got worse.

import { causeNames, causeOf } from "./causes.ts";
import { lineOf, review, toFix, writeToFix } from "./differences.ts";
import { differencesNow } from "./embedded.ts";

const { fresh, gone, idle } = review(await differencesNow());
const accepting = process.argv.includes("--accept");
const removed = new Set(gone);
const lists = new Map<string, string[]>(causeNames.map((name) => [name, []]));
for (const [name, lines] of Object.entries(toFix))
  lists.set(
    name,
    lines.filter((line) => !removed.has(line)),
  );
for (const difference of fresh) {
  if (accepting) lists.get(causeOf(difference))?.push(lineOf(difference));
  else console.log(`new: ${lineOf(difference)}`);
}
const kept = Object.fromEntries([...lists].filter(([, lines]) => lines.length > 0));
await writeToFix(kept);
for (const [name, lines] of Object.entries(kept)) console.log(`${lines.length} ${name}`);
console.log(`${fresh.length} ${accepting ? "added" : "new"}, ${gone.length} struck`);
for (const { id } of idle) console.log(`deliberate, but no longer so: ${id}`);
process.exit(accepting || fresh.length === 0 ? 0 : 1);
