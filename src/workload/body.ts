// Request bodies without cloning or serialising an object: the manifest's JSON text is cut at its holes once, and a
// body is the pieces with the object's own words between them.

import { assert } from "../base/index.ts";
import { type Hole, REFERENCE, isHole } from "../scenario/index.ts";

/** What fills the holes that differ from object to object. */
export interface BodyWords {
  readonly name: string;
  readonly namespace: string;
  readonly index: string;
  readonly zone: string;
}

export type Body = (words: BodyWords) => string;

/** What fills the holes that are the same for all objects of a phase. */
export interface BodyConstants {
  readonly run: string;
  readonly phase: string;
}

/** Words go into JSON strings as they are: names need no escaping, and nothing else may be put there. */
const PLAIN = /^[A-Za-z0-9._-]*$/;

/** `template` is JSON text with `${hole}`s inside its strings; `$${` stands for a literal `${`. */
export function compileBody(template: string, constants: BodyConstants): Body {
  assert(PLAIN.test(constants.run) && PLAIN.test(constants.phase), "constants need no escaping");
  const pieces: string[] = [];
  const holes: (keyof BodyWords)[] = [];
  let piece = "";
  let from = 0;
  for (const match of template.matchAll(REFERENCE)) {
    const [all, escape, name = ""] = match;
    if (!isHole(name)) continue;
    piece += template.slice(from, match.index);
    from = match.index + all.length;
    if (escape) piece += all.slice(1);
    else if (isConstant(name)) piece += constants[name];
    else {
      pieces.push(piece);
      holes.push(name);
      piece = "";
    }
  }
  const last = piece + template.slice(from);
  return (words) => {
    let text = "";
    for (let at = 0; at < holes.length; at++) text += pieces[at]! + words[holes[at]!];
    return text + last;
  };
}

function isConstant(hole: Hole): hole is Hole & keyof BodyConstants {
  return hole === "run" || hole === "phase";
}
