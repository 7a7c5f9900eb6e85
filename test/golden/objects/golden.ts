// The golden objects, as scripts/golden/objects wrote them with Kubernetes' own code.

import type { JsonObject, KubeObject } from "../../../src/kube/index.ts";

export interface GoldenObject {
  /** `Deployment smallest`. */
  readonly title: string;
  readonly input: JsonObject;
  /** Read into Go types and printed again. */
  readonly printed: JsonObject;
  /** As a protobuf request body. */
  readonly protobuf: Uint8Array;
  /** What the protobuf body prints as: protobuf has no empty lists. */
  readonly decoded: JsonObject;
  /** As the API server stores it: defaulted and converted; absent for options, which are never stored. */
  readonly stored: JsonObject | undefined;
}

interface GoldenLine {
  readonly input: unknown;
  readonly printed: unknown;
  readonly protobuf: string;
  readonly decoded?: unknown;
  readonly stored?: unknown;
}

async function linesOf<Line>(name: string): Promise<readonly Line[]> {
  const text = await Bun.file(`${import.meta.dir}/${name}.jsonl`).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

const files = ["pods", "workloads", "cluster", "access"];
const lines = await Promise.all(files.map((name) => linesOf<GoldenLine>(name)));

export const goldenObjects: readonly GoldenObject[] = lines.flat().map(goldenObject);

/** Malformed JSON documents, and what Kubernetes' strict decoder says to them; nothing to one that it takes. */
export const goldenRefusals: readonly { readonly text: string; readonly error: string }[] =
  await linesOf("refused");

function goldenObject({ input, printed, protobuf, decoded, stored }: GoldenLine): GoldenObject {
  const object = input as JsonObject;
  const { kind, apiVersion, metadata } = object as unknown as Partial<KubeObject>;
  return {
    title: `${kind} ${metadata?.name ?? ""} (${apiVersion})`,
    input: object,
    printed: printed as JsonObject,
    protobuf: Buffer.from(protobuf, "base64"),
    decoded: (decoded ?? printed) as JsonObject,
    stored: stored as JsonObject | undefined,
  };
}
