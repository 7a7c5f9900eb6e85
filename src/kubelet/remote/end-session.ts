// Ends all that a command of a session has started.

import { readFileSync, readdirSync } from "node:fs";

/** What is killed may have forked meanwhile: the look is repeated so often at most. */
const ROUNDS_MAX = 5;

/**
 * Kills the process group of `pid`, which leads a session of its own, and on Linux whatever else is in that session: a
 * shell on a terminal gives each of its jobs a group.
 */
export function endSession(pid: number): void {
  kill(-pid);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const members = sessionMembers(pid);
    if (members.length === 0) return;
    for (const member of members) kill(member);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Living processes of a session, from /proc; none where there is no /proc. */
function sessionMembers(session: number): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.filter((name) => /^\d+$/.test(name) && isMember(name, session)).map(Number);
}

function isMember(name: string, session: number): boolean {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "latin1");
    // Behind the program's name, which may hold anything: state, parent, group, session.
    const [state, , , id] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(id) === session && state !== "Z";
  } catch {
    return false;
  }
}
