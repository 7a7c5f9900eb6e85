// A transcript is what a server answered to one script, normalised; recordings are transcripts of the real one.

import { join } from "node:path";
import { Execution, type Exchange, type Server } from "./execute.ts";
import { normalise } from "./normalise.ts";
import type { Script } from "./script.ts";
import type { Chapter } from "./scripts/index.ts";

const folder = join(import.meta.dir, "recorded");

export async function transcribe(server: Server, script: Script): Promise<Exchange[]> {
  return normalise(await new Execution(server, script).run());
}

type Recording = Readonly<Record<string, readonly Exchange[]>>;

export async function readRecording(chapter: Chapter): Promise<Recording> {
  const file = Bun.file(fileOf(chapter));
  if (!(await file.exists()))
    throw new Error(`nothing is recorded of ${chapter.name}; run bun test/conformance/record.ts`);
  const recording: Record<string, Exchange[]> = {};
  for (const line of (await file.text()).split("\n")) {
    if (line === "") continue;
    const { script, ...exchange } = JSON.parse(line) as Exchange & { readonly script: string };
    (recording[script] ??= []).push(exchange);
  }
  return recording;
}

/** One exchange a line, so that a change of what the real one answers reads well in a diff. */
export async function writeRecording(chapter: Chapter, recording: Recording): Promise<void> {
  const lines = Object.entries(recording).flatMap(([script, exchanges]) =>
    exchanges.map((exchange) => JSON.stringify({ script, ...exchange })),
  );
  await Bun.write(fileOf(chapter), `${lines.join("\n")}\n`);
}

function fileOf({ name }: Chapter): string {
  return join(folder, `${name}.jsonl`);
}

/** A recording of other steps than the script has says nothing about it. */
export function isOfScript(exchanges: readonly Exchange[] | undefined, script: Script): boolean {
  return (
    exchanges !== undefined &&
    JSON.stringify(exchanges.map(({ request }) => request)) ===
      JSON.stringify(script.steps.map(requestOf))
  );
}

function requestOf(step: Script["steps"][number]): string {
  switch (step.kind) {
    case "request":
      return `${step.method} ${step.path}`;
    case "openWatch":
      return `WATCH ${step.path}`;
    case "closeWatch":
      return `EVENTS ${step.name}`;
  }
}
