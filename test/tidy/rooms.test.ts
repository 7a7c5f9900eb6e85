// The rules between rooms, executed: imports go to lower layers and only to the rooms the design names; pure rooms
// touch neither network, clock nor chance; files and rooms stay small.

import { describe, expect, test } from "bun:test";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const src = join(import.meta.dir, "..", "..", "src");

/** Room → the rooms it may import: the table of ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  kube: ["base"],
  result: ["base"],
  expr: ["base"],
  stage: ["expr", "kube", "base"],
  apiserver: ["expr", "kube", "base"],
  client: ["kube", "base"],
  scenario: ["stage", "expr", "kube", "base"],
  controller: ["stage", "client", "kube", "base"],
  scheduler: ["client", "kube", "base"],
  manager: ["client", "kube", "base"],
  kubelet: ["stage", "client", "expr", "kube", "base"],
  measure: ["result", "kube", "base"],
  cluster: ["apiserver", "scheduler", "controller", "manager", "client", "kube", "base"],
  workload: ["scenario", "client", "kube", "base"],
  run: ["cluster", "workload", "measure", "scenario", "result", "client", "kube", "expr", "base"],
  lifecycle: ["cluster", "workload", "client", "kube", "base"],
  compare: ["result", "base"],
  report: ["compare", "result", "base"],
  cli: ["*"],
  "main.ts": ["cli"],
};

const pureRooms = ["kube", "expr", "stage", "compare", "report", "result"];
const impure =
  /\b(fetch\(|Bun\.serve|Bun\.file|Date\.now|performance\.now|Math\.random|setTimeout\(|process\.(?!stdout\.columns\b))/;
const LINES_MAX = 400;

interface Source {
  readonly path: string;
  readonly room: string;
  readonly text: string;
}

const sources: readonly Source[] = (readdirSync(src, { recursive: true }) as string[])
  .filter((name) => name.endsWith(".ts"))
  .map((path) => ({
    path,
    room: path.split("/")[0]!,
    text: readFileSync(join(src, path), "utf8"),
  }));
const programs = sources.filter(({ path }) => !/\.test(-kit)?\.ts$/.test(path));

/** Relative imports, `import type` and dynamic ones included, as paths below src. */
function importsOf({ path, text }: Source): string[] {
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...specifiers].map(([, specifier]) =>
    relative(src, resolve(join(src, dirname(path)), specifier!)),
  );
}

/** Code without comments and strings' contents is too much to ask of a regex; line comments go. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

describe("rooms", () => {
  test("every room is in the table", () => {
    expect(
      [...new Set(programs.map(({ room }) => room))].filter((room) => !(room in mayImport)),
    ).toEqual([]);
  });

  test("imports go only where the table says", () => {
    const wrong = programs.flatMap((source) =>
      importsOf(source)
        .map((target) => target.split("/")[0]!)
        .filter((room) => room !== source.room)
        .filter(
          (room) => !mayImport[source.room]!.includes(room) && mayImport[source.room]![0] !== "*",
        )
        .map((room) => `${source.path} imports ${room}`),
    );
    expect(wrong).toEqual([]);
  });

  test("other rooms are entered by their front door", () => {
    const wrong = programs.flatMap((source) =>
      importsOf(source)
        .filter((target) => target.split("/")[0] !== source.room)
        .filter((target) => !/^[^/]+\/index\.ts$/.test(target))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("pure rooms know neither network, clock nor chance", () => {
    const wrong = programs
      .filter(({ room }) => pureRooms.includes(room))
      .flatMap(({ path, text }) => {
        const found = impure.exec(withoutComments(text));
        return found ? [`${path}: ${found[0]}`] : [];
      });
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  test(`none is longer than ${LINES_MAX} lines`, () => {
    const long = programs
      .filter(({ path }) => !path.endsWith(".generated.ts"))
      .filter(({ text }) => text.split("\n").length - 1 > LINES_MAX);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test("each opens with what it is for", () => {
    const silent = programs.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test("none carries marks of unfinished work", () => {
    // Spelt so that this file does not carry them itself.
    const marks = /\b(?:T[O]DO|F[I]XME|X[X]X)\b/;
    const found = sources.filter(({ text }) => marks.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
