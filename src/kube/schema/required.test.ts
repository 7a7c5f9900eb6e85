import { expect, test } from "bun:test";
import { missingRequired } from "./required.ts";
import { typeOf, type TypeInfo } from "./type-info.ts";

const deployment = typeOf("apps/v1", "Deployment") as TypeInfo;

test("names the required fields an object lacks, wherever they are", () => {
  const spec = {
    selector: null,
    template: { spec: { containers: [{ name: "a", ports: [{}] }, { image: "b" }] } },
  };
  expect(missingRequired(deployment, { spec })).toEqual([
    "spec.selector",
    "spec.template.spec.containers[0].ports[0].containerPort",
    "spec.template.spec.containers[1].name",
  ]);
  expect(missingRequired(deployment, { spec: {} })).toEqual(["spec.selector", "spec.template"]);
});

test("stops at the limit", () => {
  const containers = Array.from({ length: 9 }, () => ({}));
  const object = { spec: { selector: {}, template: { spec: { containers } } } };
  expect(missingRequired(deployment, object, 2)).toHaveLength(2);
});
