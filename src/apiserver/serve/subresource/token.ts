// POST serviceaccounts/NAME/token: a token that looks like one. Nothing here checks tokens of service accounts.

import { rfc3339 } from "../../../base/index.ts";
import { readBody } from "../write/body.ts";
import type { Call } from "../http/call.ts";
import { jsonReply, type Reply } from "../http/http.ts";
import { currentOf } from "../write/update.ts";

const EXPIRATION_SECONDS_DEFAULT = 3600;

export async function requestToken(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  const request = (value ?? {}) as {
    spec?: { audiences?: readonly string[]; expirationSeconds?: number };
  };
  const account = currentOf(call);
  const nowSeconds = Math.floor(call.api.clock.wallMs() / 1000);
  const expirationSeconds = request.spec?.expirationSeconds ?? EXPIRATION_SECONDS_DEFAULT;
  const exp = nowSeconds + expirationSeconds;
  const claims = {
    iss: "https://kubernetes.default.svc",
    sub: `system:serviceaccount:${account.namespace}:${account.name}`,
    aud: request.spec?.audiences ?? ["https://kubernetes.default.svc"],
    iat: nowSeconds,
    exp,
  };
  const token = [{ alg: "none", typ: "JWT" }, claims].map(base64url).join(".");
  const answer = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name: account.name, namespace: account.namespace },
    spec: { audiences: claims.aud, expirationSeconds },
    status: { token: `${token}.`, expirationTimestamp: rfc3339(exp * 1000) },
  };
  return jsonReply(201, JSON.stringify(answer));
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
