// The forms of text that fields may have, each a function to the sentences that are wrong with a text.

import {
  lengthErrors,
  mismatchText,
  validateDnsSubdomain,
  validateLabelKey,
} from "../../kube/index.ts";

const CONFIG_KEY_CHARS_MAX = 253;
const PORT_NAME_CHARS_MAX = 15;

const configKey = "[-._a-zA-Z0-9]+";
const headerName = "[-A-Za-z0-9]+";
const percent = "[0-9]+%";
const wildcard = "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const subdomainWithUnderscore =
  "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";

const isConfigKey = whole(configKey);
const isHeaderName = whole(headerName);
const isPercent = whole(percent);
const isWildcard = whole(wildcard);
const isSubdomainWithUnderscore = whole(subdomainWithUnderscore);

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

/** A key of a ConfigMap or Secret. */
export function configKeyErrors(key: string): readonly string[] {
  const errors = lengthErrors(key, CONFIG_KEY_CHARS_MAX, "characters");
  if (!isConfigKey.test(key))
    errors.push(
      mismatchText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        configKey,
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  if (key === "." || key === "..") errors.push(`must not be '${key}'`);
  else if (key.startsWith("..")) errors.push("must not start with '..'");
  return errors;
}

/** The name of an environment variable. */
export function environmentNameErrors(name: string): readonly string[] {
  // eslint-disable-next-line no-control-regex
  return /^[ -<>-~]*$/.test(name)
    ? []
    : [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ];
}

/** The name of a port (IANA_SVC_NAME). */
export function portNameErrors(name: string): readonly string[] {
  const errors = lengthErrors(name, PORT_NAME_CHARS_MAX, "characters");
  if (!/^[-a-z0-9]+$/.test(name))
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) errors.push("must contain at least one letter (a-z)");
  if (name.includes("--")) errors.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-"))
    errors.push("must not begin or end with a hyphen");
  return errors;
}

export function headerNameErrors(name: string): readonly string[] {
  if (isHeaderName.test(name)) return [];
  const rule = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [mismatchText(rule, headerName, "X-Header-Name")];
}

/** `25%`. */
export function percentErrors(value: string): readonly string[] {
  if (isPercent.test(value)) return [];
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return [mismatchText(rule, percent, "1%", "93%")];
}

/** `*.example.com`. */
export function wildcardErrors(name: string): readonly string[] {
  const errors = lengthErrors(name, 253, "characters");
  if (isWildcard.test(name)) return errors;
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...errors, mismatchText(rule, wildcard, "*.example.com")];
}

export function underscoredSubdomainErrors(name: string): readonly string[] {
  const errors = lengthErrors(name, 253, "characters");
  if (isSubdomainWithUnderscore.test(name)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, mismatchText(rule, subdomainWithUnderscore, "example.com")];
}

/** A name that can be one segment of a path, such as `system:node`. */
export function pathSegmentErrors(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((sign) => name.includes(sign))
    .map((sign) => `may not contain '${sign}'`);
}

/** A domain of at least three parts: `hook.example.com`. Its sentences are joined. */
export function fullyQualifiedErrors(name: string): readonly string[] {
  const errors = validateDnsSubdomain(name);
  if (errors.length > 0) return [errors.join(",")];
  return name.split(".").length < 3
    ? ["should be a domain with at least three segments separated by dots"]
    : [];
}

/** `example.com/path`. */
export function domainPathErrors(path: string): readonly string[] {
  const at = path.indexOf("/");
  if (at <= 0 || at === path.length - 1)
    return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  return validateDnsSubdomain(path.slice(0, at));
}

/** A finalizer, which is fully qualified or one of Kubernetes' own. */
export function finalizerErrors(name: string): readonly string[] {
  return name.includes("/") || STANDARD_FINALIZERS.has(name)
    ? []
    : ["name is neither a standard finalizer name nor is it fully qualified"];
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set([
  "kubernetes",
  "orphan",
  "foregroundDeletion",
]);

export const qualifiedNameErrors = validateLabelKey;
