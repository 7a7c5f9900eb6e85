// Writes down what kubectl prints on the real API server: `bun test/real/kubectl/record.ts [STORY…]`,
// after a change of a story.

import { startReal } from "../../conformance/servers.ts";
import { realProgram } from "../programs.ts";
import { Stage } from "./stage.ts";
import { recordingOf, stories } from "./stories.ts";

const names = process.argv.slice(2);
const stage = await Stage.open(startReal);
for (const story of stories) {
  if (names.length > 0 && !names.includes(story.name)) continue;
  try {
    const told = await stage.tell(realProgram("kubectl"), story, story.name);
    await Bun.write(recordingOf(story), told);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
await stage.close();
