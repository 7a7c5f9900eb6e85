// kwokbench apiserver: the embedded API server alone, for kubectl, controllers and schedulers of your own.

import { buildCommand } from "@stricli/core";
import { startApiServer } from "../../apiserver/index.ts";
import { createPki, fail, messageOf } from "../../base/index.ts";
import {
  type SecureSetup,
  identities,
  kubeconfigText,
  prepareSecure,
  writeSecret,
} from "../../cluster/index.ts";
import { join } from "node:path";
import { type Listen, listenAddress } from "../flags/parsers.ts";
import type { Program } from "../program.ts";
import { type AdmissionFlags, admissionFlags, admissionOf } from "./admission-flags.ts";
import { type AuditFlags, auditFlags, auditOf } from "./audit-flags.ts";
import { type DataFlags, dataFlags, dataOf } from "./data-flags.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";

interface Flags extends RoleFlags, DataFlags, AuditFlags, AdmissionFlags {
  readonly listen: Listen;
  readonly writeKubeconfig?: string;
  readonly managedFields: "always" | "applied";
  readonly secure: boolean;
  readonly tokenAuthFile?: string;
  readonly certDir?: string;
  readonly clientCertificates: boolean;
  readonly httpsKubeconfig?: string;
}

async function run(this: Program, flags: Flags): Promise<void> {
  const { hostname, port } = flags.listen;
  if (flags.secure && flags.httpsKubeconfig !== undefined)
    fail("--https-kubeconfig adds nothing: --secure serves HTTPS already", "leave it out");
  const secure = flags.secure ? await secureSetup(flags) : refuseIdleFlags(flags);
  if (!secure) refuseOpenAddress(hostname);
  const { enable, disable } = admissionOf(flags);
  const audit = await auditOf(flags, this.process);
  const https =
    flags.httpsKubeconfig === undefined ? undefined : await createPki(LOCAL, Date.now());
  const handle = listenOrFail(() =>
    startApiServer({
      hostname,
      port,
      logger: this.logger,
      secure: secure?.server,
      https: https?.server,
      data: dataOf(flags),
      audit,
      admission: { enabled: enable, disabled: disable },
      managedFields: flags.managedFields,
    }),
  );
  const announce = async (): Promise<void> => {
    await writeKubeconfigs(flags, secure, handle.url);
    if (https && handle.httpsUrl !== undefined && flags.httpsKubeconfig !== undefined) {
      const endpoint = { url: handle.httpsUrl, tls: { ca: https.ca.cert } };
      await writeSecret(flags.httpsKubeconfig, kubeconfigText("kwokbench", endpoint));
    }
  };
  await serveRole(this, flags, "apiserver", {
    url: handle.url,
    announce,
    stop: () => handle.stop(),
  });
}

function secureSetup({ listen, tokenAuthFile, certDir, ...flags }: Flags): Promise<SecureSetup> {
  return prepareSecure({
    hostname: listen.hostname,
    certDir,
    tokenFile: tokenAuthFile,
    clientCertificates: flags.clientCertificates,
    nowMs: Date.now(),
  });
}

async function writeKubeconfigs(
  { writeKubeconfig, certDir }: Flags,
  secure: SecureSetup | undefined,
  url: string,
): Promise<void> {
  if (writeKubeconfig !== undefined)
    await writeSecret(
      writeKubeconfig,
      secure ? await secure.kubeconfig("admin", url) : kubeconfigText("kwokbench", { url }),
    );
  if (secure && certDir !== undefined)
    for (const identity of identities)
      await writeSecret(join(certDir, `${identity}.conf`), await secure.kubeconfig(identity, url));
}

const LOCAL = ["127.0.0.1", "localhost", "::1"];

/** What only makes sense where requests are asked who sends them. */
function refuseIdleFlags({ tokenAuthFile, certDir }: Flags): undefined {
  const idle =
    tokenAuthFile !== undefined ? "--token-auth-file" : certDir !== undefined ? "--cert-dir" : "";
  if (idle === "") return;
  fail(
    `${idle} has no effect: without --secure whoever connects may do everything`,
    "add --secure, or leave it out",
  );
}

/** Plain HTTP means that whoever connects is an administrator. */
function refuseOpenAddress(hostname: string): void {
  if (/^(127(\.\d+){3}|::1|localhost)$/.test(hostname)) return;
  fail(
    `the API server would give everyone who reaches ${hostname} full rights: it listens without TLS and authentication`,
    "listen on 127.0.0.1, or add --secure",
  );
}

function listenOrFail<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
    return fail(`the port is in use: ${messageOf(error)}`, "choose another, or 0 for a free one");
  }
}

export const apiserverCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...roleFlags,
      ...dataFlags,
      ...auditFlags,
      listen: {
        kind: "parsed",
        parse: listenAddress,
        brief: "Address to listen on; port 0 picks a free one",
        default: "127.0.0.1:8080",
      },
      writeKubeconfig: {
        kind: "parsed",
        parse: String,
        brief: "File to write a kubeconfig to",
        optional: true,
      },
      managedFields: {
        kind: "enum",
        values: ["always", "applied"],
        brief: "Track managedFields of all objects, or only of those written by server-side apply",
        default: "applied",
      },
      secure: {
        kind: "boolean",
        brief: "Serve HTTPS with authentication and RBAC authorization",
        default: false,
      },
      tokenAuthFile: {
        kind: "parsed",
        parse: String,
        brief: 'With --secure: CSV file of static tokens: token,user,uid,"group1,group2"',
        optional: true,
      },
      certDir: {
        kind: "parsed",
        parse: String,
        brief:
          "With --secure: folder to keep the CA in; also gets admin.conf, scheduler.conf and controller-manager.conf",
        optional: true,
      },
      clientCertificates: {
        kind: "boolean",
        brief:
          "With --secure: accept client certificates, and write them to kubeconfigs instead of tokens",
        default: false,
      },
      httpsKubeconfig: {
        kind: "parsed",
        parse: String,
        brief:
          "Without --secure: also serve HTTPS with HTTP/2 on a second port, for Go clients; write its kubeconfig to this file",
        optional: true,
      },
      ...admissionFlags,
    },
  },
  docs: { brief: "Run the embedded API server" },
});
