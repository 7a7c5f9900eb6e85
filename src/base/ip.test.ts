import { expect, test } from "bun:test";
import { formatIp, parseCidr, parseIp, parseStrictIp } from "./ip.ts";

test("are read and written in their canonical form", () => {
  for (const text of [
    "10.0.0.1",
    "255.255.255.255",
    "fd00::1",
    "::",
    "2001:db8:0:1::",
    "1:2:3:4:5:6:7:8",
  ])
    for (const ip of [parseIp(text), parseStrictIp(text)])
      expect(ip && formatIp(ip.version, ip.value)).toBe(text);
  for (const text of ["10.0.0", "10.0.0.256", "1::2::3", "12345::", "a.b.c.d"]) {
    expect(parseIp(text)).toBeUndefined();
    expect(parseStrictIp(text)).toBeUndefined();
  }
});

test("ranges begin at their first address", () => {
  expect(parseCidr("10.1.2.3/24")).toEqual({ version: 4, first: 0x0a010200n, size: 256n });
  expect(parseCidr("10.0.0.0/33")).toBeUndefined();
});

test("strictly: no zeros in front, no zones, but version 4 at the end of version 6", () => {
  expect(parseIp("10.0.0.01")).toEqual({ version: 4, value: 0x0a000001n });
  for (const text of ["10.0.0.01", "::10.0.0.01", "fe80::1%eth0", "1:2:3:4:5:6:7:10.0.0.1", ""])
    expect(parseStrictIp(text)).toBeUndefined();
  expect(parseStrictIp("::ffff:10.0.0.1")).toEqual({ version: 6, value: 0xffff0a000001n });
  expect(parseStrictIp("1:2:3:4:5:6:10.0.0.1")).toEqual(parseStrictIp("1:2:3:4:5:6:a00:1"));
});
