// A certificate authority and what it signs: serving and client certificates, ECDSA on P-256. The X.509 library is loaded
// lazily, since that takes 150 ms.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import type * as X509 from "@peculiar/x509";

const AUTHORITY_VALID_DAYS = 3650;
const VALID_DAYS = 30;
const DAY_MS = 86_400_000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export interface KeyAndCertificate {
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Authority extends KeyAndCertificate {
  /** `hosts` are DNS names and IP addresses the server answers at. */
  signServer(hosts: readonly string[]): Promise<KeyAndCertificate>;
  /** Kubernetes takes the common name for the user and the organizations for its groups. */
  signClient(commonName: string, organizations: readonly string[]): Promise<KeyAndCertificate>;
}

export interface Pki {
  readonly ca: KeyAndCertificate;
  readonly server: KeyAndCertificate;
  /** CN=kwokbench-admin, O=system:masters. */
  readonly admin: KeyAndCertificate;
}

/** A new authority, with a serving certificate for `hosts` (names or addresses) and an administrator's certificate. */
export async function createPki(hosts: readonly string[], nowMs: number): Promise<Pki> {
  const ca = await createAuthority(nowMs);
  return {
    ca,
    server: await ca.signServer(hosts),
    admin: await ca.signClient("kwokbench-admin", ["system:masters"]),
  };
}

/** A new authority (valid for ten years), or `existing`; it signs certificates that are valid for 30 days from `nowMs`. */
export async function createAuthority(
  nowMs: number,
  existing?: KeyAndCertificate,
): Promise<Authority> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const { key, cert } = existing ?? (await newAuthority(x509, nowMs));
  const signingKey = await crypto.subtle.importKey("pkcs8", derOf(key), ALGORITHM, true, ["sign"]);
  const issuer = new x509.X509Certificate(cert).subject;
  const sign = async (
    subject: { [name: string]: string[] }[],
    extensions: ReturnType<typeof usage>,
  ): Promise<KeyAndCertificate> => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(nowMs, VALID_DAYS),
      serialNumber: serialNumber(),
      subject,
      issuer,
      publicKey: keys.publicKey,
      signingKey,
      extensions,
    });
    return { key: await privatePem(keys.privateKey), cert: certificate.toString("pem") };
  };
  const usage = (purpose: string): InstanceType<typeof x509.Extension>[] => [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([purpose]),
  ];
  return {
    key,
    cert,
    signServer: (hosts) => {
      const names = hosts.map(
        (value) => ({ type: isAddress(value) ? "ip" : "dns", value }) as const,
      );
      return sign(
        [{ CN: ["kwokbench"] }],
        [
          ...usage(x509.ExtendedKeyUsage.serverAuth),
          new x509.SubjectAlternativeNameExtension(names),
        ],
      );
    },
    signClient: (commonName, organizations) =>
      sign(
        [{ CN: [commonName] }, ...organizations.map((name) => ({ O: [name] }))],
        usage(x509.ExtendedKeyUsage.clientAuth),
      ),
  };
}

async function newAuthority(x509: typeof X509, nowMs: number): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(nowMs, AUTHORITY_VALID_DAYS),
    serialNumber: serialNumber(),
    name: "CN=kwokbench-ca",
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
    ],
  });
  return { key: await privatePem(keys.privateKey), cert: certificate.toString("pem") };
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function validity(nowMs: number, days: number) {
  return {
    notBefore: new Date(nowMs - 60_000),
    notAfter: new Date(nowMs + days * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}

/** Positive, whatever the first bit. */
function serialNumber(): string {
  return `01${randomBytes(12).toString("hex")}`;
}

function isAddress(name: string): boolean {
  return /^[\d.]+$|:/.test(name);
}

/** Both PEM. */
export interface ServiceAccountKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A key pair for signing service-account tokens, as kube-apiserver takes it. */
export function serviceAccountKeys(): ServiceAccountKeys {
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"));
}
