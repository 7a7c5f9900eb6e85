// Go programs of these tests: built when they are first needed, and kept by what they are built from.

import { existsSync, readFileSync, readdirSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const MODULE = join(import.meta.dir, "client-go");
const GO_FOLDER = "/usr/local/go/bin";

/** The Go toolchain; says in one line that it is missing. */
export function goTool(): string | undefined {
  const go = Bun.which("go", { PATH: `${process.env["PATH"] ?? ""}:${GO_FOLDER}` });
  if (go === null)
    console.log("skipped: the Go toolchain is not on PATH; install Go 1.26 or newer");
  return go ?? undefined;
}

/** The path of the program in `client-go/NAME`. */
export async function goProgram(go: string, name: string): Promise<string> {
  const sources = [
    "go.mod",
    "go.sum",
    ...readdirSync(join(MODULE, name)).map((file) => join(name, file)),
  ];
  const hash = new Bun.CryptoHasher("sha256");
  for (const source of sources.sort()) hash.update(readFileSync(join(MODULE, source)));
  const folder = join(
    homedir(),
    ".cache",
    "kwokbench",
    "client-go",
    hash.digest("hex").slice(0, 16),
  );
  const program = join(folder, name);
  if (existsSync(program)) return program;
  const partial = join(folder, `.${name}.${process.pid}`);
  const child = Bun.spawn([go, "build", "-mod=readonly", "-o", partial, `./${name}`], {
    cwd: MODULE,
    env: { ...process.env, CGO_ENABLED: "0" },
    stdout: "ignore",
    stderr: "pipe",
  });
  const complaint = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`go build of ${name} failed: ${complaint}`);
  renameSync(partial, program);
  return program;
}
