// A certificate authority of our own and what it signs: the serving certificate of a server on this machine and an
// administrator's client certificate. P-256; loaded lazily, since the library takes 150 ms to load.

import { generateKeyPairSync } from "node:crypto";

const VALID_DAYS = 30;

export interface KeyAndCertificate {
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Pki {
  readonly ca: KeyAndCertificate;
  readonly server: KeyAndCertificate;
  /** CN=kwokbench-admin, O=system:masters. */
  readonly admin: KeyAndCertificate;
}

/** Makes a new authority; `hosts` are DNS names and IP addresses the server answers at. */
export async function createPki(hosts: readonly string[], nowMs: number): Promise<Pki> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const newKeys = (): Promise<CryptoKeyPair> =>
    crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const validity = {
    notBefore: new Date(nowMs - 60_000),
    notAfter: new Date(nowMs + VALID_DAYS * 86_400_000),
    signingAlgorithm: algorithm,
  };
  const caKeys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: "01",
    name: "CN=kwokbench-ca",
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
    ],
  });
  const sign = async (serialNumber: string, subject: string, names: readonly string[]) => {
    const keys = await newKeys();
    const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity,
      serialNumber,
      subject,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([
          x509.ExtendedKeyUsage.serverAuth,
          x509.ExtendedKeyUsage.clientAuth,
        ]),
        ...(names.length > 0
          ? [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value }) as const),
              ),
            ]
          : []),
      ],
    });
    return { key: await privatePem(keys.privateKey), cert: certificate.toString("pem") };
  };
  return {
    ca: { key: await privatePem(caKeys.privateKey), cert: ca.toString("pem") },
    server: await sign("02", "CN=kwokbench", hosts),
    admin: await sign("03", "CN=kwokbench-admin, O=system:masters", []),
  };
}

/** A key pair for signing service-account tokens, as kube-apiserver takes it. */
export function serviceAccountKeys(): { readonly privateKey: string; readonly publicKey: string } {
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
