import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endpointFromKubeconfig } from "./kubeconfig.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function kubeconfig(cluster: object, user: object = {}): string {
  const file = join(folder, "config");
  const text = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    clusters: [{ name: "k", cluster }],
    users: [{ name: "u", user }],
  });
  writeFileSync(file, text);
  return file;
}

test("a server without TLS needs no word about what is verified", async () => {
  const file = kubeconfig({ server: "http://127.0.0.1:8080/" }, { token: "secret" });
  const endpoint = await endpointFromKubeconfig({ file });
  expect(endpoint).toMatchObject({ url: "http://127.0.0.1:8080" });
  expect(endpoint.tls).toBeUndefined();
  expect(await endpoint.authorization?.()).toBe("Bearer secret");
});

test("the certificate authority may be a file", async () => {
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, "the authority");
  const server = "https://127.0.0.1:6443";
  const endpoint = await endpointFromKubeconfig({
    file: kubeconfig({ server, "certificate-authority": ca }),
  });
  expect(endpoint.tls).toMatchObject({ ca: "the authority", rejectUnauthorized: true });
});

test("what is missing is said in a sentence", () => {
  const cluster = { server: "https://127.0.0.1:6443", "certificate-authority": "/none.pem" };
  expect(endpointFromKubeconfig({ file: kubeconfig(cluster) })).rejects.toThrow("could not be");
  expect(endpointFromKubeconfig({ file: join(folder, "none") })).rejects.toThrow("does not exist");
});
