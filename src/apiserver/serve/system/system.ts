// Paths that name no resource: version, health, discovery, schema, metrics.

import { schemaVersion, status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Api } from "../http/call.ts";
import { queuesReply } from "./debug.ts";
import { discoveryReply } from "./discovery.ts";
import { jsonReply, textReply, type HttpRequest, type Reply } from "../http/http.ts";
import { metricsText } from "./metrics-text.ts";
import { openApiReply } from "./openapi.ts";
import { openApiV2Reply } from "./openapi-v2.ts";

export function systemReply(
  api: Api,
  request: HttpRequest,
  segments: readonly string[],
  queryText: string,
): Reply | Promise<Reply> {
  const [root = ""] = segments;
  if (root === "api" || root === "apis") return apiReply(api, request, segments);
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(status.methodNotAllowed());
  switch (root) {
    case "version":
      return jsonReply(200, versionText());
    case "healthz":
    case "livez":
    case "readyz":
      return textReply(
        200,
        queryText.includes("verbose") ? `[+]ping ok\n${root} check passed\n` : "ok",
      );
    case "openapi":
      if (segments[1] === "v2" && segments.length === 2)
        return openApiV2Reply(request.header("accept"));
      return openApiReply(api.registry, segments.slice(1)) ?? pageNotFound();
    case "debug":
      return segments[1] === "queues" && segments.length === 2
        ? queuesReply(api, queryText)
        : pageNotFound();
    case "metrics":
      return {
        status: 200,
        contentType: "text/plain; version=0.0.4; charset=utf-8",
        body: metricsText(api),
      };
    case "":
      return jsonReply(
        200,
        JSON.stringify({
          paths: [
            "/api",
            "/apis",
            "/debug/queues",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version",
          ],
        }),
      );
    default:
      return pageNotFound();
  }
}

/** Discovery, or that there is no such resource. */
function apiReply(api: Api, request: HttpRequest, segments: readonly string[]): Reply {
  const [root, group = ""] = segments;
  const isIndex = root === "apis" && group === "";
  // The index answers to every method.
  const reads = request.method === "GET" || request.method === "HEAD" || isIndex;
  const found = reads ? discoveryReply(api, request, segments) : undefined;
  if (found) return found;
  return root === "api" || hasGroup(api, group) ? refuse(status.pathNotFound()) : pageNotFound();
}

function hasGroup({ registry }: Api, group: string): boolean {
  for (const { info } of registry.all()) if (info.group === group) return true;
  return false;
}

/** What answers where nothing is served: not the API, but the HTTP server below it. */
function pageNotFound(): Reply {
  return textReply(404, "404 page not found\n");
}

/** As `kubectl version` reads it. The Kubernetes version is the one whose API this is. */
function versionText(): string {
  const version = schemaVersion();
  const [major = "", minor = ""] = version.slice(1).split(".");
  return JSON.stringify({
    major,
    minor,
    gitVersion: `${version}+kwokbench`,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "none",
    compiler: "bun",
    platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
  });
}
