// Who sends a request: by the certificate of its connection, or by its bearer token.

import { status } from "../../kube/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import { refuse } from "../serve/http/api-error.ts";
import type { HttpRequest, PeerCertificate } from "../serve/http/http.ts";
import { ISSUER, type ServiceAccountTokens } from "./service-account-tokens.ts";
import { ANONYMOUS, groups, userOf, type User } from "./user.ts";

/** Whoever asks for these need not say who they are: probes have no credentials. */
const OPEN_PATHS = new Set(["/healthz", "/livez", "/readyz"]);

export interface AuthenticatorOptions {
  /** Users of static tokens. */
  readonly staticTokens: ReadonlyMap<string, User>;
  readonly serviceAccountTokens: ServiceAccountTokens;
  readonly lookup: Lookup;
  readonly nowMs: () => number;
}

/** What a token is found to be; `error` is a sentence. */
export interface TokenFinding {
  readonly user?: User;
  readonly audiences?: readonly string[];
  readonly error?: string;
}

export class Authenticator {
  /** One user for each certificate, so that what is remembered of it can be found again. */
  private readonly byCertificate = new WeakMap<PeerCertificate, User>();

  constructor(private readonly options: AuthenticatorOptions) {}

  /** Refuses with 401, saying nothing of why: upstream does not either. */
  authenticate(request: HttpRequest, path: string): User {
    const certificate = request.peerCertificate?.();
    if (certificate) return this.userOfCertificate(certificate);
    const authorization = request.header("authorization");
    if (authorization === undefined)
      return OPEN_PATHS.has(path) || isBelowOpenPath(path) ? ANONYMOUS : unauthorized();
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return (token !== undefined && this.findToken(token).user) || unauthorized();
  }

  /** `audiences`: those the token must be for one of; empty: this server's. */
  findToken(token: string, audiences: readonly string[] = []): TokenFinding {
    const known = this.options.staticTokens.get(token);
    // A static token is for this server only.
    if (known)
      return audiences.length === 0 || audiences.includes(ISSUER)
        ? { user: known, audiences: [ISSUER] }
        : {};
    const wanted = audiences.length > 0 ? audiences : [ISSUER];
    const { serviceAccountTokens, lookup, nowMs } = this.options;
    const found = serviceAccountTokens.verify(token, wanted, lookup, nowMs());
    if (typeof found === "string") return { error: `[invalid bearer token, ${found}]` };
    return found ?? { error: "invalid bearer token" };
  }

  private userOfCertificate(certificate: PeerCertificate): User {
    let user = this.byCertificate.get(certificate);
    if (!user) {
      const { commonName, organizations, sha256 } = certificate;
      user = userOf(commonName, [...organizations, groups.authenticated], {
        extra: { "authentication.kubernetes.io/credential-id": [`X509SHA256=${sha256}`] },
      });
      this.byCertificate.set(certificate, user);
    }
    return user;
  }
}

function isBelowOpenPath(path: string): boolean {
  return OPEN_PATHS.has(path.slice(0, path.indexOf("/", 1)));
}

function unauthorized(): never {
  return refuse(status.unauthorized());
}
