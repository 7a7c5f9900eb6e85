// Which shard a name belongs to: the highest of its hashes with each shard (rendezvous hashing, Thaler and Ravishankar,
// 1998). When a shard leaves or joins, only its own names move.

import type { Shard } from "./options.ts";

/** Whether `name` falls to this shard; everything does when there is only one. */
export function ownsName(shard: Shard | undefined, name: string): boolean {
  if (!shard || shard.count <= 1) return true;
  return shardOf(name, shard.count) === shard.index;
}

export function shardOf(name: string, count: number): number {
  let best = 0;
  let bestHash = -1;
  const base = hashText(name);
  for (let index = 0; index < count; index++) {
    const hash = mix(base ^ Math.imul(index + 1, 0x9e3779b1));
    if (hash > bestHash) {
      best = index;
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
