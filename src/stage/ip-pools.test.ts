import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { IpPools } from "./ip-pools.ts";

describe("pod addresses", () => {
  test("come from the node's own ranges, one a family, the same for the same pod", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/8" });
    expect(pools.assign("a", "n", ["10.9.0.0/24", "fd00::/64"])).toEqual(["10.9.0.1", "fd00::1"]);
    expect(pools.assign("b", "n", ["10.9.0.0/24", "fd00::/64"])).toEqual(["10.9.0.2", "fd00::2"]);
    expect(pools.assign("a", "n", ["10.9.0.0/24", "fd00::/64"])).toEqual(["10.9.0.1", "fd00::1"]);
  });

  test("of nodes without a range are cut from the controller's, a block a node", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/8" });
    expect(pools.assign("a", "n0", [])).toEqual(["10.0.0.1"]);
    expect(pools.assign("b", "n1", [])).toEqual(["10.0.1.1"]);
    expect(pools.assign("c", "n0", [])).toEqual(["10.0.0.2"]);
  });

  test("go on in another block when a node's is full", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/16" });
    const last = Array.from({ length: 255 }, (_, index) => pools.assign(`${index}`, "n", [])[0]).at(
      -1,
    );
    expect(last).toBe("10.0.1.1");
  });

  test("never run over the range: the last is refused with a sentence", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/30" });
    expect(pools.assign("a", "n0", [])).toEqual(["10.0.0.1"]);
    expect(pools.assign("b", "n1", [])).toEqual(["10.0.0.2"]);
    expect(() => pools.assign("c", "n2", [])).toThrow(
      "every pod address is taken; give the controller a larger --cidr",
    );
    pools.release("a");
    expect(pools.assign("c", "n2", [])).toEqual(["10.0.0.1"]);
  });

  test("that pods were found with are not given again", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/8" });
    pools.claim("old", "n0", ["10.0.0.1"], []);
    expect(pools.assign("new", "n0", [])).toEqual(["10.0.0.2"]);
    expect(pools.assign("other", "n1", [])).toEqual(["10.0.1.1"]);
  });

  test("a deleted node's block is given to another once its pods are gone", () => {
    const pools = new IpPools({ cidr: "10.0.0.0/24" });
    pools.assign("a", "n0", []);
    pools.forgetNode("n0", []);
    pools.release("a");
    expect(pools.assign("b", "n1", [])).toEqual(["10.0.0.2"]);
  });

  test("shards cut different blocks", () => {
    const first = new IpPools({ cidr: "10.0.0.0/8", share: { index: 0, count: 2 } });
    const second = new IpPools({ cidr: "10.0.0.0/8", share: { index: 1, count: 2 } });
    const nodes = ["a", "b", "c"];
    expect(nodes.map((node) => first.assign(node, node, [])[0])).toEqual([
      "10.0.0.1",
      "10.0.2.1",
      "10.0.4.1",
    ]);
    expect(nodes.map((node) => second.assign(node, node, [])[0])).toEqual([
      "10.0.1.1",
      "10.0.3.1",
      "10.0.5.1",
    ]);
  });

  test("no two pods ever share one", () => {
    const steps = fc.array(fc.tuple(fc.nat(40), fc.nat(3), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (list) => {
        const pools = new IpPools({ cidr: "10.0.0.0/22" });
        const held = new Map<string, string>();
        for (const [pod, node, release] of list) {
          const uid = `${pod}`;
          if (release) {
            pools.release(uid);
            held.delete(uid);
          } else held.set(uid, pools.assign(uid, `${node}`, [])[0]!);
        }
        expect(new Set(held.values()).size).toBe(held.size);
        expect(pools.size).toBe(held.size);
      }),
    );
  });
});
