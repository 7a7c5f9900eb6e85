import { describe, expect, test } from "bun:test";
import golden from "../../test/golden/kube/name.json";
import {
  generateName,
  validateDnsLabel,
  validateDnsSubdomain,
  validateLabelKey,
  validateLabelValue,
} from "./name.ts";

describe("as Kubernetes' own validation", () => {
  for (const one of golden)
    test(JSON.stringify(one.text).slice(0, 80), () => {
      expect({
        text: one.text,
        label: [...validateDnsLabel(one.text)],
        subdomain: [...validateDnsSubdomain(one.text)],
        labelKey: [...validateLabelKey(one.text)],
        labelValue: [...validateLabelValue(one.text)],
      }).toEqual(one);
    });
});

test("generated names keep 58 characters of their base and add five", () => {
  const chances = [0, 0.5, 0.25, 0.75, 0.999];
  let at = 0;
  const random = () => chances[at++ % chances.length] as number;
  expect(generateName("web-", random)).toBe("web-brj29");
  expect(generateName("x".repeat(70), random)).toHaveLength(63);
  expect(validateDnsSubdomain(generateName("web-", random))).toEqual([]);
});
