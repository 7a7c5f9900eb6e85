// What an unquoted YAML scalar means to go-yaml v2, which reads Kubernetes' YAML: YAML 1.1's yes and
// no, Go's integers (0x, 0o, 0b, a leading 0 for octal, underscores), floats, null; timestamps stay text.

/** What a plain scalar can be. */
type PlainValue = null | boolean | number | string;

const WORDS: ReadonlyMap<string, PlainValue> = new Map<string, PlainValue>([
  ...words(true, "y Y yes Yes YES true True TRUE on On ON"),
  ...words(false, "n N no No NO false False FALSE off Off OFF"),
  ...words(null, "~ null Null NULL"),
  ...words(Number.NaN, ".nan .NaN .NAN"),
  ...words(Infinity, ".inf .Inf .INF +.inf +.Inf +.INF"),
  ...words(-Infinity, "-.inf -.Inf -.INF"),
  ["", null],
]);

function words(value: PlainValue, text: string): [string, PlainValue][] {
  return text.split(" ").map((word) => [word, value]);
}

/** Nothing that starts otherwise is anything but text. */
const MAY_HAVE_MEANING = /^[-+0-9yYnNtTfFoO~.]|^$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}|$)/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INT_MIN = -(2n ** 63n);
const UINT_MAX = 2n ** 64n - 1n;

/** The value of a plain scalar. NaN and the infinities are for the caller to refuse. */
export function resolvePlain(text: string): PlainValue {
  if (!MAY_HAVE_MEANING.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text[0]!;
  if (!/[-+.0-9]/.test(first) || TIMESTAMP.test(text)) return text;
  if (first === ".") return FLOAT.test(text) ? finite(text) : text;
  const digits = text.replaceAll("_", "");
  return integerOf(digits) ?? (FLOAT.test(digits) ? finite(digits, text) : text);
}

function integerOf(digits: string): number | undefined {
  const found = INTEGER.exec(digits);
  if (!found) return undefined;
  const [, sign, body = ""] = found;
  const size = BigInt(/^0[0-7]/.test(body) ? `0o${body.slice(1)}` : body.toLowerCase());
  const value = sign === "-" ? -size : size;
  return value < INT_MIN || value > UINT_MAX ? undefined : Number(value);
}

/** A float, or its text where it is out of range. */
function finite(digits: string, text = digits): number | string {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

/** The key a plain scalar makes, as sigs.k8s.io/yaml writes it; undefined where it refuses. */
export function plainKey(text: string): string | undefined {
  const value = resolvePlain(text);
  if (value === null) return undefined;
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return Number.isInteger(value) && !/[.eE]/.test(text)
    ? String(value)
    : String(Math.fround(value));
}
