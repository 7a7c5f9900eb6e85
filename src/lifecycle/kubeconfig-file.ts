// A context in the user's own kubeconfig, put there and taken out again; everything else in the file stays as it is,
// comments included.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from "yaml";
import { fail } from "../base/index.ts";

const LISTS = ["clusters", "users", "contexts"] as const;

/** Adds the cluster, user and context of `added`, kubeconfig text with one of each, and makes it the current one. */
export function addContext(file: string, added: string): void {
  const config = open(file);
  const { name, parts } = read(added);
  for (const list of LISTS) {
    const items = listOf(config, list);
    removeNamed(items, name);
    items.add(config.createNode(parts[list]));
  }
  config.set("current-context", name);
  write(file, config);
}

/** Takes the cluster, user and context called `name` out; the current context is forgotten if it was that one. */
export function removeContext(file: string, name: string): void {
  if (!existsSync(file)) return;
  const config = open(file);
  for (const list of LISTS) removeNamed(listOf(config, list), name);
  if (config.get("current-context") === name) config.set("current-context", "");
  write(file, config);
}

function open(file: string): Document {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const config = parseDocument(text === "" ? "apiVersion: v1\nkind: Config\n" : text);
  const [error] = config.errors;
  if (error || !isMap(config.contents))
    fail(
      `${file} is not a kubeconfig${error ? `: ${error.message}` : ""}`,
      "mend it, or name another file with --kubeconfig",
    );
  return config;
}

interface Parts {
  readonly name: string;
  readonly parts: Readonly<Record<(typeof LISTS)[number], unknown>>;
}

function read(text: string): Parts {
  const config = JSON.parse(text) as Record<string, unknown[]> & { "current-context": string };
  const [clusters, users, contexts] = LISTS.map((list) => config[list]?.[0]);
  return { name: config["current-context"], parts: { clusters, users, contexts } };
}

function listOf(config: Document, list: string): YAMLSeq {
  const items = config.get(list);
  if (isSeq(items)) return items;
  const fresh = config.createNode([]);
  config.set(list, fresh);
  return fresh;
}

function removeNamed(items: YAMLSeq, name: string): void {
  items.items = items.items.filter((item) => !(isMap(item) && item.get("name") === name));
}

/** Through a file beside it: whoever reads meanwhile sees the old or the new one, whole. */
function write(file: string, config: Document): void {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, config.toString(), { mode: 0o600 });
  renameSync(partial, file);
}
