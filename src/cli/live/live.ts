// Progress while a run goes: a calm block repainted in place on a terminal, plain lines elsewhere and in CI.

import { Chalk } from "chalk";
import type { RunProgress } from "../../run/index.ts";
import { plainLine, screenLines } from "./live-screen.ts";

const PLAIN_LINE_EVERY_SECONDS = 5;
const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;
const COLUMNS_MIN = 40;

export interface LiveView {
  show(progress: RunProgress): void;
  /** Takes the view off the screen, for whatever is printed next; `show` paints it again. */
  clear(): void;
}

export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** Whether a terminal's environment asks for plain text: CI, or one that cannot move its cursor. */
export function isPlain(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment["CI"] === "true" || environment["TERM"] === "dumb";
}

/** Whether colour is wanted: https://no-color.org. */
export function isColorful(environment: Readonly<Record<string, string | undefined>>): boolean {
  return !environment["NO_COLOR"];
}

export function liveView(
  terminal: Terminal,
  { plain, color }: { readonly plain: boolean; readonly color: boolean },
): LiveView {
  return plain || !terminal.isTTY ? plainView(terminal) : paintedView(terminal, color);
}

function plainView(terminal: Terminal): LiveView {
  let lastStep = "";
  let nextSeconds = 0;
  return {
    show: (progress) => {
      if (progress.step === lastStep && progress.elapsedSeconds < nextSeconds) return;
      lastStep = progress.step;
      nextSeconds = progress.elapsedSeconds + PLAIN_LINE_EVERY_SECONDS;
      terminal.write(`${plainLine(progress)}\n`);
    },
    clear: () => {},
  };
}

/** Begins and ends an update that terminals which know of it show at once; others ignore it. */
const TOGETHER = ["\u001B[?2026h", "\u001B[?2026l"] as const;

function paintedView(terminal: Terminal, color: boolean): LiveView {
  const chalk = new Chalk({ level: color ? 2 : 0 });
  let painted: readonly string[] = [];
  const columns = (): number => Math.max(COLUMNS_MIN, terminal.columns ?? COLUMNS_DEFAULT);
  /** To the block's first line. A terminal made narrower since has folded its lines, so that it stands higher. */
  const toTop = (): string => {
    const rows = painted.reduce((sum, line) => sum + rowsOf(line, columns()), 0);
    return rows > 0 ? `\u001B[${rows}A\r` : "\r";
  };
  return {
    show: (progress) => {
      const rows = (terminal.rows ?? ROWS_DEFAULT) - 1;
      // One column stays free: a full line would make some terminals begin another.
      const lines = screenLines(progress, columns() - 1, chalk).slice(0, Math.max(1, rows));
      // Each line anew and cleared to its end, what is left of a longer block below it cleared too: no flicker.
      const text = lines.map((line) => `${line}\u001B[K\n`).join("");
      terminal.write(`${TOGETHER[0]}${toTop()}${text}\u001B[J${TOGETHER[1]}`);
      painted = lines;
    },
    clear: () => {
      if (painted.length > 0) terminal.write(`${toTop()}\u001B[J`);
      painted = [];
    },
  };
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(Bun.stringWidth(line) / columns));
}
