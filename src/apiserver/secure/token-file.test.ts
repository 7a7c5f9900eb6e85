import { expect, test } from "bun:test";
import { parseTokenFile } from "./token-file.ts";
import { userOf } from "./user.ts";

test("a line is a token, a user, a uid and, in quotes, groups", () => {
  const users = parseTokenFile('a,ann,1\nb,bob,2,"team,others"\n\nc,"o""hara",3,team\n', "tokens");
  expect([...users]).toEqual([
    ["a", userOf("ann", ["system:authenticated"], { uid: "1" })],
    ["b", userOf("bob", ["team", "others", "system:authenticated"], { uid: "2" })],
    ["c", userOf('o"hara', ["team", "system:authenticated"], { uid: "3" })],
  ]);
});

test("a line that is none says where it is", () => {
  expect(() => parseTokenFile("a,ann,1\nb,bob\n", "tokens.csv")).toThrow("tokens.csv:2");
  expect(() => parseTokenFile(',ann,1,"team', "tokens.csv")).toThrow("tokens.csv:1");
  expect(() => parseTokenFile(",ann,1", "tokens.csv")).toThrow("the token is empty");
});
