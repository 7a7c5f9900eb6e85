// Flag values with units, refused with a sentence.

import { parseDurationMs } from "../../base/index.ts";

/** Milliseconds from a Go duration such as `10s`. */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined || ms < 0)
    throw new SyntaxError(`"${text}" is not a duration; write it as 10s, 500ms or 1m30s`);
  return ms;
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new SyntaxError(`"${text}" is not a whole number ≥ 0`);
  return Number(text);
}

/** 0 picks a free one. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new SyntaxError(`"${text}" is not a port; ports end at 65535`);
  return port;
}

export interface Listen {
  readonly hostname: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `:8080`, `8080`, `[::1]:0`. Port 0 picks a free one. */
export function listenAddress(text: string): Listen {
  const match = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535)
    throw new SyntaxError(`"${text}" is not an address; write it as 127.0.0.1:8080`);
  return { hostname: match[1] ?? (match[2] || "127.0.0.1"), port };
}

/** `2/4`: this is shard 2 (from 0) of 4. */
export function shardOf(text: string): { readonly index: number; readonly count: number } {
  const [index, count] = text.split("/").map(Number);
  if (index === undefined || count === undefined || !(index >= 0 && index < count))
    throw new SyntaxError(`"${text}" is not a shard; write it as 0/4, the first of four`);
  return { index, count };
}

/** `5%` or `0.05`. */
export function share(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text);
  if (!match) throw new SyntaxError(`"${text}" is not a share; write it as 5% or 0.05`);
  return Number(match[1]) / (match[2] === "%" ? 100 : 1);
}
