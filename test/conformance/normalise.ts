// Takes out of a transcript what a server chooses for itself, and keeps how the choices relate: the same uid is the same
// number throughout, and resource versions keep their order.
//
// - uid → `uid of web`, after the name of the object it was seen on; `uid of web (2)` of the next object of that name
// - addresses and node ports → `address-1`, in order of appearance
// - resourceVersion of an object → `version-3`: the third version of this object that the script saw, by size
// - resourceVersion of a list or bookmark → `current` when no version that was seen before is higher, else `older`
// - times of this year or later → `<time>`, with as many decimals as there were
// - generated names → `web-<generated>`; continue tokens → `<continue>`; ages in tables → `<age>`
// - managedFields are in one order: a server's is by the second
// - bookmarks but the one that ends the initial events are left out
// - objects that messages quote whole → `<object>`; the server's own address → `<address>`
// - descriptions of table columns are left out: they are prose for people

import type { Exchange } from "./execute.ts";
import { isObject, type Json, type JsonObject } from "./script.ts";

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
/** Of what was made just now, and of what is from years ago: those of tomorrow are others. */
const AGE = /^(?:\d+(?:ms|s)|\d+y(?:\d+d)?)$/;
const AGO = /\((?:\d+s|\d+y(?:\d+d)?) ago\)/g;
const SERVICE_ADDRESS = /\b10\.\d+\.\d+\.\d+\b/g;
const VERSION_IN_MESSAGE =
  /(resource version: |current: |meta: |record \(|resourceVersion: |\()(\d{2,})(?=\)|,|\.|$)/g;
/** Messages that quote a whole object say nothing about it that the object does not say. */
const QUOTED_OBJECT = /"\{\\?".*\}"(?=: )/gs;
const NODE_PORT = /:3[0-2]\d{3}(?=\/(?:TCP|UDP))/g;
/** How much a server adds to a generateName, which it may have cut. */
const GENERATED_LENGTH = 5;
const FINGERPRINT = /X509SHA256=[0-9a-f]{64}/g;

export function normalise(exchanges: readonly Exchange[]): Exchange[] {
  const names = new Names(exchanges);
  return exchanges.map(({ request, status, headers, body }) => {
    // A watch ends long after it began: its versions are compared with each other.
    if (Array.isArray(body)) names.startStream();
    return {
      request,
      status,
      headers: names.in(headers) as JsonObject,
      body: names.in(withoutOrdinaryBookmarks(body)),
    };
  });
}

class Names {
  /** The versions of each object, by uid, ascending. */
  private readonly versions = new Map<string, number[]>();
  private readonly uids = new Map<string, string>();
  private readonly generated = new Map<string, string>();
  private readonly given = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  /** The highest version in what was normalised so far. */
  private latest = 0;

  constructor(exchanges: readonly Exchange[]) {
    for (const { body } of exchanges)
      visit(body, (metadata) => {
        const { uid, resourceVersion, generateName, name } = metadata;
        if (typeof uid === "string" && typeof resourceVersion === "string") {
          const known = this.versions.get(uid) ?? [];
          const version = Number(resourceVersion);
          if (!known.includes(version)) this.versions.set(uid, [...known, version]);
        }
        if (typeof name !== "string") return;
        const base = name.slice(0, -GENERATED_LENGTH);
        if (base !== "" && typeof generateName === "string" && generateName.startsWith(base))
          this.generated.set(name, `${base}<generated>`);
        if (typeof uid === "string") this.nameUid(uid, name);
      });
    for (const known of this.versions.values()) known.sort((a, b) => a - b);
  }

  private nameUid(uid: string, name: string): void {
    if (this.uids.has(uid)) return;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    const of = this.generated.get(name) ?? name.replaceAll(UID, "<uid>");
    this.uids.set(uid, count === 1 ? `uid of ${of}` : `uid of ${of} (${count})`);
  }

  startStream(): void {
    this.latest = 0;
  }

  in(json: Json): Json {
    if (typeof json === "string") return this.text(json);
    if (Array.isArray(json)) return json.map((item: Json) => this.in(item));
    if (!isObject(json)) return json;
    const result: Record<string, Json> = {};
    for (const [key, value] of Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (key === "description" && "priority" in json && "format" in json) continue;
      if (key === "managedFields" && Array.isArray(value))
        result[key] = sorted(value.map((entry: Json) => this.in(entry)));
      else if (key === "resourceVersion" && typeof value === "string")
        result[key] = this.version(value, json["uid"]);
      else if (key === "serverAddress") result[key] = "<address>";
      else if (key === "continue" && value !== "") result[key] = "<continue>";
      else if (key === "nodePort" || key === "healthCheckNodePort")
        result[key] =
          typeof value === "number" && value >= 30000 ? this.numbered("port", value) : value;
      else result[key] = this.in(value);
    }
    return result;
  }

  private version(text: string, uid: Json | undefined): string {
    const version = Number(text);
    if (typeof uid === "string") {
      const known = this.versions.get(uid) ?? [];
      this.latest = Math.max(this.latest, version);
      return known.includes(version) ? `version-${known.indexOf(version) + 1}` : text;
    }
    if (!(version > 0)) return text;
    return version >= this.latest ? "current" : "older";
  }

  private text(text: string): string {
    if (AGE.test(text)) return "<age>";
    let result = this.generated.get(text) ?? text;
    for (const [name, replacement] of this.generated) result = result.replaceAll(name, replacement);
    return result
      .replaceAll(QUOTED_OBJECT, "<object>")
      .replaceAll(NODE_PORT, ":<port>")
      .replaceAll(FINGERPRINT, "<fingerprint>")
      .replaceAll(AGO, "(<age> ago)")
      .replaceAll(UID, (uid) => this.uids.get(uid) ?? "<uid>")
      .replaceAll(TIME, (_, decimals?: string) =>
        decimals === undefined ? "<time>" : `<time.${"0".repeat(decimals.length - 1)}>`,
      )
      .replaceAll(SERVICE_ADDRESS, (address) => this.numbered("address", address))
      .replaceAll(VERSION_IN_MESSAGE, (_, before: string) => `${before}<rv>`);
  }

  private numbered(kind: string, value: string | number): string {
    const key = `${kind} ${value}`;
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const number = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, number);
    const name = `${kind}-${number}`;
    this.given.set(key, name);
    return name;
  }
}

function sorted(items: readonly Json[]): Json[] {
  const key = (item: Json): string =>
    isObject(item)
      ? JSON.stringify([
          item["manager"],
          item["operation"],
          item["apiVersion"],
          item["subresource"],
        ])
      : "";
  return [...items].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** Bookmarks come when the server likes; only the one that ends the initial events has its place. */
function withoutOrdinaryBookmarks(body: Json): Json {
  if (!Array.isArray(body)) return body;
  return body.filter(
    (event: Json) =>
      !isObject(event) ||
      event["type"] !== "BOOKMARK" ||
      JSON.stringify(event).includes("initial-events-end"),
  );
}

function visit(json: Json, see: (metadata: JsonObject) => void): void {
  if (Array.isArray(json)) for (const item of json) visit(item as Json, see);
  else if (isObject(json)) {
    if (isObject(json["metadata"])) see(json["metadata"]);
    for (const value of Object.values(json)) visit(value, see);
  }
}
