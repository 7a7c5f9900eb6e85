import { expect, test } from "bun:test";
import { onceForAlike, recall, remember } from "./alike.ts";

test("what is sent as the same text is the same spec, and what follows from it follows once", () => {
  let made = 0;
  const withDefault = onceForAlike((spec: object) => {
    made++;
    return { ...spec, restartPolicy: "Always" };
  });
  const text = '{"containers":[]}';
  expect(recall(text)).toBeUndefined();
  const spec = JSON.parse(text) as object;
  remember(text, spec);
  expect(recall(text)).toBe(spec);
  expect(withDefault(spec)).toBe(withDefault(spec));
  expect(made).toBe(1);
});

test("what follows from what followed is remembered too", () => {
  let made = 0;
  const first = onceForAlike((spec: object) => ({ ...spec, first: true }));
  const second = onceForAlike((spec: object) => {
    made++;
    return { ...spec, second: true };
  });
  const spec = { volumes: [] };
  remember('{"volumes":[]}', spec);
  expect(second(first(spec))).toMatchObject({ first: true, second: true });
  expect(second(first(spec))).toBe(second(first(spec)));
  expect(made).toBe(1);
});

test("a spec of its own is worked out each time", () => {
  const copied = onceForAlike((spec: { readonly nodeName: string }) => ({ ...spec }));
  const spec = { nodeName: "a" };
  expect(copied(spec)).not.toBe(copied(spec));
});

test("long texts are not kept, and of others only so many", () => {
  const long = JSON.stringify({ x: "x".repeat(10_000) });
  remember(long, { x: "" });
  expect(recall(long)).toBeUndefined();
  for (let index = 0; index <= 512; index++) remember(`{"n":${index}}`, { n: index });
  expect(recall('{"n":0}')).toBeUndefined();
  expect(recall('{"n":512}')).toEqual({ n: 512 });
});
