// Objects to try stages on, from a file as kubectl would take it.

import { fail } from "../../base/index.ts";
import type { KubeObject } from "../../kube/index.ts";
import { parseStages } from "../../stage/index.ts";
import { readText } from "./stage-source.ts";

/** The objects of a file: any number of documents, and Lists of them. */
export function readObjects(file: string): readonly KubeObject[] {
  const { stages, others, diagnostics } = parseStages(readText(file), file);
  if (diagnostics.length > 0) fail(diagnostics[0]!.message, `correct ${file}`);
  const objects = others.map(({ object }) => object as unknown as KubeObject);
  if (stages.length > 0) fail(`${file} holds a Stage`, "give the object to try the stages on");
  if (objects.length === 0) fail(`${file} holds no object`, "give one as kubectl would take it");
  // What a server would have given it, and templates ask for.
  return objects.map((object) => ({
    ...object,
    metadata: {
      uid: "00000000-0000-4000-8000-000000000000",
      creationTimestamp: new Date(Date.now()).toISOString().replace(/\.\d+/, ""),
      ...object.metadata,
    },
  }));
}
