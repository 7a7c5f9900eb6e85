// The formats of strings that Kubernetes knows; every other format says nothing (apiserver/validation/formats.go).

type Test = (text: string) => boolean;

/** The test of a format, or undefined where it has none. */
export function formatTest(format: string): Test | undefined {
  return TESTS[format.replaceAll("-", "")];
}

const matches =
  (pattern: RegExp): Test =>
  (text) =>
    pattern.test(text);

const HEX = "[0-9a-f]";
const uuidOf = (version: string, variant: string): RegExp =>
  new RegExp(`^${HEX}{8}-?${HEX}{4}-?${version}${HEX}{3}-?${variant}${HEX}{3}-?${HEX}{12}$`, "i");
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d([.,]\d+)?([Zz]|[+-]\d\d:?\d\d)?$/;
const DURATION =
  /^[-+]?((\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)\s*)+$/i;
const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const TESTS: Readonly<Record<string, Test>> = {
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  datetime: (text) => DATE_TIME.test(text) && isDay(text.slice(0, 10)),
  duration: matches(DURATION),
  email: matches(/^[^\s@<>]+@[^\s@<>]+$/),
  hostname: matches(
    /^([a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?)*\.?$/i,
  ),
  ipv4: matches(IPV4),
  ipv6: isIpv6,
  cidr: isCidr,
  mac: matches(/^([0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2})$/i),
  uri: (text) => URL.canParse(text) || text.startsWith("/"),
  uuid: matches(uuidOf(HEX, HEX)),
  uuid3: matches(uuidOf("3", HEX)),
  uuid4: matches(uuidOf("4", "[89ab]")),
  uuid5: matches(uuidOf("5", "[89ab]")),
  byte: matches(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  hexcolor: matches(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i),
  creditcard: matches(/^\d[\d -]{11,18}\d$/),
  ssn: matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  isbn10: matches(/^(\d[- ]?){9}[\dX]$/),
  isbn13: matches(/^(\d[- ]?){12}\d$/),
  k8sshortname: (text) => text.length <= 63 && LABEL.test(text),
  k8slongname: (text) => text.length <= 253 && text.split(".").every((part) => LABEL.test(part)),
};

function isDay(text: string): boolean {
  return !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function isIpv6(text: string): boolean {
  return text.includes(":") && URL.canParse(`http://[${text}]/`);
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return IPV4.test(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}
