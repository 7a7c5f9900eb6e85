// How the series of one Prometheus endpoint grew between its first and its last reading.

import type { PrometheusReading } from "../base/index.ts";
import type { ScrapedHistogram } from "../result/index.ts";

/** Series followed of one endpoint; a kube-apiserver with everything on has some 60,000. */
const SERIES_MAX = 200_000;
/** Series kept for the Result, the most active first. */
const COUNTERS_MAX = 200;
const HISTOGRAMS_MAX = 300;

const EDGE = /(?:^|,)le="([^"]*)"/;

interface Growth {
  last: number;
  increase: number;
}

interface GrowingHistogram {
  /** Upper edge → how many up to it. */
  readonly within: Map<number, Growth>;
  readonly sum: Growth;
  readonly count: Growth;
}

export interface Grown {
  readonly counters: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, ScrapedHistogram>>;
  readonly leftOut: number;
}

export class ScrapeDelta {
  private readonly counters = new Map<string, Growth>();
  private readonly histograms = new Map<string, GrowingHistogram>();
  private followed = 0;
  private unfollowed = 0;
  private isFirst = true;

  take({ name, labels, value, type }: PrometheusReading): void {
    if (type === "histogram") this.takeHistogram(name, labels, value);
    else if (type === "counter" || (type === "untyped" && name.endsWith("_total")))
      this.grow(this.counters, seriesName(name, labels), value);
  }

  /** One reading of the whole page is done: a series that is new from now on began at zero. */
  readingEnded(): void {
    this.isFirst = false;
  }

  grown(): Grown {
    const counters = [...this.counters]
      .map(([series, { increase }]): [string, number] => [series, increase])
      .filter(([, increase]) => increase > 0)
      .sort(([, left], [, right]) => right - left);
    const histograms = [...this.histograms]
      .map(([series, growing]): [string, ScrapedHistogram] => [series, histogramOf(growing)])
      .filter(([, { count }]) => count > 0)
      .sort(([, left], [, right]) => right.count - left.count);
    const left = (all: readonly unknown[], max: number): number => Math.max(0, all.length - max);
    return {
      counters: Object.fromEntries(counters.slice(0, COUNTERS_MAX).sort(byName)),
      histograms: Object.fromEntries(
        oneOfEachFirst(histograms).slice(0, HISTOGRAMS_MAX).sort(byName),
      ),
      leftOut: this.unfollowed + left(counters, COUNTERS_MAX) + left(histograms, HISTOGRAMS_MAX),
    };
  }

  private takeHistogram(name: string, labels: string, value: number): void {
    const [suffix] = /_(?:bucket|sum|count)$/.exec(name) ?? [];
    if (suffix === undefined) return;
    const family = name.slice(0, -suffix.length);
    const edge = suffix === "_bucket" ? EDGE.exec(labels) : null;
    if (suffix === "_bucket" && !edge) return;
    const rest = edge ? labels.replace(EDGE, "").replace(/^,|,$/, "") : labels;
    const histogram = this.histogram(seriesName(family, rest));
    if (!histogram) return;
    if (edge) {
      const upper = edge[1] === "+Inf" ? Infinity : Number(edge[1]);
      this.grow(histogram.within, upper, value);
    } else this.growBy(suffix === "_sum" ? histogram.sum : histogram.count, value);
  }

  private histogram(series: string): GrowingHistogram | undefined {
    const known = this.histograms.get(series);
    if (known || !this.hasRoom()) return known;
    const start = (): Growth => ({ last: this.isFirst ? NaN : 0, increase: 0 });
    const histogram = { within: new Map<number, Growth>(), sum: start(), count: start() };
    this.histograms.set(series, histogram);
    return histogram;
  }

  private grow<Key>(series: Map<Key, Growth>, key: Key, value: number): void {
    let growth = series.get(key);
    if (!growth) {
      if (!this.hasRoom()) return;
      series.set(key, (growth = { last: this.isFirst ? NaN : 0, increase: 0 }));
    }
    this.growBy(growth, value);
  }

  /** A counter that fell was begun anew by a restart: all of it is growth. */
  private growBy(growth: Growth, value: number): void {
    if (!Number.isNaN(growth.last))
      growth.increase += value >= growth.last ? value - growth.last : value;
    growth.last = value;
  }

  private hasRoom(): boolean {
    if (this.followed >= SERIES_MAX) {
      this.unfollowed++;
      return false;
    }
    this.followed++;
    return true;
  }
}

/** The most active series of each family before any second one, so that no family is crowded out. */
function oneOfEachFirst<T>(series: readonly [string, T][]): [string, T][] {
  const families = new Set<string>();
  const isFirst = ([name]: readonly [string, T]): boolean => {
    const [family = name] = name.split("{");
    const isNew = !families.has(family);
    families.add(family);
    return isNew;
  };
  const first = series.filter(isFirst);
  const chosen = new Set(first);
  return [...first, ...series.filter((one) => !chosen.has(one))];
}

/** From counts up to each edge to counts between edges. */
function histogramOf({ within, sum, count }: GrowingHistogram): ScrapedHistogram {
  let before = 0;
  const buckets = [...within]
    .sort(([left], [right]) => left - right)
    .map(([edge, { increase }]): [number, number] => {
      const between = increase - before;
      before = increase;
      return [edge, between];
    });
  return {
    count: count.increase,
    sum: sum.increase,
    buckets: buckets.filter(([, between]) => between > 0),
  };
}

function seriesName(name: string, labels: string): string {
  return labels === "" ? name : `${name}{${labels}}`;
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
