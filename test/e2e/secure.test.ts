// `kwokbench apiserver --secure` as the compiled program: the files it writes let in whom they should, and nobody else.

import { expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../src/base/index.ts";
import {
  type Client,
  createClient,
  createTransport,
  endpointFromKubeconfig,
} from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";
import { emptyFolder, start } from "./program.ts";

const WITHIN_MS = 60_000;
const IDENTITIES = ["admin", "scheduler", "controller-manager"];

async function clientOf(file: string): Promise<Client> {
  return createClient(createTransport(await endpointFromKubeconfig({ file }), "test"));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(50);
}

test.each([
  ["certificates", ["--client-certificates"]],
  ["tokens", []],
])(
  "by %s",
  async (_, flags) => {
    using folder = emptyFolder();
    const certs = join(folder.path, "certs");
    const listen = ["--listen", "0.0.0.0:0", "--secure"];
    const server = start(folder.path, "apiserver", ...listen, "--cert-dir", certs, ...flags);
    const files = IDENTITIES.map((identity) => join(certs, `${identity}.conf`));
    await until(() => files.every((file) => existsSync(file) && statSync(file).size > 0));
    for (const name of ["admin.conf", "ca.key", "sa.key", "apiserver.key"])
      expect(statSync(join(certs, name)).mode & 0o777).toBe(0o600);
    const [admin, scheduler] = await Promise.all(files.map(clientOf));
    expect((await admin?.list(resources.namespaces))?.items.length).toBeGreaterThan(3);
    await scheduler?.list(resources.namespaces);
    const refused = await scheduler
      ?.create(resources.nodes, { metadata: { name: "mine" } })
      .catch(messageOf);
    expect(refused).toContain('User "system:kube-scheduler" cannot create resource "nodes"');
    const { url } = admin?.endpoint ?? { url: "" };
    const anonymous = createClient(
      createTransport({ url, tls: { ca: readFileSync(join(certs, "ca.crt"), "utf8") } }, "test"),
    );
    expect(await anonymous.list(resources.pods).catch(messageOf)).toBe("Unauthorized");
    for (const client of [admin, scheduler, anonymous]) client?.close();
    server.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(0);
  },
  WITHIN_MS,
);
