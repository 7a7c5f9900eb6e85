// What exec and attach talk through, however the client is connected.

import type { Outcome } from "./outcome.ts";

/** What the client asked for in the query: input, output, error, tty (or stdin, stdout, stderr). */
export interface Wanted {
  readonly stdin: boolean;
  readonly stdout: boolean;
  /** With a terminal there is one output only. */
  readonly stderr: boolean;
  readonly tty: boolean;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface RemoteStreams {
  /** What the client types; ends when it says so or is gone. Undefined when it does not want to type. */
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  /** Resolves once there is room for more; nothing happens when the client did not ask for it. */
  writeOutput(bytes: Uint8Array): Promise<void>;
  writeError(bytes: Uint8Array): Promise<void>;
  /** Called with each size the client's terminal takes, the last one first if there was one. */
  onResize(listener: (size: TerminalSize) => void): void;
  /** Tells the outcome and ends the connection after everything written. */
  finish(outcome: Outcome): Promise<void>;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
}

export function wantedOf(query: URLSearchParams): Wanted {
  const asked = (...names: readonly string[]): boolean =>
    names.some((name) => query.get(name) === "1" || query.get(name) === "true");
  const tty = asked("tty");
  return {
    stdin: asked("input", "stdin"),
    stdout: asked("output", "stdout"),
    stderr: asked("error", "stderr") && !tty,
    tty,
  };
}

/** `{"Width":80,"Height":24}`; undefined for anything else. */
export function parseSize(text: string): TerminalSize | undefined {
  try {
    const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    return isSide(Width) && isSide(Height) ? { columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
}

/** Sizes may come before anybody asks for them: the last one is kept. */
export class ResizeFeed {
  private last: TerminalSize | undefined;
  private listener: ((size: TerminalSize) => void) | undefined;

  push(size: TerminalSize | undefined): void {
    if (!size) return;
    this.last = size;
    this.listener?.(size);
  }

  listen(listener: (size: TerminalSize) => void): void {
    this.listener = listener;
    if (this.last) listener(this.last);
  }
}
