// @text, @json, @html, @uri, @csv, @tsv, @sh, @base64 and back.

import { encodeJson } from "./encode.ts";
import { described, JqError, wrapped, wrongType } from "./error.ts";
import { isArray, isObject, type JqValue } from "./value.ts";

export function toText(value: JqValue): string {
  return typeof value === "string" ? value : encodeJson(value);
}

const HTML: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "'": "&apos;",
  '"': "&quot;",
};

function uri(value: JqValue): string {
  const escaped = encodeURIComponent(toText(value).toWellFormed());
  return escaped.replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function fromUri(value: JqValue): string {
  const text = toText(value);
  const broken = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  if (broken) throw wrapped("@urid", value, `invalid URL escape ${JSON.stringify(broken[0])}`);
  const bytes = Buffer.from(
    text.replace(
      /%([0-9a-fA-F]{2})|[^%]+/g,
      (part, hex?: string) => hex ?? Buffer.from(part).toString("hex"),
    ),
    "hex",
  );
  return bytes.toString();
}

function fromBase64(value: JqValue): string {
  const text = toText(value).replace(/=[^]*$/, "");
  const broken = /[^A-Za-z0-9+/\r\n]/.exec(text);
  if (broken) throw wrapped("@base64d", value, `illegal base64 data at input byte ${broken.index}`);
  const digits = text.replace(/[\r\n]/g, "");
  if (digits.length % 4 === 1)
    throw wrapped("@base64d", value, `illegal base64 data at input byte ${text.length}`);
  return Buffer.from(digits, "base64").toString();
}

/** A row of cells; lists and objects have no place in one. */
function row(
  name: string,
  value: JqValue,
  separator: string,
  escape: (text: string) => string,
): string {
  if (!isArray(value)) throw wrongType(`@${name}`, value);
  const cells = value.map((cell) => {
    if (isArray(cell) || isObject(cell)) {
      throw new JqError(`@${name} cannot format an array including: ${described(cell)}`);
    }
    if (typeof cell === "string") return escape(cell);
    const text = encodeJson(cell);
    return text === "null" && name !== "sh" ? "" : text;
  });
  return cells.join(separator);
}

const TSV: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\r": "\\r",
  "\n": "\\n",
  "\\": "\\\\",
  "\0": "\\0",
};
const nul = (text: string): string => text.replaceAll("\0", "\\0");

export const formats: Readonly<Record<string, (value: JqValue) => string>> = {
  "@text": toText,
  "@json": encodeJson,
  "@html": (value) => toText(value).replace(/[<>&'"]/g, (letter) => HTML[letter]!),
  "@uri": uri,
  "@urid": fromUri,
  "@csv": (value) => row("csv", value, ",", (text) => `"${nul(text.replaceAll('"', '""'))}"`),
  "@tsv": (value) =>
    row("tsv", value, "\t", (text) => text.replace(/[\t\r\n\\\0]/g, (letter) => TSV[letter]!)),
  "@sh": (value) =>
    row(
      "sh",
      isArray(value) ? value : [value],
      " ",
      (text) => `'${nul(text.replaceAll("'", "'\\''"))}'`,
    ),
  "@base64": (value) => Buffer.from(toText(value)).toString("base64"),
  "@base64d": fromBase64,
};
