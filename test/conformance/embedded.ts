// Plays every script against the embedded server and compares with what is recorded of the real one.

import { compareTranscripts, type Difference } from "./compare.ts";
import { type Chapter, chapters } from "./scripts/index.ts";
import { type StartedServer, startEmbedded, startEmbeddedSecure } from "./servers.ts";
import { isOfScript, readRecording, transcribe } from "./transcript.ts";

export async function differencesNow(): Promise<Difference[]> {
  return [
    ...(await differencesOf(startEmbedded(), (chapter) => !chapter.secure)),
    ...(await differencesOf(await startEmbeddedSecure(), (chapter) => chapter.secure === true)),
  ];
}

async function differencesOf(
  server: StartedServer,
  isPlayed: (chapter: Chapter) => boolean,
): Promise<Difference[]> {
  try {
    const found: Difference[] = [];
    for (const chapter of chapters.filter(isPlayed)) {
      const recording = await readRecording(chapter);
      for (const script of chapter.scripts) {
        const real = recording[script.name];
        if (!real || !isOfScript(real, script))
          throw new Error(
            `the recording of "${script.name}" is of other steps; run bun test/conformance/record.ts`,
          );
        found.push(...compareTranscripts(script.name, real, await transcribe(server, script)));
      }
    }
    return found;
  } finally {
    await server.stop();
  }
}
