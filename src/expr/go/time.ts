// Go's time: moments formatted by Go's layouts.

/** A moment, with the zone it is shown in. */
export interface GoMoment {
  /** Whole seconds since the Unix epoch. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly offsetMinutes: number;
  readonly zoneName: string;
}

export const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
export const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
/** The pieces of a layout that stand for something. */
export const LAYOUT_TOKEN =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|002|0[1-6]|15|[.,](?:0+|9+)(?![0-9])|__2|_2006|_2|PM|pm|[1-5]/g;

const two = (value: number): string => String(value).padStart(2, "0");

/** time.Format. */
export function formatLayout(moment: GoMoment, layout: string): string {
  const date = new Date((moment.seconds + moment.offsetMinutes * 60) * 1000);
  return layout.replace(LAYOUT_TOKEN, (token) => formatToken(token, date, moment));
}

function formatToken(token: string, date: Date, moment: GoMoment): string {
  if (/^[.,]/.test(token)) return fraction(token, moment.nanoseconds);
  if (/^Z|^-/.test(token)) return offset(token, moment.offsetMinutes);
  const hours = date.getUTCHours();
  switch (token) {
    case "2006":
      return String(date.getUTCFullYear()).padStart(4, "0");
    case "_2006":
      return `_${String(date.getUTCFullYear()).padStart(4, "0")}`;
    case "06":
      return two(date.getUTCFullYear() % 100);
    case "January":
      return MONTHS[date.getUTCMonth()]!;
    case "Jan":
      return MONTHS[date.getUTCMonth()]!.slice(0, 3);
    case "01":
      return two(date.getUTCMonth() + 1);
    case "1":
      return String(date.getUTCMonth() + 1);
    case "Monday":
      return DAYS[date.getUTCDay()]!;
    case "Mon":
      return DAYS[date.getUTCDay()]!.slice(0, 3);
    case "02":
      return two(date.getUTCDate());
    case "_2":
      return String(date.getUTCDate()).padStart(2);
    case "2":
      return String(date.getUTCDate());
    case "002":
      return String(dayOfYear(date)).padStart(3, "0");
    case "__2":
      return String(dayOfYear(date)).padStart(3);
    case "15":
      return two(hours);
    case "03":
      return two(hours % 12 || 12);
    case "3":
      return String(hours % 12 || 12);
    case "04":
      return two(date.getUTCMinutes());
    case "4":
      return String(date.getUTCMinutes());
    case "05":
      return two(date.getUTCSeconds());
    case "5":
      return String(date.getUTCSeconds());
    case "PM":
      return hours < 12 ? "AM" : "PM";
    case "pm":
      return hours < 12 ? "am" : "pm";
    default:
      return moment.zoneName;
  }
}

export function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function fraction(token: string, nanoseconds: number): string {
  const digits = String(nanoseconds)
    .padStart(9, "0")
    .slice(0, token.length - 1);
  if (token[1] === "0") return token[0] + digits.padEnd(token.length - 1, "0");
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "" : token[0] + kept;
}

function offset(token: string, minutes: number): string {
  if (token.startsWith("Z") && minutes === 0) return "Z";
  const sign = minutes < 0 ? "-" : "+";
  const size = Math.abs(minutes);
  const parts = [two(Math.floor(size / 60)), two(size % 60), "00"];
  const count = token.includes(":00:00") || token.endsWith("070000") ? 3 : token.length > 3 ? 2 : 1;
  return sign + parts.slice(0, count).join(token.includes(":") ? ":" : "");
}
