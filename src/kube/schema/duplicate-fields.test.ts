import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { goldenObjects } from "../../../test/golden/objects/golden.ts";
import { duplicateFields } from "./duplicate-fields.ts";

test("names each field that is there twice, wherever it is, once", () => {
  const text = `{ "kind": "Pod", "spec": {
      "hostname": "a", "containers": [ {"name": "x"}, {"name": "a", "image": "b", "name": "c", "name": "d"} ],
      "hostname": "b" }, "ki\\u006ed": "Pod" }`;
  expect(duplicateFields(text)).toEqual(["spec.containers[1].name", "spec.hostname", "kind"]);
});

test("quotes, braces and commas in strings are only text", () => {
  expect(
    duplicateFields(String.raw`{"a":"\",\"a\":{","b":"\\","c":["a","a",{"a":1}],"d":"a"}`),
  ).toEqual([]);
  expect(duplicateFields('[{"a":1},{"a":2}]')).toEqual([]);
  expect(duplicateFields('{"":1,"":2}')).toEqual([""]);
});

test("long objects are searched as well as short ones", () => {
  const fields = Array.from({ length: 40 }, (_, index) => `"f${index}": 1`);
  expect(duplicateFields(`{${fields.join()}, "f3": 2, "f39": 3}`)).toEqual(["f3", "f39"]);
});

test("what JSON.stringify writes has no duplicates", () => {
  for (const { stored } of goldenObjects)
    expect(duplicateFields(JSON.stringify(stored ?? {}))).toEqual([]);
  fc.assert(fc.property(fc.json(), (text) => duplicateFields(text).length === 0));
});

test("a field said again is found, whatever its name and value", () => {
  const objects = fc.dictionary(fc.string(), fc.json(), { minKeys: 1 });
  fc.assert(
    fc.property(objects, fc.nat(), (object, which) => {
      const names = Object.keys(object);
      const again = names[which % names.length] as string;
      const fields = [...Object.entries(object), [again, "null"] as const];
      const text = fields.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(", ");
      expect(duplicateFields(`{${text}}`)).toEqual([again]);
    }),
  );
});
