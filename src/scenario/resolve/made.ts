// What the phases resolved so far leave behind, for later ones speak of it.

import type { Path } from "../problems.ts";
import type { Template } from "../types.ts";
import type { ResolveContext } from "./context.ts";

/** What earlier phases made. */
export class Made {
  readonly templates = new Map<string, Template>();
  /** Phases that create but whose own text is wrong: not to be complained of again. */
  readonly unknown = new Set<string>();
  readonly nodeNames = new Set<string>();
  nodes = 0;
}

/** Node names are made of the group's name, so two groups cannot share one. */
export function isNewName(
  name: string,
  path: Path,
  made: Made,
  { problems }: ResolveContext,
): boolean {
  if (!made.nodeNames.has(name)) {
    made.nodeNames.add(name);
    return true;
  }
  problems.add({
    path,
    message: `two node groups are named "${name}"`,
    hint: "give one another name",
  });
  return false;
}
