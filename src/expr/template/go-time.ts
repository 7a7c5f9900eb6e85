// time.Time as a template holds it, with the methods a template may call.

import { dayOfYear, DAYS, formatLayout, type GoMoment, MONTHS } from "../go/time.ts";
import { GoInt, GoOpaque, type GoValue } from "./go-value.ts";

const STRING_LAYOUT = "2006-01-02 15:04:05.999999999 -0700 MST";
export const RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";

export class GoTime extends GoOpaque {
  readonly type = "time.Time";
  readonly kind = "struct";

  constructor(readonly moment: GoMoment) {
    super();
  }

  /** A time in UTC, which stands in for Go's local zone too. */
  static fromMs(epochMs: number): GoTime {
    const seconds = Math.floor(epochMs / 1000);
    const nanoseconds = Math.round((epochMs - seconds * 1000) * 1e6);
    return new GoTime({ seconds, nanoseconds, offsetMinutes: 0, zoneName: "UTC" });
  }

  /** Go's zero time. */
  static readonly zero = GoTime.fromMs(-62_135_596_800_000);

  toText(): string {
    return this.format(STRING_LAYOUT);
  }

  format(layout: string): string {
    return formatLayout(this.moment, layout);
  }

  plus(nanoseconds: bigint): GoTime {
    const total =
      BigInt(this.moment.seconds) * 1_000_000_000n + BigInt(this.moment.nanoseconds) + nanoseconds;
    const seconds = Number(total / 1_000_000_000n) - (total % 1_000_000_000n < 0n ? 1 : 0);
    return new GoTime({
      ...this.moment,
      seconds,
      nanoseconds: Number(total - BigInt(seconds) * 1_000_000_000n),
    });
  }

  override method(name: string): ((...args: GoValue[]) => GoValue) | undefined {
    const { seconds, nanoseconds, offsetMinutes } = this.moment;
    const date = new Date((seconds + offsetMinutes * 60) * 1000);
    const integers: Readonly<Record<string, () => GoInt>> = {
      Unix: () => new GoInt(seconds, "int64"),
      UnixNano: () => new GoInt(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds), "int64"),
      UnixMilli: () => new GoInt(seconds * 1000 + Math.floor(nanoseconds / 1e6), "int64"),
      Year: () => new GoInt(date.getUTCFullYear()),
      Day: () => new GoInt(date.getUTCDate()),
      YearDay: () => new GoInt(dayOfYear(date)),
      Hour: () => new GoInt(date.getUTCHours()),
      Minute: () => new GoInt(date.getUTCMinutes()),
      Second: () => new GoInt(date.getUTCSeconds()),
      Nanosecond: () => new GoInt(nanoseconds),
    };
    const others: Readonly<Record<string, (...args: GoValue[]) => GoValue>> = {
      Format: (layout) => this.format(String(layout)),
      String: () => this.toText(),
      Month: () => MONTHS[date.getUTCMonth()]!,
      Weekday: () => DAYS[date.getUTCDay()]!,
      UTC: () => new GoTime({ ...this.moment, offsetMinutes: 0, zoneName: "UTC" }),
      Local: () => new GoTime({ ...this.moment, offsetMinutes: 0, zoneName: "UTC" }),
      IsZero: () => seconds === GoTime.zero.moment.seconds && nanoseconds === 0,
    };
    return Object.hasOwn(integers, name)
      ? integers[name]
      : Object.hasOwn(others, name)
        ? others[name]
        : undefined;
  }
}
