// POST serviceaccounts/NAME/token: a token that lets in whoever has it as that account (registry/core/serviceaccount).

import { rfc3339 } from "../../../base/index.ts";
import { status, type KubeObject } from "../../../kube/index.ts";
import { ISSUER, type ObjectRef } from "../../secure/service-account-tokens.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { readBody } from "../write/body.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { answerReply } from "../represent/choose.ts";
import { currentOf } from "../write/update.ts";

const EXPIRATION_SECONDS_DEFAULT = 3600;
const EXPIRATION_SECONDS_MIN = 600;
const EXPIRATION_SECONDS_MAX = 2 ** 32;

interface TokenRequest {
  readonly metadata?: Partial<KubeObject["metadata"]>;
  readonly spec?: {
    readonly audiences?: readonly string[] | null;
    readonly expirationSeconds?: number | null;
    readonly boundObjectRef?: {
      readonly kind?: string;
      readonly apiVersion?: string;
      readonly name?: string;
      readonly uid?: string;
    } | null;
  };
}

export async function requestToken(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  const request = (value ?? {}) as TokenRequest;
  const { name, namespace, uid } = currentOf(call);
  // kubectl sends null for what it leaves to us.
  const audiences = request.spec?.audiences ?? [];
  const expirationSeconds = request.spec?.expirationSeconds ?? EXPIRATION_SECONDS_DEFAULT;
  checkRequest(request, { name, namespace, uid }, expirationSeconds);
  const { api } = call;
  const nowSeconds = Math.floor(api.clock.wallMs() / 1000);
  const exp = nowSeconds + expirationSeconds;
  const aud = audiences.length > 0 ? audiences : [ISSUER];
  const token = api.security.serviceAccountTokens.sign({
    iss: ISSUER,
    sub: `system:serviceaccount:${namespace}:${name}`,
    aud,
    iat: nowSeconds,
    nbf: nowSeconds,
    exp,
    jti: api.newUid(),
    "kubernetes.io": { namespace, serviceaccount: { name, uid }, ...boundTo(call, request) },
  });
  const answer = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid, creationTimestamp: rfc3339(nowSeconds * 1000) },
    spec: {
      audiences: aud,
      expirationSeconds,
      boundObjectRef: request.spec?.boundObjectRef ?? null,
    },
    status: { token, expirationTimestamp: rfc3339(exp * 1000) },
  };
  return answerReply(call, answer, 201);
}

function checkRequest(
  { metadata = {} }: TokenRequest,
  account: { readonly name: string; readonly namespace: string; readonly uid: string },
  expirationSeconds: number,
): void {
  const invalid = (name: string, field: string, value: unknown, why: string): never => {
    const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
    const cause: FieldError = { field, reason: "FieldValueInvalid", message };
    return refuse(status.invalid(KIND, name, [cause]));
  };
  for (const field of ["name", "namespace"] as const)
    if (metadata[field] && metadata[field] !== account[field])
      invalid(
        account.name,
        `metadata.${field}`,
        metadata[field],
        `must match the service account ${field} if specified`,
      );
  if (metadata.uid && metadata.uid !== account.uid)
    refuse(
      status.conflict(
        { group: KIND.group, plural: KIND.kind },
        account.name,
        `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${account.uid})`,
      ),
    );
  const field = "spec.expirationSeconds";
  if (expirationSeconds < EXPIRATION_SECONDS_MIN)
    invalid("", field, expirationSeconds, "may not specify a duration less than 10 minutes");
  if (expirationSeconds > EXPIRATION_SECONDS_MAX)
    invalid("", field, expirationSeconds, "may not specify a duration larger than 2^32 seconds");
}

const KIND = { group: "authentication.k8s.io", kind: "TokenRequest" };
const BINDABLE: Readonly<Record<string, "pod" | "secret" | "node">> = {
  Pod: "pod",
  Secret: "secret",
  Node: "node",
};

/** What the token is to end with. */
function boundTo(
  { api, namespace, name }: Call,
  { spec }: TokenRequest,
): { readonly [kind in "pod" | "secret" | "node"]?: ObjectRef } {
  const ref = spec?.boundObjectRef;
  if (!ref) return {};
  const { kind = "", apiVersion = "", name: refName = "" } = ref;
  const as = BINDABLE[kind];
  if (!as || apiVersion !== "v1") {
    const [group = "", version = ""] = apiVersion.includes("/")
      ? apiVersion.split("/")
      : ["", apiVersion];
    const type = `${group}/${version}, Kind=${kind}`;
    return refuse(status.badRequest(`cannot bind token to object of type ${type}`));
  }
  const found = readBound(api, `${as}s`, as === "node" ? "" : namespace, refName);
  const account = (found["spec"] as { serviceAccountName?: string } | undefined)
    ?.serviceAccountName;
  if (as === "pod" && account !== name)
    refuse(
      status.badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`,
      ),
    );
  const uid = found.metadata.uid ?? "";
  if (ref.uid && ref.uid !== uid)
    refuse(
      status.conflict(
        { group: "", plural: kind },
        refName,
        `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      ),
    );
  return { [as]: { name: refName, uid }, ...(as === "pod" && nodeOf(api, found)) };
}

/** The node a pod is on, which its token names too. */
function nodeOf({ admission }: Call["api"], pod: KubeObject): { node?: ObjectRef } {
  const { nodeName } = (pod["spec"] ?? {}) as { nodeName?: string };
  if (!nodeName) return {};
  const uid = admission.lookup.get("nodes", "", nodeName)?.metadata.uid ?? "";
  return { node: { name: nodeName, uid } };
}

function readBound(
  { admission }: Call["api"],
  plural: string,
  namespace: string,
  name: string,
): KubeObject {
  return (
    admission.lookup.get(plural, namespace, name) ??
    refuse(status.notFound({ group: "", plural }, name))
  );
}
