// sprig's encodings, digests, paths and URLs.

import { basePath, cleanPath, dirPath, extensionOf } from "../../go/path.ts";
import { utf8Bytes, utf8Text } from "../../go/utf8.ts";
import { own } from "./dicts.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { fieldOf, type GoMap, type GoValue, kindName } from "../go-value.ts";
import { formatValue } from "../print.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function toBase32(text: string): string {
  let bits = "";
  for (const byte of utf8Bytes(text)) bits += byte.toString(2).padStart(8, "0");
  const letters = (bits.match(/.{1,5}/g) ?? []).map(
    (group) => ALPHABET[Number.parseInt(group.padEnd(5, "0"), 2)]!,
  );
  return letters.join("").padEnd(Math.ceil(letters.length / 8) * 8, "=");
}

function fromBase32(text: string): string {
  const body = text.replace(/[\r\n]/g, "").replace(/=+$/, "");
  const broken = /[^A-Z2-7]/.exec(body);
  if (broken || text.replace(/[\r\n]/g, "").length % 8 !== 0)
    return `illegal base32 data at input byte ${broken?.index ?? body.length}`;
  const bits = Array.from(body, (letter) =>
    ALPHABET.indexOf(letter).toString(2).padStart(5, "0"),
  ).join("");
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return utf8Text(Uint8Array.from(bytes));
}

function fromBase64(text: string): string {
  const body = text.replace(/[\r\n]/g, "");
  const broken = /[^A-Za-z0-9+/=]/.exec(body) ?? /=(?!=?$)/.exec(body);
  if (broken) return `illegal base64 data at input byte ${broken.index}`;
  if (body.length % 4 !== 0)
    return `illegal base64 data at input byte ${Math.floor(body.length / 4) * 4}`;
  return Buffer.from(body, "base64").toString();
}

function adler32(text: string): string {
  let [low, high] = [1, 0];
  for (const byte of utf8Bytes(text)) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return String(high * 65536 + low);
}

const digest = (algorithm: "sha1" | "sha256" | "sha512"): TemplateFunction =>
  fn("string", (text: string) => new Bun.CryptoHasher(algorithm).update(text).digest("hex"));

/** RFC 3986's parts, as net/url names them. */
function parseUrl(text: string): GoMap {
  const found =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      text,
    );
  const [, scheme = "", userinfo = "", host = "", path = "", query = "", fragment = ""] =
    found ?? [];
  const isOpaque = scheme !== "" && !text.slice(scheme.length + 1).startsWith("/") && path !== "";
  const unescaped = (part: string): string => {
    if (/%(?![0-9a-fA-F]{2})/.test(part))
      throw new Error(`unable to parse url: parse ${JSON.stringify(text)}: invalid URL escape`);
    return decodeURIComponent(part);
  };
  return own({
    scheme: scheme.toLowerCase(),
    host,
    hostname: host.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1"),
    path: isOpaque ? "" : unescaped(path),
    query,
    opaque: isOpaque ? path : "",
    fragment: unescaped(fragment),
    userinfo,
  });
}

function joinUrl(parts: GoMap): string {
  const part = (name: string): string => {
    const value: GoValue = fieldOf(parts, name);
    if (value === undefined) return "";
    if (kindName(value) !== "string") {
      throw new Error(
        `unable to parse ${name} key, must be of type string, but ${kindName(value)} found`,
      );
    }
    return formatValue(value);
  };
  const [scheme, host, userinfo, query, fragment, opaque] = [
    "scheme",
    "host",
    "userinfo",
    "query",
    "fragment",
    "opaque",
  ].map(part) as [string, string, string, string, string, string];
  const path = encodeURI(part("path"));
  const authority = host || userinfo ? `//${userinfo && `${userinfo}@`}${host}` : "";
  const slash = authority && path && !path.startsWith("/") ? "/" : "";
  const body = opaque || `${authority}${slash}${path}`;
  return `${scheme && `${scheme}:`}${body}${query && `?${query}`}${fragment && `#${encodeURI(fragment)}`}`;
}

export const encodingFunctions: Readonly<Record<string, TemplateFunction>> = {
  b64enc: fn("string", (text: string) => Buffer.from(text).toString("base64")),
  b64dec: fn("string", fromBase64),
  b32enc: fn("string", toBase32),
  b32dec: fn("string", fromBase32),
  sha1sum: digest("sha1"),
  sha256sum: digest("sha256"),
  sha512sum: digest("sha512"),
  adler32sum: fn("string", adler32),
  base: fn("string", basePath),
  dir: fn("string", dirPath),
  clean: fn("string", cleanPath),
  ext: fn("string", extensionOf),
  isAbs: fn("string", (path: string) => path.startsWith("/")),
  osBase: fn("string", basePath),
  osDir: fn("string", dirPath),
  osClean: fn("string", cleanPath),
  osExt: fn("string", extensionOf),
  osIsAbs: fn("string", (path: string) => path.startsWith("/")),
  urlParse: fn("string", parseUrl),
  urlJoin: fn("map", joinUrl),
};
