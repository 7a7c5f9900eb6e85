// strconv.FormatFloat: how Go writes a float64.

/** strconv: where the shortest form turns to an exponent. */
const SHORTEST_LIMIT = 6;
/** The most digits JavaScript gives; beyond them every double of everyday size has only zeros. */
const EXACT_DIGITS = 100;

/** Go's FormatFloat(value, format, precision, 64); precision -1 is the shortest that reads back. */
export function formatFloat(value: number, format: "e" | "f" | "g", precision = -1): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (format === "f") return sign + (precision < 0 ? plainDigits(size) : fixed(size, precision));
  if (format === "e") return sign + exponential(size, precision);
  return sign + general(size, precision);
}

/** Go's %v of a float64. */
export function printFloat(value: number): string {
  return formatFloat(value, "g");
}

function exponential(size: number, precision: number): string {
  const text = precision < 0 ? size.toExponential() : roundHalfEven(size, precision);
  const [mantissa, exponent] = text.split("e") as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** toExponential rounds an exact half up; Go rounds it to even. */
function roundHalfEven(size: number, precision: number): string {
  const rounded = size.toExponential(Math.min(precision, 100));
  const exact = size.toExponential(EXACT_DIGITS);
  const rest = exact.slice(2 + precision).split("e")[0]!;
  if (precision >= 100 || !/^50*$/.test(rest)) return rounded;
  const kept = precision === 0 ? exact[0]! : exact.slice(0, 2 + precision);
  return Number(kept.at(-1)) % 2 === 0
    ? `${kept.replace(/\.$/, "")}e${exact.split("e")[1]}`
    : rounded;
}

function fixed(size: number, precision: number): string {
  if (size >= 1e21) return plainDigits(size) + (precision > 0 ? `.${"0".repeat(precision)}` : "");
  const rounded = size.toFixed(Math.min(precision, 100));
  const scaled = size * 10 ** precision;
  const isTie =
    precision <= 15 && scaled < 2 ** 52 && scaled % 1 === 0.5 && scaled / 10 ** precision === size;
  if (
    !isTie ||
    Math.floor(scaled) % 2 !== 0 ||
    size.toFixed(EXACT_DIGITS).slice(-40) !== "0".repeat(40)
  )
    return rounded;
  return (Math.floor(scaled) / 10 ** precision).toFixed(precision);
}

function plainDigits(size: number): string {
  const text = String(size);
  if (!text.includes("e")) return text;
  if (size >= 1) return BigInt(size).toString();
  const [mantissa, exponent] = text.split("e") as [string, string];
  return `0.${"0".repeat(-Number(exponent) - 1)}${mantissa.replace(".", "")}`;
}

function general(size: number, precision: number): string {
  const shortest = precision < 0;
  const digitsWanted = Math.max(1, precision);
  const text = shortest ? size.toExponential() : roundHalfEven(size, digitsWanted - 1);
  const [mantissa, exponentText] = text.split("e") as [string, string];
  const exponent = Number(exponentText);
  const digits = mantissa.replace(".", "").replace(/0+$/, "");
  const limit = shortest ? SHORTEST_LIMIT : precisionLimit(digits.length, exponent, digitsWanted);
  if (exponent < -4 || exponent >= limit) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${digits[0] ?? "0"}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return digits.length > exponent + 1 ? `${whole}.${digits.slice(exponent + 1)}` : whole;
}

/** strconv: the decision uses the digits there are where they cover the whole part. */
function precisionLimit(digitCount: number, exponent: number, precision: number): number {
  return precision > digitCount && digitCount >= exponent + 1 ? digitCount : precision;
}
