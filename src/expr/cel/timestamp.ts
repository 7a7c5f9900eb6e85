// Timestamps of the library's own kind, made by its own conversion.

import { celEnv, type CelInput, isCelError, parse, plan } from "@bufbuild/cel";

const readTimestamp = plan(celEnv(), parse("timestamp(text)"));

export function timestampAt(epochMs: number): CelInput {
  const result = readTimestamp({ text: new Date(epochMs).toISOString() });
  if (isCelError(result)) throw result;
  return result;
}
