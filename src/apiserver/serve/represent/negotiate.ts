// The Accept header: which of the forms we can make does this client like best?

export interface Form {
  readonly kind: "object" | "partial" | "partialList" | "table";
  /** Of meta.k8s.io, which tables and metadata are of: `v1`, `v1beta1`. */
  readonly metaVersion: string;
}

/** Why there is no form: no media type we make is accepted, or none in a form we make. */
export type Refusal = "media type" | "form";

const HEADERS_REMEMBERED_MAX = 256;
const remembered = new Map<string, Form | Refusal>();
const OBJECT: Form = { kind: "object", metaVersion: "v1" };

const KINDS: Readonly<Record<string, Form["kind"]>> = {
  Table: "table",
  PartialObjectMetadata: "partial",
  PartialObjectMetadataList: "partialList",
};

/** The best acceptable form. No header accepts all. */
export function negotiate(accept: string | undefined): Form | Refusal {
  if (accept === undefined || accept === "" || accept === "*/*" || accept === "application/json")
    return OBJECT;
  const known = remembered.get(accept);
  if (known) return known;
  const form = best(accept);
  if (remembered.size >= HEADERS_REMEMBERED_MAX) remembered.clear();
  remembered.set(accept, form);
  return form;
}

function best(accept: string): Form | Refusal {
  let chosen: Form | Refusal = "media type";
  let quality = 0;
  for (const clause of accept.split(",")) {
    const [type = "", ...parameters] = clause.split(";").map((part) => part.trim());
    if (type !== "application/json" && type !== "*/*" && type !== "application/*") continue;
    const form = formOf(parameters);
    const q = Number(valueOf(parameters, "q") ?? 1) || 0;
    if (form && q > quality) {
      chosen = form;
      quality = q;
    } else if (chosen === "media type") chosen = "form";
  }
  return chosen;
}

function formOf(parameters: readonly string[]): Form | undefined {
  const as = valueOf(parameters, "as");
  if (as === undefined) return OBJECT;
  const kind = KINDS[as];
  const metaVersion = valueOf(parameters, "v") ?? "";
  const isServed = valueOf(parameters, "g") === "meta.k8s.io" && /^v1(?:beta1)?$/.test(metaVersion);
  return kind && isServed ? { kind, metaVersion } : undefined;
}

function valueOf(parameters: readonly string[], name: string): string | undefined {
  const prefix = `${name}=`;
  return parameters.find((parameter) => parameter.startsWith(prefix))?.slice(prefix.length);
}
