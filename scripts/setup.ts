// What every script needs first: the locked dependencies, and a fresh build. Imports nothing that must be installed.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dir, "..");
export const binary = join(
  root,
  "dist",
  process.platform === "win32" ? "kwokbench.exe" : "kwokbench",
);

/** Runs a program with the terminal's own streams; ends this script with its exit code unless it is 0. */
export async function must(
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const code = await runCommand(command, env);
  if (code !== 0) process.exit(code);
}

/** Runs a program with the terminal's own streams and gives its exit code. */
export async function runCommand(
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  const child = Bun.spawn([...command], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  return child.exited;
}

/** Installs exactly what bun.lock says, when it is not there or the lock is newer. */
export async function ensureInstalled(): Promise<void> {
  const marker = join(root, "node_modules", ".kwokbench-installed");
  if (existsSync(marker) && mtimeMs(marker) >= mtimeMs(join(root, "bun.lock"))) return;
  console.error("installing dependencies");
  await must([process.execPath, "install", "--frozen-lockfile", "--silent"]);
  await Bun.write(marker, "");
}

/** Builds dist/kwokbench when a source is newer. */
export async function ensureBuilt(): Promise<void> {
  await ensureInstalled();
  if (existsSync(binary) && mtimeMs(binary) >= newestSourceMs()) return;
  console.error("building dist/kwokbench");
  await must([process.execPath, join(root, "scripts", "build.ts")]);
}

function newestSourceMs(): number {
  const names = readdirSync(join(root, "src"), { recursive: true }) as string[];
  const files = names.map((name) => join(root, "src", name));
  return Math.max(...[...files, join(root, "package.json"), join(root, "bun.lock")].map(mtimeMs));
}

function mtimeMs(path: string): number {
  return statSync(path).mtimeMs;
}
