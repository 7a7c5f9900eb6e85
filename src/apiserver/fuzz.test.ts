// Requests that are wrong in every way: each gets an answer that says so in Kubernetes' own form, and nobody else notices.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { createLogger } from "../base/index.ts";
import { decodeProtobuf } from "../kube/index.ts";
import { oddRequest, soundRequests, type Odd } from "./fuzz.test-kit.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

const REQUESTS = 1000;
/** Found once; found again by every run. The other seed is new each time. */
const SEEDS = [20_261_124, Date.now() % 2 ** 31];

let server: ApiServerHandle;
const errors: string[] = [];

beforeAll(async () => {
  const write = (line: string): void => void errors.push(line);
  const logger = createLogger({ level: "error", format: "text", write, wallMs: () => 0 });
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger });
  for (const request of soundRequests()) await (await send(request)).text();
});
afterAll(() => server.stop());

function send({ method, path, headers, body }: Odd): Promise<Response> {
  const signal = AbortSignal.timeout(60_000);
  return fetch(server.url + path, { method, headers, signal, ...(body !== undefined && { body }) });
}

/** Where the real server answers with 5xx too: nobody at the other end, or a version that is no number asked of etcd. */
function mayFail(path: string, text: string): boolean {
  return /\/(proxy|log|exec)\b/.test(path) || text.includes("strconv.ParseUint");
}

async function expectAnswer(request: Odd): Promise<void> {
  const response = await send(request);
  const bytes = await response.bytes();
  const text = new TextDecoder().decode(bytes);
  const { status } = response;
  const isFailure = status >= 400;
  if (status >= 500 && request.method !== "HEAD")
    expect(mayFail(request.path, text), text).toBe(true);
  if (!isFailure || request.method === "HEAD") return;
  if (text.startsWith("404 page not found")) return expect(status).toBe(404);
  const isProtobuf = response.headers.get("content-type") === "application/vnd.kubernetes.protobuf";
  const answer = isProtobuf ? decodeProtobuf(bytes) : JSON.parse(text);
  expect(answer).toMatchObject({ kind: "Status", status: "Failure", code: status });
}

describe("odd requests", () => {
  for (const [at, seed] of SEEDS.entries())
    test(
      at === 0 ? "of always" : "of today",
      async () => {
        if (at > 0) console.log(`the seed of today's odd requests: ${seed}`);
        await fc.assert(fc.asyncProperty(oddRequest, expectAnswer), {
          seed,
          numRuns: REQUESTS,
          // Each needs what came before it, so a smaller one would be another story.
          endOnFailure: true,
        });
        expect(errors).toEqual([]);
        expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      },
      120_000,
    );
});

describe("large requests", () => {
  const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  const post = (body: string | ReadableStream, type = "application/json"): Promise<Response> =>
    fetch(server.url + CONFIG_MAPS, { method: "POST", body, headers: { "content-type": type } });
  const padded = (bytes: number): string =>
    JSON.stringify({ metadata: { name: "large" }, data: { a: "x".repeat(bytes) } });
  const TOO_LARGE = {
    kind: "Status",
    reason: "RequestEntityTooLarge",
    code: 413,
    message: "Request entity too large: limit is 3145728",
  };

  test("more than 3 MiB: 413, with and without the length said beforehand", async () => {
    const said = await post(padded(3.2 * 1024 * 1024));
    expect([said.status, await said.json()]).toMatchObject([413, TOO_LARGE]);
    const chunks = new Blob([padded(3.2 * 1024 * 1024)]).stream();
    const unsaid = await post(chunks);
    expect([unsaid.status, await unsaid.json()]).toMatchObject([413, TOO_LARGE]);
    expect((await post(padded(9 * 1024 * 1024))).status).toBe(413);
  });

  test("nested without end: 400, at once, whatever it is sent as", async () => {
    const nested = "[".repeat(200_000) + "]".repeat(200_000);
    for (const [body, type] of [
      [`{"data":${nested}}`, "application/json"],
      [`{"data":${"[".repeat(400_000)}`, "application/json"],
      [`data: ${nested}`, "application/yaml"],
    ] as const) {
      const response = await post(body, type);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { reason: "BadRequest" },
      ]);
    }
    const patch = await fetch(`${server.url}${CONFIG_MAPS}/a`, {
      method: "PATCH",
      body: `[{"op":"add","path":"/data","value":${nested}}]`,
      headers: { "content-type": "application/json-patch+json" },
    });
    expect(patch.status).toBe(400);
  });

  test("brackets within texts are no nesting", async () => {
    const data = { a: `"\\${"[{".repeat(4000)}` };
    const response = await post(JSON.stringify({ metadata: { name: "brackets" }, data }));
    expect([response.status, await response.json()]).toMatchObject([201, { data }]);
  });
});
