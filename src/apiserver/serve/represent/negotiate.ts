// The Accept header: which of the forms we can make does this client like best?

export type Form = "object" | "partial" | "table";

const HEADERS_REMEMBERED_MAX = 256;
const remembered = new Map<string, Form | undefined>();

/** The best acceptable form; undefined where the client accepts none of them. No header accepts all. */
export function negotiate(accept: string | undefined): Form | undefined {
  if (accept === undefined || accept === "" || accept === "*/*" || accept === "application/json")
    return "object";
  if (remembered.has(accept)) return remembered.get(accept);
  const form = best(accept);
  if (remembered.size >= HEADERS_REMEMBERED_MAX) remembered.clear();
  remembered.set(accept, form);
  return form;
}

function best(accept: string): Form | undefined {
  let chosen: Form | undefined;
  let quality = 0;
  for (const clause of accept.split(",")) {
    const [type = "", ...parameters] = clause.split(";").map((part) => part.trim());
    const form = formOf(type, parameters);
    const q = qualityOf(parameters);
    if (form === undefined || q <= quality) continue;
    chosen = form;
    quality = q;
  }
  return chosen;
}

function formOf(type: string, parameters: readonly string[]): Form | undefined {
  if (type !== "application/json" && type !== "*/*" && type !== "application/*") return undefined;
  const as = parameters.find((parameter) => parameter.startsWith("as="))?.slice(3);
  switch (as) {
    case undefined:
      return "object";
    case "Table":
      return "table";
    case "PartialObjectMetadata":
    case "PartialObjectMetadataList":
      return "partial";
    default:
      return undefined;
  }
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith("q="));
  return given ? Number(given.slice(2)) || 0 : 1;
}
