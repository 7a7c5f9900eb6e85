// Which of several controllers a name belongs to: the one with the highest hash of both (rendezvous hashing, Thaler and
// Ravishankar, 1998). When one leaves or joins, only its own names move.

import type { Shard } from "./options.ts";

/** What decides, of several controllers that share the objects, which are ours. */
export interface Sharing {
  /** Whether the node of this name, or the object of this uid, falls to us now. */
  owns(name: string): boolean;
}

/** A fixed share of the names; all of them where there is only one shard. */
export function fixedSharing(shard: Shard | undefined): Sharing {
  if (!shard || shard.count <= 1) return { owns: () => true };
  const slots = Array.from({ length: shard.count }, (_, index) => index);
  return { owns: (name) => slotOf(name, slots) === shard.index };
}

/** Which of the slots the name falls to; undefined when there are none. */
export function slotOf(name: string, slots: readonly number[]): number | undefined {
  let best: number | undefined;
  let bestHash = -1;
  const base = hashText(name);
  for (const slot of slots) {
    const hash = mix(base ^ Math.imul(slot + 1, 0x9e3779b1));
    if (hash > bestHash) {
      best = slot;
      bestHash = hash;
    }
  }
  return best;
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the result. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
