import { expect, test } from "bun:test";
import { array, assert, nat, property } from "fast-check";
import { type PrometheusReading, PrometheusReader, PrometheusText } from "./index.ts";

function read(...pieces: readonly string[]): string[] {
  const readings: PrometheusReading[] = [];
  const reader = new PrometheusReader((reading) => readings.push(reading));
  for (const piece of pieces) reader.feed(piece);
  reader.end();
  return readings.map(({ name, labels, value, type }) => `${type} ${name} ${labels} ${value}`);
}

const PAGE = `# HELP up Whether it is { up }.
# TYPE requests_total counter
requests_total{path="/a b",text="x} 1"} 12 1700000000000
requests_total 1e3
# TYPE wait_seconds histogram
wait_seconds_bucket{verb="GET",le="0.1"} 3
wait_seconds_bucket{verb="GET",le="+Inf"} 4
wait_seconds_sum{verb="GET"} 0.5
wait_seconds_count{verb="GET"} 4
# TYPE ratio gauge
ratio NaN
depth +Inf
not a sample at all
up 1`;

const EXPECTED = [
  'counter requests_total path="/a b",text="x} 1" 12',
  "counter requests_total  1000",
  'histogram wait_seconds_bucket verb="GET",le="0.1" 3',
  'histogram wait_seconds_bucket verb="GET",le="+Inf" 4',
  'histogram wait_seconds_sum verb="GET" 0.5',
  'histogram wait_seconds_count verb="GET" 4',
  "untyped depth  Infinity",
  "untyped up  1",
];

test("a sample may say when it was measured", () => {
  const text = new PrometheusText().gauge("up", "Whether it is", [[{}, 1, 1_700_000_000_000]]);
  const readings: PrometheusReading[] = [];
  new PrometheusReader((reading) => readings.push(reading)).feed(`${text.toString()}down 0\n`);
  expect(readings.map(({ timestampMs }) => timestampMs)).toEqual([1_700_000_000_000, undefined]);
});

test("a page is read for its samples, each with its family's type", () => {
  expect(read(PAGE)).toEqual(EXPECTED);
});

test("however it is cut, it reads the same", () => {
  assert(
    property(array(nat(PAGE.length), { maxLength: 8 }), (cuts) => {
      const places = [0, ...cuts.toSorted((left, right) => left - right), PAGE.length];
      const pieces = places.slice(1).map((end, index) => PAGE.slice(places[index], end));
      expect(read(...pieces)).toEqual(EXPECTED);
    }),
    { numRuns: 50 },
  );
});

test("what we write ourselves is read back", () => {
  const text = new PrometheusText().counter("a_total", "A.", [[{ x: 'q"u\\o' }, 3]]).toString();
  expect(read(text)).toEqual(['counter a_total x="q\\"u\\\\o" 3']);
});
