// Static tokens in Kubernetes' form: `token,user,uid,"group1,group2"` a line, as --token-auth-file of kube-apiserver reads it.

import { fail } from "../../base/index.ts";
import { groups, userOf, type User } from "./user.ts";

/** Users by token. `name` is what the text came from, for the sentence when it cannot be read. */
export function parseTokenFile(text: string, name: string): Map<string, User> {
  const users = new Map<string, User>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const columns = columnsOf(line);
    if (!columns || columns.length < 3)
      fail(
        `${name}:${index + 1}: a token file has a token, a user and a uid on each line, separated by commas`,
        'write token,user,uid or token,user,uid,"group1,group2"',
      );
    const [token = "", user = "", uid = "", inGroups = ""] = columns;
    if (token === "") fail(`${name}:${index + 1}: the token is empty`, "give each line a token");
    const own = inGroups === "" ? [] : inGroups.split(",");
    users.set(token, userOf(user, [...own, groups.authenticated], { uid }));
  }
  return users;
}

/** The columns of one line of CSV, quotes taken off; undefined where a quote is not closed. */
function columnsOf(line: string): string[] | undefined {
  const columns: string[] = [];
  const column = /\s*(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const found = column.exec(line);
    if (!found) return undefined;
    columns.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") return columns;
  }
}
