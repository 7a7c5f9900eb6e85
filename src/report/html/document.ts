// The shell of every page: style and script inside it, and nothing fetched.

import { text } from "../svg/markup.ts";
import hoverScript from "./hover.js" with { type: "text" };
import style from "./style.css" with { type: "text" };

/** The page may not fetch anything: what it shows is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** `body` is markup. */
export function drawDocument(title: string, body: readonly string[]): string {
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${text(title)}</title><style>${style}</style></head>`,
    `<body><main>${body.join("\n")}</main>`,
    `<div class="tip" role="status" hidden></div><script>${hoverScript}</script></body></html>`,
    "",
  ].join("\n");
}
