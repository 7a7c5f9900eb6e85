// Writes down what kubectl prints on the real API server: `bun test/real/kubectl/record.ts`, after a change of a story.

import { startReal } from "../../conformance/servers.ts";
import { realProgram } from "../programs.ts";
import { Stage } from "./stage.ts";
import { recordingOf, stories } from "./stories.ts";

const stage = await Stage.open(startReal);
try {
  for (const story of stories)
    await Bun.write(recordingOf(story), await stage.tell(realProgram("kubectl"), story, story.name));
} finally {
  await stage.close();
}
