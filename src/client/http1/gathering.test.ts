import { expect, test } from "bun:test";
import { Gathering } from "./gathering.ts";

/** What it slept, turn by turn. */
function watched(): { readonly gathering: Gathering; readonly napsMs: number[] } {
  const napsMs: number[] = [];
  return { gathering: new Gathering((ms) => napsMs.push(ms)), napsMs };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a quick server is read as soon as it can be", async () => {
  const { gathering, napsMs } = watched();
  for (let answer = 0; answer < 100; answer++) gathering.answered(5);
  gathering.received();
  await turn();
  expect(napsMs).toEqual([]);
});

test("a slow one gets a tenth of the time it takes, once a turn", async () => {
  const { gathering, napsMs } = watched();
  for (let answer = 0; answer < 500; answer++) gathering.answered(100);
  for (let piece = 0; piece < 3; piece++) gathering.received();
  expect(napsMs).toEqual([]);
  await turn();
  expect(napsMs).toHaveLength(1);
  expect(napsMs[0]).toBeCloseTo(10, 3);
  gathering.received();
  await turn();
  expect(napsMs).toHaveLength(2);
});

test("a very slow one waits no longer than 20 ms, and one slow answer says little", async () => {
  const { gathering, napsMs } = watched();
  gathering.answered(100);
  gathering.received();
  await turn();
  expect(napsMs).toEqual([]);
  for (let answer = 0; answer < 500; answer++) gathering.answered(2_000);
  gathering.received();
  await turn();
  expect(napsMs).toEqual([20]);
});
