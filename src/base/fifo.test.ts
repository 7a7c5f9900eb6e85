import { expect, test } from "bun:test";
import { Fifo } from "./fifo.ts";

test("gives back in order, however pushes and shifts mix", () => {
  const fifo = new Fifo<number>();
  let pushed = 0;
  let taken = 0;
  for (let round = 0; round < 200; round++) {
    for (let count = 0; count < 40; count++) fifo.push(pushed++);
    for (let count = 0; count < 37; count++) expect(fifo.shift()).toBe(taken++);
  }
  expect(fifo.size).toBe(600);
  while (fifo.size > 0) expect(fifo.shift()).toBe(taken++);
  expect(taken).toBe(pushed);
  expect(fifo.shift()).toBeUndefined();
});
