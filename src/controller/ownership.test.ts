import { describe, expect, test } from "bun:test";
import { type View, Ownership, viewKey } from "./ownership.ts";
import { slotOf } from "./shard.ts";

const names = Array.from({ length: 10_000 }, (_, index) => `node-${index}`);
const view = (...slots: number[]): View => slots.map((slot) => ({ slot, holder: `h${slot}` }));

function member(slot: number, ...agreed: number[]): Ownership {
  const ownership = new Ownership();
  ownership.reset(slot);
  ownership.propose(view(...agreed));
  ownership.agree();
  return ownership;
}

const shares = (...members: readonly Ownership[]): number[] =>
  members.map((one) => names.filter((name) => one.owns(name)).length);

describe("the names of a team", () => {
  test("are balanced within a tenth, for any number of members", () => {
    for (const count of [2, 3, 5, 8, 16]) {
      const slots = Array.from({ length: count }, (_, index) => index);
      const counts = slots.map(() => 0);
      for (const name of names) counts[slotOf(name, slots)!]!++;
      const even = names.length / count;
      expect(Math.max(...counts)).toBeLessThan(even * 1.1);
      expect(Math.min(...counts)).toBeGreaterThan(even * 0.9);
    }
  });

  test("belong to nobody before the first agreement, and to one member after", () => {
    const first = new Ownership();
    first.reset(0);
    first.propose(view(0, 1));
    expect(shares(first)).toEqual([0]);
    first.agree();
    expect(shares(first, member(1, 0, 1)).reduce((sum, count) => sum + count)).toBe(names.length);
  });

  test("are given up at once and taken up only when all agree", () => {
    const stays = member(0, 0, 1);
    const before = names.filter((name) => stays.owns(name));
    stays.propose(view(0, 1, 2));
    const during = names.filter((name) => stays.owns(name));
    expect(during.every((name) => before.includes(name))).toBe(true);
    const joins = new Ownership();
    joins.reset(2);
    joins.propose(view(0, 1, 2));
    expect(shares(joins)).toEqual([0]);
    for (const one of [stays, joins]) one.agree();
    expect(names.filter((name) => stays.owns(name))).toEqual(during);
    const [given] = shares(joins);
    expect(given).toBeGreaterThan(3_000);
    // One leaves again: what it had waits for the agreement.
    stays.propose(view(0, 1));
    expect(names.filter((name) => stays.owns(name))).toEqual(during);
    stays.agree();
    expect(names.filter((name) => stays.owns(name))).toEqual(before);
  });
});

test("a view's key tells a member from its successor in the same slot", () => {
  expect(viewKey([{ slot: 0, holder: "a" }])).not.toBe(viewKey([{ slot: 0, holder: "b" }]));
});
