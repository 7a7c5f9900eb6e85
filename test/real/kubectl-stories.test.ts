// What people do with kubectl, on the embedded API server: every command must do what it should, and print what it prints on
// the real API server, as kubectl/record.ts wrote it down.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { startEmbedded } from "../conformance/servers.ts";
import { Stage } from "./kubectl/stage.ts";
import type { Story } from "./kubectl/step.ts";
import { recordingOf, stories } from "./kubectl/stories.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const WITHIN_MS = 180_000;
/** What an older kubectl is asked: the commands that are most its own work. */
const OF_ALL_VERSIONS: ReadonlySet<string> = new Set(["applied", "pods", "nodes"]);

const newest = realProgramsInstalled("kubectl") ? realProgram("kubectl") : undefined;
const older = Bun.which("kubectl") ?? undefined;

/** Tells the stories all at once: most of the time is kubectl starting. Each is a test that awaits its own. */
function tellAll(program: string | undefined, told: readonly Story[], compared: boolean): void {
  const tellings = new Map<Story, Promise<string>>();
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(startEmbedded);
    for (const story of told) {
      const telling = stage.tell(program ?? "", story, story.name);
      // Its test reports what fails.
      telling.catch(() => {});
      tellings.set(story, telling);
    }
  }, WITHIN_MS);

  afterAll(() => stage.close(), WITHIN_MS);

  for (const story of told)
    test(
      story.name,
      async () => {
        const text = await tellings.get(story);
        if (compared) expect(text).toBe(readFileSync(recordingOf(story), "utf8"));
        expect(text).toContain("$ kubectl ");
      },
      WITHIN_MS,
    );
}

describe.skipIf(newest === undefined)("stories of kubectl 1.36", () =>
  tellAll(newest, stories, true),
);

describe.skipIf(older === undefined)("stories of the kubectl of this machine", () =>
  tellAll(
    older,
    stories.filter(({ name }) => OF_ALL_VERSIONS.has(name)),
    false,
  ),
);
