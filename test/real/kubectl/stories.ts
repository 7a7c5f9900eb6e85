// All stories, and where it is written down what the real API server lets kubectl print.

import { join } from "node:path";
import { objectStories } from "./object-stories.ts";
import { podStories } from "./pod-stories.ts";
import type { Story } from "./step.ts";
import { workloadStories } from "./workload-stories.ts";

export const stories: readonly Story[] = [...workloadStories, ...objectStories, ...podStories];

export function recordingOf({ name }: Story): string {
  return join(import.meta.dir, "recorded", `${name}.txt`);
}
