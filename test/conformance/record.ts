// bun test/conformance/record.ts [CHAPTER…]: records what the real kube-apiserver answers to the scripts.

import { emptyFolder } from "../e2e/program.ts";
import { chapters } from "./scripts/index.ts";
import { startReal } from "./servers.ts";
import { transcribe, writeRecording } from "./transcript.ts";

const wanted = process.argv.slice(2);
using folder = emptyFolder();
const server = await startReal(folder.path);
try {
  for (const chapter of chapters) {
    if (wanted.length > 0 && !wanted.includes(chapter.name)) continue;
    const recording: Record<string, Awaited<ReturnType<typeof transcribe>>> = {};
    for (const script of chapter.scripts) recording[script.name] = await transcribe(server, script);
    await writeRecording(chapter, recording);
    const requests = chapter.scripts.reduce((sum, { steps }) => sum + steps.length, 0);
    console.log(`${chapter.name}: ${chapter.scripts.length} scripts, ${requests} steps recorded`);
  }
} finally {
  await server.stop();
}
