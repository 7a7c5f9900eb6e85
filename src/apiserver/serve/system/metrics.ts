// What the server counts about itself. Every count is one increment; sums are made when somebody asks.

import type { ServedResource } from "../../registry/registry.ts";

const SCOPES = ["resource", "namespace", "cluster"] as const;
export type Scope = (typeof SCOPES)[number];

export interface RequestLabels {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly scope: Scope;
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

export interface WatchCounts {
  open: number;
  /** Sent since the server started. */
  events: number;
}

export class Metrics {
  /** Requests being answered; a watch is one until it begins. */
  readonly inFlight = { mutating: 0, readOnly: 0 };
  readonly watches = new Map<ServedResource, WatchCounts>();
  readonly requests: RequestSeries[] = [];
  /** By resource, then subresource and scope, then verb: three small look-ups without making a key. */
  private readonly bySubject = new Map<object, Map<string, Map<string, RequestSeries>>[]>();

  watchesOf(resource: ServedResource): WatchCounts {
    let counts = this.watches.get(resource);
    if (!counts) this.watches.set(resource, (counts = { open: 0, events: 0 }));
    return counts;
  }

  series(resource: object, labels: RequestLabels): RequestSeries {
    const { scope, subresource, verb } = labels;
    let byScope = this.bySubject.get(resource);
    if (!byScope) this.bySubject.set(resource, (byScope = [new Map(), new Map(), new Map()]));
    const bySubresource = byScope[SCOPES.indexOf(scope)]!;
    let byVerb = bySubresource.get(subresource);
    if (!byVerb) bySubresource.set(subresource, (byVerb = new Map()));
    let series = byVerb.get(verb);
    if (!series) {
      const buckets = DURATION_BUCKETS_SECONDS.map(() => 0);
      series = { labels, byCode: new Map(), buckets, count: 0, sumSeconds: 0 };
      byVerb.set(verb, series);
      this.requests.push(series);
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
