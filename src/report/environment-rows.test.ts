import { expect, test } from "bun:test";
import { environmentRows } from "./environment-rows.ts";
import { sampleResult } from "./sample.test-kit.ts";

test("a report says how its API server served and kept, where the run started it", () => {
  const { environment } = sampleResult();
  const rowOf = (apiServer: (typeof environment)["apiServer"]) =>
    environmentRows({ ...environment, apiServer }).find(([what]) => what === "API server");
  expect(rowOf(undefined)).toBeUndefined();
  expect(
    rowOf({
      secure: true,
      durability: "fsync",
      managedFields: "always",
      admission: { enable: ["AlwaysPullImages"], disable: ["LimitRanger"] },
    }),
  ).toEqual([
    "API server",
    "HTTPS with tokens and RBAC; durability fsync; managedFields always; admission with AlwaysPullImages, without LimitRanger",
  ]);
});
