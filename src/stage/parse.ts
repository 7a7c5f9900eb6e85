// YAML text to Stages: several documents, List objects, and whatever else a KWOK configuration file holds.

import { type Document, LineCounter, type Node, isAlias, parseAllDocuments } from "yaml";
import type { Diagnostic } from "../base/index.ts";
import type { JsonObject } from "../kube/index.ts";
import { LocatedNode, type Reading } from "./located-node.ts";
import { parseStage } from "./parse-stage.ts";
import type { OtherDocument, Stage } from "./stage.ts";

export const STAGE_API_VERSION = "kwok.x-k8s.io/v1alpha1";

export interface ParsedStages {
  readonly stages: readonly Stage[];
  /** Documents of other kinds, in order; the caller says whether it knows them. */
  readonly others: readonly OtherDocument[];
  /** A Stage with an error in it is left out; warnings leave it in. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads every document of `text`; `file` is what diagnostics call it. Never throws. */
export function parseStages(text: string, file: string): ParsedStages {
  const diagnostics: Diagnostic[] = [];
  const stages: Stage[] = [];
  const others: OtherDocument[] = [];
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, keepSourceTokens: true });
  for (const document of Array.isArray(documents) ? documents : []) {
    const reading: Reading = { file, lines, document, diagnostics };
    if (syntaxErrors(document, reading)) continue;
    for (const root of objectsOf(rootOf(reading))) readObject(root, stages, others);
  }
  return { stages, others, diagnostics };
}

function syntaxErrors(document: Document.Parsed, reading: Reading): boolean {
  for (const error of document.errors) {
    const at = error.linePos?.[0];
    const message = error.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
    reading.diagnostics.push({
      file: reading.file,
      ...(at && { line: at.line, column: at.col }),
      message,
      severity: "error",
    });
  }
  return document.errors.length > 0;
}

function rootOf(reading: Reading): LocatedNode {
  const contents = reading.document.contents as Node | null;
  const node = isAlias(contents) ? undefined : contents;
  return new LocatedNode(reading, node, "", { file: reading.file, line: 1, column: 1 });
}

/** The objects of a document: itself, or the items of a List. An empty document holds none. */
function objectsOf(root: LocatedNode): readonly LocatedNode[] {
  if (!root.present) return [];
  const kind = root.field("kind").text() ?? "";
  const items = root.field("items");
  return kind.endsWith("List") && items.present ? items.items() : [root];
}

function readObject(root: LocatedNode, stages: Stage[], others: OtherDocument[]): void {
  const apiVersion = root.field("apiVersion").text();
  const kind = root.field("kind").text();
  if (!apiVersion || !kind) {
    root.problem("this is not a Kubernetes object", "give it apiVersion and kind");
    return;
  }
  if (kind !== "Stage" || !apiVersion.startsWith("kwok.x-k8s.io/")) {
    others.push({ apiVersion, kind, object: root.json as JsonObject, place: root.place });
    return;
  }
  if (apiVersion !== STAGE_API_VERSION) {
    root
      .field("apiVersion")
      .problem(`Stage has no version ${apiVersion}`, `use ${STAGE_API_VERSION}`);
    return;
  }
  const stage = parseStage(root);
  if (stage) stages.push(stage);
}
