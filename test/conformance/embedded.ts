// Plays every script against the embedded server and compares with what is recorded of the real one.

import { compareTranscripts, type Difference } from "./compare.ts";
import { chapters } from "./scripts/index.ts";
import { startEmbedded } from "./servers.ts";
import { isOfScript, readRecording, transcribe } from "./transcript.ts";

export async function differencesNow(): Promise<Difference[]> {
  const server = startEmbedded();
  try {
    const found: Difference[] = [];
    for (const chapter of chapters) {
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
