// ConfigMaps and Secrets (core/validation).

import { jsonEqual, type Json, type KubeObject } from "../../kube/index.ts";
import type { Draft } from "../store/draft.ts";
import { forbiddenField, invalidField, requiredField, tooLong } from "./field-errors.ts";
import { immutable } from "./metadata.ts";
import { all, type Errors, type Rule } from "./rules.ts";
import { configKeyErrors } from "./texts.ts";
import { validation, type Validation } from "./validation.ts";

type Data = Readonly<Record<string, string>>;

interface Config {
  readonly metadata?: { readonly annotations?: Data };
  readonly immutable?: boolean;
  readonly type?: string;
  readonly data?: Data;
  readonly binaryData?: Data;
}

const BYTES_MAX = 1024 * 1024;

/** Keys of a map of data; returns how many bytes are in it, of base64 as many as it stands for. */
function dataBytes(data: Data, isBase64: boolean, at: string, errors: Errors): number {
  let bytes = 0;
  for (const key in data) {
    for (const why of configKeyErrors(key)) errors.push(invalidField(`${at}[${key}]`, key, why));
    bytes += Buffer.byteLength(data[key] ?? "", isBase64 ? "base64" : "utf8");
  }
  return bytes;
}

const configMap: Rule<Config> = ({ data = {}, binaryData = {} }, at, errors) => {
  let bytes = dataBytes(data, false, `${at}.data`, errors);
  for (const key in data)
    if (key in binaryData)
      errors.push(
        invalidField(`${at}.data[${key}]`, key, "duplicate of key present in binaryData"),
      );
  bytes += dataBytes(binaryData, true, `${at}.binaryData`, errors);
  // The whole object: Kubernetes prints the empty path like that.
  if (bytes > BYTES_MAX) errors.push(tooLong("[]", BYTES_MAX));
};

const secretKeys: Rule<Config> = ({ data = {} }, at, errors) => {
  if (dataBytes(data, true, `${at}.data`, errors) > BYTES_MAX)
    errors.push(tooLong(`${at}.data`, BYTES_MAX));
};

const ACCOUNT = "kubernetes.io/service-account.name";

/** The keys that secrets of a type must have: all of them, or one. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};
const EITHER: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/basic-auth": ["username", "password"],
};
const JSON_KEYS = new Set([".dockercfg", ".dockerconfigjson"]);

const secretOfType: Rule<Config> = ({ metadata, type = "", data = {} }, at, errors) => {
  if (type === "kubernetes.io/service-account-token" && !metadata?.annotations?.[ACCOUNT])
    errors.push(requiredField(`${at}.metadata.annotations[${ACCOUNT}]`));
  for (const key of KEYS[type] ?? []) {
    const value = data[key];
    if (value === undefined) errors.push(requiredField(`${at}.data[${key}]`));
    else if (JSON_KEYS.has(key)) jsonContents(value, `${at}.data[${key}]`, errors);
  }
  const either = EITHER[type] ?? [];
  if (either.length > 0 && !either.some((key) => key in data))
    for (const key of either) errors.push(requiredField(`${at}.data[${key}]`));
};

function jsonContents(base64: string, at: string, errors: Errors): void {
  try {
    JSON.parse(Buffer.from(base64, "base64").toString());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    errors.push(invalidField(at, "<secret contents redacted>", why));
  }
}

/** Who is marked as immutable keeps its data, and the mark. */
function stays(now: Draft, before: KubeObject, errors: Errors): void {
  if (before["immutable"] !== true) return;
  const refuse = (field: string): void => {
    errors.push(forbiddenField(field, "field is immutable when `immutable` is set"));
  };
  if (now["immutable"] !== true) refuse("immutable");
  for (const field of ["data", "binaryData"])
    if (!jsonEqual((now[field] ?? {}) as Json, (before[field] ?? {}) as Json)) refuse(field);
}

/** What changed comes before what is wrong anyway. */
function changeFirst(base: Validation, change: typeof stays): Validation {
  return {
    ...base,
    validateUpdate(draft, before) {
      const errors: Errors = [];
      change(draft, before, errors);
      return [...errors, ...(base.validateUpdate?.(draft, before) ?? [])];
    },
  };
}

export const configs: Readonly<Record<string, Validation>> = {
  "/ConfigMap": changeFirst(validation<Config>({ object: configMap }), stays),
  "/Secret": changeFirst(
    validation<Config>({ object: all(secretKeys, secretOfType) }),
    (now, before, errors) => {
      immutable(now["type"], before["type"], "type", errors);
      stays(now, before, errors);
    },
  ),
};
