// A request to the kubelet, taken apart: which endpoint, for which pod and container, and what the query says.

import type { IncomingMessage } from "node:http";

export type Target =
  | { readonly kind: "containerLogs"; readonly pod: PodTarget; readonly container: string }
  | { readonly kind: "exec"; readonly pod: PodTarget; readonly container: string }
  | { readonly kind: "attach"; readonly pod: PodTarget; readonly container: string }
  | { readonly kind: "portForward"; readonly pod: PodTarget }
  | { readonly kind: "page"; readonly path: string };

export interface PodTarget {
  readonly namespace: string;
  readonly name: string;
  /** When given, the pod must be this one and not a later one of the same name. */
  readonly uid: string | undefined;
}

export function targetOf(path: string): Target {
  const [, endpoint = "", ...parts] = path.split("/").map((part) => unescape(part));
  const [namespace = "", name = ""] = parts;
  const page: Target = { kind: "page", path };
  if (namespace === "" || name === "") return page;
  switch (endpoint) {
    case "containerLogs":
      if (parts.length !== 3) return page;
      return { kind: endpoint, pod: { namespace, name, uid: undefined }, container: parts[2]! };
    case "exec":
    case "attach": {
      if (parts.length !== 3 && parts.length !== 4) return page;
      const uid = parts.length === 4 ? parts[2] : undefined;
      return { kind: endpoint, pod: { namespace, name, uid }, container: parts.at(-1)! };
    }
    case "portForward":
      if (parts.length > 3) return page;
      return { kind: endpoint, pod: { namespace, name, uid: parts[2] } };
    default:
      return page;
  }
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? "/", "http://kubelet");
}

/** All nodes share this kubelet. Which one a request is about, an API server's proxy says in a header, or the query does. */
export function nodeOf(request: IncomingMessage, query: URLSearchParams): string | undefined {
  const forwarded = request.headers["x-forwarded-uri"];
  const [, name] = /^\/api\/v1\/nodes\/([^/]+)\/proxy(?:\/|$)/.exec(String(forwarded ?? "")) ?? [];
  // A proxy addresses a node as NAME, NAME:PORT or https:NAME:PORT.
  const bare =
    name &&
    (unescape(name)
      .replace(/^https?:/, "")
      .split(":")[0] ??
      "");
  return bare || (query.get("node") ?? undefined);
}

/** The values of a header that is a list, sent once or several times. */
export function listed(request: IncomingMessage, header: string): readonly string[] {
  return [request.headers[header] ?? []]
    .flat()
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
