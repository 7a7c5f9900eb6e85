import { expect, test } from "bun:test";
import { htmlReport } from "./html/run-report.ts";
import { markdownReport } from "./markdown.ts";
import { sampleResult } from "./sample.test-kit.ts";
import { scrapeTable } from "./scrape-table.ts";

const result = sampleResult({
  scrapes: {
    etcd: {
      url: "http://127.0.0.1:2379/metrics",
      seconds: 60,
      readings: 5,
      counters: { etcd_server_proposals_applied_total: 10 },
      histograms: {
        'wal_seconds{op="a"}': {
          count: 90,
          sum: 0.9,
          buckets: [
            [0.01, 60],
            [0.02, 30],
          ],
        },
        'wal_seconds{op="b"}': {
          count: 10,
          sum: 0.6,
          buckets: [
            [0.02, 4],
            [0.1, 6],
          ],
        },
        slow_seconds: { count: 2, sum: 100, buckets: [[16, 1]] },
        etcd_disk_wal_fsync_duration_seconds: { count: 1, sum: 0.001, buckets: [[0.001, 1]] },
        go_gc_pauses_seconds: { count: 9, sum: 9, buckets: [[1, 9]] },
        response_bytes: { count: 5, sum: 5000, buckets: [[1000, 5]] },
      },
      leftOut: 0,
    },
  },
});

test("durations by family, the known ones and then those of most time, bounded by bucket edges", () => {
  expect(scrapeTable(result).rows).toEqual([
    ["etcd", "etcd_disk_wal_fsync_duration_seconds", "1", "1.00ms", "≤ 1.00ms", "≤ 1.00ms"],
    ["etcd", "slow_seconds", "2", "50.00s", "≤ 16.00s", "> 16.00s"],
    ["etcd", "wal_seconds", "100", "15.0ms", "≤ 10.0ms", "≤ 100ms"],
  ]);
});

test("stands in the reports, and not where nothing was read", () => {
  expect(markdownReport(result)).toContain("<summary>What the components counted</summary>");
  expect(htmlReport(result)).toContain("wal_seconds");
  expect(markdownReport(sampleResult())).not.toContain("What the components counted");
});
