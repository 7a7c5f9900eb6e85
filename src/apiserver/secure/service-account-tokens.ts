// Tokens of service accounts: signed when they are asked for, checked when they come back (pkg/serviceaccount).

import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import type { Lookup } from "../registry/lookup.ts";
import { groups, serviceAccountGroups, serviceAccountName, userOf, type User } from "./user.ts";

/** Also the audience of a token that names none. */
export const ISSUER = "https://kubernetes.default.svc.cluster.local";

const CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
const NODE_NAME = "authentication.kubernetes.io/node-name";
const NODE_UID = "authentication.kubernetes.io/node-uid";
const POD_NAME = "authentication.kubernetes.io/pod-name";
const POD_UID = "authentication.kubernetes.io/pod-uid";

/** An object that a token is good for as long as it lives. */
export interface ObjectRef {
  readonly name: string;
  readonly uid: string;
}

export interface TokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  /** Seconds since 1970, as all times here. */
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly serviceaccount: ObjectRef;
    readonly pod?: ObjectRef;
    readonly secret?: ObjectRef;
    readonly node?: ObjectRef;
  };
}

export interface VerifiedToken {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** Checked signatures remembered at most; beyond, all are forgotten. */
const REMEMBERED_MAX = 10_000;

export class ServiceAccountTokens {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  /** Claims, and the user they make, of tokens whose signature was right: checking one takes a hundred microseconds. */
  private readonly remembered = new Map<string, { claims: TokenClaims; user: User }>();

  /** `privateKey` is a P-256 key as PEM. */
  constructor(privateKey: string) {
    this.privateKey = createPrivateKey(privateKey);
    this.publicKey = createPublicKey(this.privateKey);
  }

  sign(claims: TokenClaims): string {
    const signed = [{ alg: "ES256", typ: "JWT" }, claims].map(encoded).join(".");
    const signature = sign("sha256", Buffer.from(signed), {
      key: this.privateKey,
      dsaEncoding: "ieee-p1363",
    });
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** Whose token it is; a sentence where it is of no use; undefined where it is none of ours. */
  verify(
    token: string,
    audiences: readonly string[],
    lookup: Lookup,
    nowMs: number,
  ): VerifiedToken | string | undefined {
    const known = this.remembered.get(token) ?? this.read(token);
    if (!known) return undefined;
    const { claims, user } = known;
    const nowSeconds = nowMs / 1000;
    if (claims.exp <= nowSeconds) return "service account token has expired";
    if (claims.nbf > nowSeconds + 60) return "service account token is not valid yet";
    const shared = claims.aud.filter((audience) => audiences.includes(audience));
    if (shared.length === 0)
      return `token audiences ${goList(claims.aud)} is invalid for the target audiences ${goList(audiences)}`;
    return stillBound(claims, lookup) ?? { user, audiences: shared };
  }

  private read(token: string): { claims: TokenClaims; user: User } | undefined {
    const [head = "", body = "", signature = "", ...rest] = token.split(".");
    if (signature === "" || rest.length > 0) return undefined;
    const key = { key: this.publicKey, dsaEncoding: "ieee-p1363" } as const;
    const bytes = Buffer.from(signature, "base64url");
    if (!verify("sha256", Buffer.from(`${head}.${body}`), key, bytes)) return undefined;
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as TokenClaims;
    const known = { claims, user: userOfClaims(claims) };
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(token, known);
    return known;
  }
}

function userOfClaims({ jti, "kubernetes.io": { namespace, ...of } }: TokenClaims): User {
  const { serviceaccount, pod, node } = of;
  return userOf(
    serviceAccountName(namespace, serviceaccount.name),
    [...serviceAccountGroups(namespace), groups.authenticated],
    {
      uid: serviceaccount.uid,
      extra: {
        [CREDENTIAL_ID]: [`JTI=${jti}`],
        ...(pod && { [POD_NAME]: [pod.name], [POD_UID]: [pod.uid] }),
        ...(node && { [NODE_NAME]: [node.name], ...(node.uid && { [NODE_UID]: [node.uid] }) }),
      },
    },
  );
}

/** Why a token ended with what it was bound to; undefined while all of that is there. */
function stillBound({ "kubernetes.io": of }: TokenClaims, lookup: Lookup): string | undefined {
  const { namespace, serviceaccount, pod, secret, node } = of;
  const uidOf = (collection: string, name: string, within = namespace): string | undefined =>
    lookup.get(collection, within, name)?.metadata.uid;
  const uid = uidOf("serviceaccounts", serviceaccount.name);
  if (uid === undefined) return `serviceaccounts ${JSON.stringify(serviceaccount.name)} not found`;
  if (uid !== serviceaccount.uid)
    return `service account UID (${uid}) does not match claim (${serviceaccount.uid})`;
  const bound: [ObjectRef | undefined, string | undefined][] = [
    [pod, pod && uidOf("pods", pod.name)],
    [secret, secret && uidOf("secrets", secret.name)],
    // A pod's token names the node for information only.
    [pod ? undefined : node, node && uidOf("nodes", node.name, "")],
  ];
  for (const [ref, present] of bound)
    if (ref && ref.uid !== present) return "service account token has been invalidated";
  return undefined;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function goList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}
