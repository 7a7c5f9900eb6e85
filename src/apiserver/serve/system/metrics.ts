// What the server counts about itself. Every count is one increment; sums are made when somebody asks.

export interface RequestLabels {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly scope: string;
}

/** Upper bounds in seconds, upstream's for apiserver_request_duration_seconds, thinned. */
export const DURATION_BUCKETS_SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4, 5, 10, 30, 60,
];

export interface RequestSeries {
  readonly labels: RequestLabels;
  readonly byCode: Map<number, number>;
  readonly buckets: number[];
  count: number;
  sumSeconds: number;
}

export class Metrics {
  inFlight = 0;
  watchers = 0;
  watchEvents = 0;
  private readonly bySeries = new Map<string, RequestSeries>();

  get requests(): Iterable<RequestSeries> {
    return this.bySeries.values();
  }

  /** The series of these labels; `key` is made of them. Callers keep it to spare the look-up. */
  series(key: string, labels: () => RequestLabels): RequestSeries {
    let series = this.bySeries.get(key);
    if (!series) {
      const buckets = DURATION_BUCKETS_SECONDS.map(() => 0);
      series = { labels: labels(), byCode: new Map(), buckets, count: 0, sumSeconds: 0 };
      this.bySeries.set(key, series);
    }
    return series;
  }

  static observe(series: RequestSeries, code: number, seconds: number): void {
    series.byCode.set(code, (series.byCode.get(code) ?? 0) + 1);
    series.count++;
    series.sumSeconds += seconds;
    for (let at = 0; at < DURATION_BUCKETS_SECONDS.length; at++) {
      if (seconds > DURATION_BUCKETS_SECONDS[at]!) continue;
      series.buckets[at]!++;
      return;
    }
  }
}
