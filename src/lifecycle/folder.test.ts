import { describe, expect, test } from "bun:test";
import { clusterFolder, clusterNames, clustersHome } from "./folder.ts";

describe("the folders of named clusters", () => {
  test("are below KWOKBENCH_HOME", () => {
    const home = clustersHome({ KWOKBENCH_HOME: "/data" });
    expect(clusterFolder(home, "nightly-1").path).toBe("/data/clusters/nightly-1");
  });

  test.each(["", "../other", "A", "-a", "a-", "a.b", "a".repeat(64)])(
    "cannot be named %p",
    (name) => {
      expect(() => clusterFolder("/data", name)).toThrow("is not a valid cluster name");
    },
  );

  test("are none where there is no home yet", () => {
    expect(clusterNames("/nowhere/at/all")).toEqual([]);
  });
});
