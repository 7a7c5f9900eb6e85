// The components' own /metrics, read before, during and after the run: what a server counts of itself stands beside what
// was measured of it. Pages are read piece by piece, so that a large one does not keep this process from its work.

import { type Clock, type Logger, PrometheusReader, messageOf } from "../base/index.ts";
import type { Client } from "../client/index.ts";
import type { Cluster } from "../cluster/index.ts";
import type { Scrape } from "../result/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { ScrapeDelta } from "./scrape-delta.ts";

/** Often enough that a restart loses little, seldom enough to weigh nothing. */
const EVERY_MS = 15_000;
const TIMEOUT_MS = 10_000;
const PAGE_BYTES_MAX = 64 * 1024 * 1024;

interface Endpoint {
  readonly name: string;
  readonly url: string;
  /** Named by the scenario: that it cannot be read is worth a warning. */
  readonly wanted: boolean;
  /** Gives the page piece by piece; rejects where it cannot be had. */
  readonly read: (signal: AbortSignal, take: (piece: Uint8Array) => void) => Promise<void>;
}

interface Reading {
  readonly endpoint: Endpoint;
  readonly delta: ScrapeDelta;
  readonly firstMs: number;
  lastMs: number;
  readings: number;
}

export class Scraper {
  private readonly readings: Reading[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly endpoints: readonly Endpoint[],
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The first reading; an endpoint that cannot be read now is left out from here on. */
  async start(): Promise<void> {
    await Promise.all(this.endpoints.map((endpoint) => this.begin(endpoint)));
    this.timer = setInterval(() => {
      this.underWay = this.underWay.then(() => this.readAll());
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Ends with a last reading; what grew, by endpoint. */
  async finish(): Promise<Readonly<Record<string, Scrape>>> {
    this.stop();
    await this.underWay;
    await this.readAll();
    return Object.fromEntries(
      this.readings.map(({ endpoint, delta, firstMs, lastMs, readings }) => [
        endpoint.name,
        { url: endpoint.url, seconds: (lastMs - firstMs) / 1000, readings, ...delta.grown() },
      ]),
    );
  }

  private async begin(endpoint: Endpoint): Promise<void> {
    const delta = new ScrapeDelta();
    const nowMs = this.clock.nowMs();
    const reading = { endpoint, delta, firstMs: nowMs, lastMs: nowMs, readings: 0 };
    if (await this.read(reading)) this.readings.push(reading);
  }

  private async readAll(): Promise<void> {
    await Promise.all(this.readings.map((reading) => this.read(reading)));
  }

  private async read(reading: Reading): Promise<boolean> {
    const { endpoint, delta } = reading;
    try {
      const reader = new PrometheusReader((sample) => delta.take(sample));
      const decoder = new TextDecoder();
      let bytes = 0;
      await endpoint.read(AbortSignal.timeout(TIMEOUT_MS), (piece) => {
        bytes += piece.length;
        if (bytes <= PAGE_BYTES_MAX) reader.feed(decoder.decode(piece, { stream: true }));
      });
      if (bytes > PAGE_BYTES_MAX) throw new Error(`the page has more than ${PAGE_BYTES_MAX} bytes`);
      reader.end();
      delta.readingEnded();
      reading.lastMs = this.clock.nowMs();
      reading.readings++;
      return true;
    } catch (error) {
      const text = `the metrics of ${endpoint.name} at ${endpoint.url} could not be read: ${messageOf(error)}`;
      if (endpoint.wanted) this.logger.warn(`${text}; check the scenario's scrapes`);
      else this.logger.debug(text);
      return false;
    }
  }
}

async function fetchPage(
  url: string,
  options: BunFetchRequestInit,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  for await (const piece of response.body ?? []) {
    take(piece);
    // Pieces that have come already would otherwise be read one after the other without a pause.
    await Bun.sleep(0);
  }
}

/** The API server through the client, what was started beside it, and what the scenario names. */
export function scrapeEndpoints(
  cluster: Pick<Cluster, "endpoint" | "components">,
  client: Pick<Client, "stream">,
  scenario: Pick<Scenario, "scrapes">,
): Endpoint[] {
  const components = cluster.components.flatMap(({ role, metricsUrl }): Endpoint[] => {
    if (metricsUrl === undefined || role === "apiserver") return [];
    // The certificate of a program started here is its own.
    const tls = { rejectUnauthorized: false };
    const read: Endpoint["read"] = (signal, take) => fetchPage(metricsUrl, { signal, tls }, take);
    return [{ name: role, url: metricsUrl, wanted: false, read }];
  });
  const named = scenario.scrapes.map(({ name, url }): Endpoint => {
    return { name, url, wanted: true, read: (signal, take) => fetchPage(url, { signal }, take) };
  });
  const apiserver: Endpoint = {
    name: "apiserver",
    url: `${cluster.endpoint.url}/metrics`,
    wanted: false,
    read: (signal, take) => client.stream({ method: "GET", path: "/metrics", signal }, take),
  };
  return [apiserver, ...components, ...named];
}
