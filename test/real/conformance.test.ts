// What is recorded of kube-apiserver is what it answers.

import { expect, test } from "bun:test";
import { chapters } from "../conformance/scripts/index.ts";
import { startReal } from "../conformance/servers.ts";
import { readRecording, transcribe } from "../conformance/transcript.ts";
import { emptyFolder } from "../e2e/program.ts";
import { realProgramsInstalled } from "./programs.ts";

const installed = realProgramsInstalled("etcd", "kube-apiserver");

test.skipIf(!installed)(
  "the recordings are current: bun test/conformance/record.ts makes them anew",
  async () => {
    using folder = emptyFolder();
    const server = await startReal(folder.path);
    try {
      for (const chapter of chapters) {
        const recording = await readRecording(chapter);
        expect(Object.keys(recording)).toEqual(chapter.scripts.map(({ name }) => name));
        for (const script of chapter.scripts)
          expect({ [script.name]: await transcribe(server, script) }).toEqual({
            [script.name]: recording[script.name] as never,
          });
      }
    } finally {
      await server.stop();
    }
  },
  300_000,
);
