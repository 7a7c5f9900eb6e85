// Every request from the moment it was due: slip, latency by verb and resource, failures by code, rates offered and got.

import { LatencyHistogram } from "../base/index.ts";
import { type Journey, reached } from "./journey.ts";
import type { LatencyMetric } from "./latency-metric.ts";
import type { MetricBook } from "./metric-book.ts";
import type { PhaseTally } from "./phase-tally.ts";
import type { RateSeries } from "./rate-series.ts";
import type { Operation } from "./types.ts";

const METHODS = { create: "POST", delete: "DELETE", patch: "PATCH" } as const;

export class RequestMeter {
  /** How late requests were sent, over all phases: the audit's evidence. */
  readonly slip = LatencyHistogram.empty();
  sent = 0;
  failures = 0;
  /** By resource, then verb: looked up on every answer. */
  private readonly metrics = new Map<string, Partial<Record<Operation["verb"], LatencyMetric>>>();
  private readonly intendedRate: RateSeries;
  private readonly sentRate: RateSeries;
  private readonly acknowledgedRate: RateSeries;

  constructor(
    private readonly book: MetricBook,
    private readonly measuredFromMs: number,
  ) {
    this.intendedRate = book.rate("requests_intended");
    this.sentRate = book.rate("requests_sent");
    this.acknowledgedRate = book.rate("requests_acknowledged");
  }

  intended(operation: Operation): void {
    this.intendedRate.event(operation.intendedMs);
  }

  sentOne(journey: Journey, tally: PhaseTally): void {
    const slipMs = journey.sentMs - journey.operation.intendedMs;
    this.sent++;
    this.slip.recordMs(slipMs);
    tally.recordSlip(slipMs);
    this.sentRate.event(journey.sentMs);
    this.acknowledgedRate.expect(journey.sentMs);
  }

  acknowledged(journey: Journey): void {
    const { operation, acknowledgedMs, sentMs } = journey;
    this.acknowledgedRate.event(acknowledgedMs);
    if (operation.intendedMs < this.measuredFromMs) {
      this.book.count("warmup_excluded", { resource: operation.resource });
      return;
    }
    const metric = this.metric(operation);
    metric.record(operation.phase, operation.intendedMs, acknowledgedMs);
    metric.recordRaw(sentMs, acknowledgedMs);
  }

  /** Given up without an answer. */
  censored({ operation }: Journey, atMs: number): void {
    this.acknowledgedRate.unexpect(atMs);
    if (operation.intendedMs >= this.measuredFromMs) this.metric(operation).censor(operation.phase);
  }

  /** `code` is the HTTP status, or 0 when no answer came. */
  failed({ operation, sentMs, unanswered }: Journey, code: number, atMs: number): void {
    this.failures++;
    if (reached(sentMs) && !unanswered) this.acknowledgedRate.unexpect(atMs);
    this.book.count("requests_failed", { ...labelsOf(operation), code: String(code) });
  }

  private metric(operation: Operation): LatencyMetric {
    let byVerb = this.metrics.get(operation.resource);
    if (!byVerb) this.metrics.set(operation.resource, (byVerb = {}));
    return (byVerb[operation.verb] ??= this.book.latency("api_request", labelsOf(operation)));
  }
}

function labelsOf({ verb, resource }: Operation): { verb: string; resource: string } {
  return { verb: METHODS[verb], resource };
}
