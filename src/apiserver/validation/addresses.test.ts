import { expect, test } from "bun:test";
import { isPartOf, isRange, strictAddressErrors } from "./addresses.ts";

test("an address is in its one canonical form, or is told it", () => {
  expect(strictAddressErrors("10.0.0.1")).toEqual([]);
  expect(strictAddressErrors("2001:db8::1")).toEqual([]);
  expect(strictAddressErrors("010.0.0.1")).toEqual(["must not have leading 0s"]);
  expect(strictAddressErrors("::ffff:10.0.0.1")).toEqual([
    "must not be an IPv4-mapped IPv6 address",
  ]);
  expect(strictAddressErrors("2001:DB8:0::1")).toEqual([
    'must be in canonical form ("2001:db8::1")',
  ]);
  expect(strictAddressErrors("::0:1:ab:1.2.3.144")).toEqual([
    'must be in canonical form ("::1:ab:102:390")',
  ]);
});

test("an address with a zone is none", () => {
  expect(strictAddressErrors("fe80::1%eth0")).toHaveLength(1);
  expect(isRange("fe80::%eth0/10")).toBe(false);
});

test("a part of a range is smaller than it, and in it", () => {
  expect(isPartOf("10.1.0.0/16", "10.0.0.0/8")).toBe(true);
  expect(isPartOf("10.0.0.0/8", "10.0.0.0/8")).toBe(false);
  expect(isPartOf("11.0.0.0/16", "10.0.0.0/8")).toBe(false);
  expect(isPartOf("::10.0.0.0/112", "::/96")).toBe(true);
  expect(isPartOf("10.0.0.0/16", "::/8")).toBe(false);
});
