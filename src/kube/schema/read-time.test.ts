import { expect, test } from "bun:test";
import { readTime } from "./read-time.ts";

test("a time as Kubernetes prints it is left as it is", () => {
  for (const time of ["2024-02-28T23:59:59Z", "2024-02-29T00:00:00Z", "2023-12-31T12:00:00Z"])
    expect(readTime("time", time)).toBe(time);
  expect(readTime("microTime", "2024-05-01T10:00:00.123456Z")).toBe("2024-05-01T10:00:00.123456Z");
});

test("zones become UTC and fractions are cut to what the type holds", () => {
  expect(readTime("time", "2024-03-01T00:30:00.999999999+01:00")).toBe("2024-02-29T23:30:00Z");
  expect(readTime("microTime", "2024-01-01T00:00:00,000001-05:30")).toBe(
    "2024-01-01T05:30:00.000001Z",
  );
});

test("what is no time is refused as Go refuses it", () => {
  const refused = (time: string) => () => readTime("time", time);
  expect(refused("2023-02-29T00:00:00Z")).toThrow(
    'parsing time "2023-02-29T00:00:00Z": day out of range',
  );
  expect(refused("2024-04-31T00:00:00Z")).toThrow("day out of range");
  expect(refused("2024-01-01T24:00:00Z")).toThrow("hour out of range");
  expect(refused("2024-01-01T00:00:00Zx")).toThrow('extra text: "x"');
  expect(refused("")).toThrow('cannot parse "" as "2006"');
});
