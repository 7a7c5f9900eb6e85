// The log of a container for which none is configured: no line is stored, each follows from the pod and the time.

import type { PodObject } from "../../kube/index.ts";
import { containerStatus, containersOf } from "../pod.ts";
import type { LogLine } from "./log-line.ts";

/** A running container says that it runs this often. */
export const LINE_MS = 10_000;
/** Lines that are kept, as if the rest had been rotated away. */
export const LINES_MAX = 1_000;

export interface SimulatedLog {
  readonly lines: readonly LogLine[];
  /** When the next line is due; undefined when the container has ended, or not begun. */
  readonly nextMs: number | undefined;
}

/** What container `name` of `pod` has written up to `nowMs`, after `afterMs` if given (a moment of an earlier line). */
export function simulatedLog(
  pod: PodObject,
  name: string,
  nowMs: number,
  afterMs = -Infinity,
): SimulatedLog {
  const { startedMs, finishedMs, exitCode } = containerStatus(pod, name);
  if (startedMs === undefined) return { lines: [], nextMs: undefined };
  const endMs = Math.min(finishedMs ?? Infinity, nowMs);
  const image = containersOf(pod).find((container) => container.name === name)?.image ?? "unknown";
  const lines: LogLine[] = [];
  const say = (timeMs: number, text: string): void => {
    if (timeMs > afterMs && timeMs <= nowMs) lines.push(lineAt(timeMs, text));
  };
  say(startedMs, `container ${name} started, image ${image}; simulated: nothing runs here`);
  const ticks = Math.floor((endMs - startedMs) / LINE_MS);
  const shown = Math.max(1, ticks - LINES_MAX + 1, firstTickAfter(startedMs, afterMs));
  for (let tick = shown; tick <= ticks; tick++)
    say(startedMs + tick * LINE_MS, `running for ${(tick * LINE_MS) / 1000} s`);
  if (finishedMs === undefined) return { lines, nextMs: startedMs + (ticks + 1) * LINE_MS };
  say(finishedMs + 1, `container ${name} ended with exit code ${exitCode ?? 0}`);
  return { lines, nextMs: undefined };
}

function firstTickAfter(startedMs: number, afterMs: number): number {
  return afterMs === -Infinity ? 1 : Math.floor((afterMs - startedMs) / LINE_MS) + 1;
}

function lineAt(timeMs: number, text: string): LogLine {
  const timestamp = new Date(timeMs).toISOString().replace("Z", "000000Z");
  return { timestamp, timeMs, stream: "stdout", text, isPartial: false };
}
