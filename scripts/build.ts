// bun run build [--target bun-linux-arm64 …]: compiles the program into dist/.
// Without a target: dist/kwokbench for this machine. With targets: dist/<target>/kwokbench, byte for byte reproducible.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureInstalled, must, root } from "./setup.ts";

const TARGETS = [
  "bun-linux-x64",
  "bun-linux-arm64",
  "bun-darwin-arm64",
  "bun-darwin-x64",
  "bun-windows-x64",
] as const;

const version = ((await Bun.file(join(root, "package.json")).json()) as { version: string })
  .version;

async function build(outfile: string, target?: string): Promise<void> {
  const folder = dirname(outfile);
  mkdirSync(folder, { recursive: true });
  await must([
    process.execPath,
    "build",
    "--compile",
    "--minify",
    "--bytecode",
    // A role reads only what it runs (docs/performance.md).
    "--splitting",
    "--format=esm",
    "--sourcemap",
    // A benchmark must not change with the folder it is started in.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    `--define=KWOKBENCH_VERSION=${JSON.stringify(version)}`,
    ...(target ? [`--target=${target}`] : []),
    `--outfile=${outfile}`,
    "src/main.ts",
  ]);
  // The program carries its source maps in itself.
  for (const name of readdirSync(folder)) if (name.endsWith(".map")) rmSync(join(folder, name));
}

function targetsOf(args: readonly string[]): string[] {
  const wanted = args.flatMap((arg, index) =>
    arg.startsWith("--target=")
      ? [arg.slice(9)]
      : arg === "--target"
        ? [args[index + 1] ?? ""]
        : [],
  );
  const expanded = wanted.flatMap((name) => (name === "all" ? [...TARGETS] : [name]));
  const unknown = expanded.filter((name) => !(TARGETS as readonly string[]).includes(name));
  if (unknown.length > 0) {
    console.error(`unknown target ${unknown.join(", ")}; known: ${TARGETS.join(", ")}, all`);
    process.exit(2);
  }
  return expanded;
}

await ensureInstalled();
const targets = targetsOf(process.argv.slice(2));
if (targets.length === 0) await build(join(root, "dist", "kwokbench"));
for (const target of targets) await build(join(root, "dist", target, "kwokbench"), target);
