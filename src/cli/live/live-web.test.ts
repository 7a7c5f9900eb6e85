import { afterEach, beforeEach, expect, test } from "bun:test";
import { FailureError } from "../../base/index.ts";
import type { RunProgress } from "../../run/index.ts";
import { type LivePage, serveLivePage } from "./live-web.ts";

let page: LivePage;
beforeEach(() => (page = serveLivePage(0)));
afterEach(() => page.end(undefined));

const progress = (step: string): RunProgress => ({
  scenario: "small",
  step,
  elapsedSeconds: 1,
  remainingSeconds: undefined,
  planned: {},
  measured: undefined,
  processes: [],
});

test("the page fetches nothing from elsewhere", async () => {
  const response = await fetch(page.url);
  expect(response.headers.get("content-security-policy")).toContain("connect-src 'self'");
  const html = await response.text();
  expect(html).toContain('new EventSource("events")');
  expect(html).not.toMatch(/(src|href)="/);
  expect((await fetch(`${page.url}other`)).status).toBe(404);
});

test("whoever looks is told at once how things stand, then what changes, then how it ended", async () => {
  page.show(progress("starting"));
  const response = await fetch(`${page.url}events`);
  page.show(progress("phase fill"));
  await page.end({ verdict: "pass", reason: undefined, reports: "out" });
  const events = (await response.text()).split("\n\n").filter((text) => text.startsWith("event"));
  expect(events.map((text) => text.replaceAll(/"elapsed.*/g, ""))).toEqual([
    'event: progress\ndata: {"scenario":"small","step":"starting",',
    'event: progress\ndata: {"scenario":"small","step":"phase fill",',
    'event: end\ndata: {"verdict":"pass","reports":"out"}',
  ]);
});

test("only this machine is answered, and only so many look", async () => {
  const elsewhere = await fetch(page.url, { headers: { host: "evil.example" } });
  expect(elsewhere.status).toBe(421);
  const abort = new AbortController();
  const looking = Array.from({ length: 17 }, () =>
    fetch(`${page.url}events`, { signal: abort.signal }),
  );
  const codes = (await Promise.all(looking)).map(({ status }) => status);
  expect(codes.filter((code) => code === 200).length).toBe(16);
  expect(codes.filter((code) => code === 503).length).toBe(1);
  abort.abort();
});

test("a port in use is refused with a sentence", () => {
  const { port } = new URL(page.url);
  expect(() => serveLivePage(Number(port))).toThrow(FailureError);
  expect(() => serveLivePage(Number(port))).toThrow(
    `port ${port} of 127.0.0.1 is in use; give --live another port, or 0 for any that is free`,
  );
});
