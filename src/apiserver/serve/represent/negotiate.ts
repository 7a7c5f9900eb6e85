// The Accept header: which of the forms we can make does this client like best?

import { protobufTypeOf } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { JSON_TYPE, PROTOBUF_TYPE } from "../http/http.ts";

export interface Form {
  readonly media: Media;
  readonly kind: "object" | "partial" | "partialList" | "table";
  /** Of meta.k8s.io, which tables and metadata are of: `v1`, `v1beta1`. */
  readonly metaVersion: string;
}

export type Media = "json" | "protobuf";

/** Why there is no form: no media type we make is accepted, or none in a form we make. */
export type Refusal = "media type" | "form";

const HEADERS_REMEMBERED_MAX = 256;
const OBJECT: Form = { media: "json", kind: "object", metaVersion: "v1" };

const KINDS: Readonly<Record<string, Form["kind"]>> = {
  Table: "table",
  PartialObjectMetadata: "partial",
  PartialObjectMetadataList: "partialList",
};

/** The best form of a resource's objects. No header accepts all. */
export function negotiate(accept: string | undefined, resource: ServedResource): Form | Refusal {
  if (isPlain(accept)) return OBJECT;
  return isInProtobuf(resource) ? ofBuiltIn(accept) : ofCustom(accept);
}

/** Whether whole objects can be had in protobuf; their metadata always can. */
function isInProtobuf({ apiVersion, info, custom }: ServedResource): boolean {
  return !custom && protobufTypeOf(apiVersion, info.kind) !== undefined;
}

/** In what a Status is told that is no answer to what was asked for: in JSON to who accepts nothing else. */
export function statusMedia(accept: string | undefined): Media {
  if (isPlain(accept)) return "json";
  const form = ofStatus(accept);
  return typeof form === "string" ? "json" : form.media;
}

function isPlain(accept: string | undefined): accept is undefined | "" {
  return accept === undefined || accept === "" || accept === "*/*" || accept === JSON_TYPE;
}

const ofBuiltIn = remembering(({ kind, media }) => kind !== "table" || media === "json");
const ofCustom = remembering(({ kind, media }) =>
  kind === "object" || kind === "table" ? media === "json" : true,
);
const ofStatus = remembering(({ kind }) => kind === "object");

/** Negotiates among the forms that are offered; remembers what came of the headers seen last. */
function remembering(isOffered: (form: Form) => boolean): (accept: string) => Form | Refusal {
  const remembered = new Map<string, Form | Refusal>();
  return (accept) => {
    const known = remembered.get(accept);
    if (known) return known;
    const form = best(accept, isOffered);
    if (remembered.size >= HEADERS_REMEMBERED_MAX) remembered.clear();
    remembered.set(accept, form);
    return form;
  };
}

function best(accept: string, isOffered: (form: Form) => boolean): Form | Refusal {
  let refusal: Refusal = "media type";
  for (const { type, parameters } of clausesOf(accept))
    for (const media of MEDIA[type] ?? []) {
      const form = formOf(media, parameters);
      if (form && isOffered(form)) return form;
      refusal = "form";
    }
  return refusal;
}

/** What a media type of a clause may be, in the order in which upstream tries it. */
const MEDIA: Readonly<Record<string, readonly Media[]>> = {
  [JSON_TYPE]: ["json"],
  [PROTOBUF_TYPE]: ["protobuf"],
  "application/*": ["json", "protobuf"],
  "*/*": ["json", "protobuf"],
};

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** In the order in which goautoneg, which upstream uses, puts them. */
function clausesOf(accept: string): readonly Clause[] {
  const clauses: Clause[] = [];
  for (const text of accept.split(",")) {
    const clause = clauseOf(text);
    let at = clauses.length;
    while (at > 0 && comesBefore(clause, clauses[at - 1])) at--;
    clauses.splice(at, 0, clause);
  }
  return clauses;
}

/** What is said exactly comes before wildcards, whatever its quality. */
function comesBefore(clause: Clause, other: Clause | undefined): boolean {
  if (!other) return false;
  if (clause.quality > other.quality) return true;
  if (!clause.type.startsWith("*") && other.type.startsWith("*")) return true;
  return !clause.type.endsWith("*") && other.type.endsWith("*");
}

function clauseOf(text: string): Clause {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [name = "", value = ""] = parameter.split("=");
    parameters.set(name, value);
  }
  return { type, parameters, quality: Number(parameters.get("q") ?? 1) || 0 };
}

/** Undefined for what nobody makes. */
function formOf(media: Media, parameters: ReadonlyMap<string, string>): Form | undefined {
  if ((parameters.get("stream") ?? "watch") !== "watch") return undefined;
  const [as, group, metaVersion] = ["as", "g", "v"].map((name) => parameters.get(name));
  if (as === undefined && group === undefined && metaVersion === undefined)
    return { ...OBJECT, media };
  const kind = KINDS[as ?? ""];
  const isServed = group === "meta.k8s.io" && (metaVersion === "v1" || metaVersion === "v1beta1");
  return kind && isServed ? { media, kind, metaVersion } : undefined;
}
