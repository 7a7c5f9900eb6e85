// The names Kubernetes accepts, with the sentences it refuses others with, and generated names.

const LABEL_BYTES_MAX = 63;
const SUBDOMAIN_BYTES_MAX = 253;
const GENERATED_BASE_MAX = 58;
const GENERATED_SUFFIX_LENGTH = 5;
/** Without vowels and look-alikes, so that no words come out by accident. */
const GENERATED_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

const dnsLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`;
const dns1035Label = "[a-z]([-a-z0-9]*[a-z0-9])?";
const labelKeyName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${labelKeyName})?`;

const dnsLabelPattern = whole(dnsLabel);
const dnsSubdomainPattern = whole(dnsSubdomain);
const dns1035LabelPattern = whole(dns1035Label);
const labelKeyPattern = whole(labelKeyName);
const labelValuePattern = whole(labelValue);

const alphanumericEnds = "must start and end with an alphanumeric character";

/** What is wrong with a DNS-1123 label (namespaces): sentences, none when it is valid. */
export function validateDnsLabel(value: string): readonly string[] {
  const errors = lengthErrors(value, LABEL_BYTES_MAX, "characters");
  if (dnsLabelPattern.test(value)) return errors;
  if (dnsSubdomainPattern.test(value)) return [...errors, "must not contain dots"];
  const rule = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${alphanumericEnds}`;
  return [...errors, mismatchText(rule, dnsLabel, "my-name", "123-abc")];
}

/** What is wrong with a DNS-1035 label: what stands in generated code. */
export function validateDns1035Label(value: string): readonly string[] {
  const errors = lengthErrors(value, LABEL_BYTES_MAX, "characters");
  if (dns1035LabelPattern.test(value)) return errors;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...errors, mismatchText(rule, dns1035Label, "my-name", "abc-123")];
}

/** What is wrong with a DNS-1123 subdomain (names of most objects). */
export function validateDnsSubdomain(value: string): readonly string[] {
  return subdomainErrors(value, "characters");
}

/** Kubernetes counts bytes everywhere, but calls them characters in the names of objects. */
type LengthUnit = "bytes" | "characters";

function subdomainErrors(value: string, unit: LengthUnit): readonly string[] {
  const errors = lengthErrors(value, SUBDOMAIN_BYTES_MAX, unit);
  if (dnsSubdomainPattern.test(value)) return errors;
  const rule = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and ${alphanumericEnds}`;
  return [...errors, mismatchText(rule, dnsSubdomain, "example.com")];
}

/** What is wrong with the key of a label or annotation: `name` or `dns.prefix/name`. */
export function validateLabelKey(value: string): readonly string[] {
  const parts = value.split("/");
  if (parts.length > 2)
    return [
      `a valid label key ${labelKeyMismatch()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const errors: string[] = [];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined)
    for (const error of subdomainErrors(prefix, "bytes")) errors.push(`prefix part ${error}`);
  if (name === "") errors.push("name part must be non-empty");
  for (const error of lengthErrors(name, LABEL_BYTES_MAX, "bytes"))
    errors.push(`name part ${error}`);
  if (!labelKeyPattern.test(name)) errors.push(`name part ${labelKeyMismatch()}`);
  return errors;
}

function labelKeyMismatch(): string {
  const rule = `must consist of alphanumeric characters, '-', '_' or '.', and ${alphanumericEnds}`;
  return mismatchText(rule, labelKeyName, "MyName", "my.name", "123-abc");
}

/** What is wrong with the value of a label; the empty one is fine. */
export function validateLabelValue(value: string): readonly string[] {
  const errors = lengthErrors(value, LABEL_BYTES_MAX, "bytes");
  if (labelValuePattern.test(value)) return errors;
  const rule = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and ${alphanumericEnds}`;
  return [...errors, mismatchText(rule, labelValue, "MyValue", "my_value", "12345")];
}

/** The name Kubernetes makes from `metadata.generateName`; `random` gives numbers in [0, 1). */
export function generateName(base: string, random: () => number): string {
  let name = base.slice(0, GENERATED_BASE_MAX);
  for (let count = 0; count < GENERATED_SUFFIX_LENGTH; count++)
    name += GENERATED_ALPHABET.charAt(Math.floor(random() * GENERATED_ALPHABET.length));
  return name;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** That `value` is too long; nothing where it is not. */
export function lengthErrors(value: string, bytesMax: number, unit: LengthUnit): string[] {
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no encoding.
  if (value.length * 3 <= bytesMax || new TextEncoder().encode(value).length <= bytesMax) return [];
  return [`must be no more than ${bytesMax} ${unit}`];
}

/** That a text does not follow `rule`, which `pattern` says exactly. */
export function mismatchText(
  rule: string,
  pattern: string,
  ...examples: readonly string[]
): string {
  const quoted = examples.map((example) => `'${example}'`).join(",  or ");
  return `${rule} (e.g. ${quoted}, regex used for validation is '${pattern}')`;
}
