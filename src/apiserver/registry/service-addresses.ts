// The addresses and ports that services may have. Candidates follow from the uid, and the next free one after it is
// taken, so there is no allocator's state to keep.

import type { Lookup } from "./lookup.ts";

export const SERVICE_RANGE = "10.96.0.0/12";

/** The range without its first 256 addresses, which people choose themselves. */
const ADDRESS_FIRST = 256;
const ADDRESS_COUNT = 2 ** 20 - 2 * ADDRESS_FIRST;
const ADDRESS = /^10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+$/;
const NODE_PORT_FIRST = 30_000;
const NODE_PORT_COUNT = 2768;

/** As messages write the range of node ports. */
export const NODE_PORTS = `${NODE_PORT_FIRST}-${NODE_PORT_FIRST + NODE_PORT_COUNT - 1}`;

export function isAddress(address: string): boolean {
  return ADDRESS.test(address);
}

export function isNodePort(port: number): boolean {
  return port >= NODE_PORT_FIRST && port < NODE_PORT_FIRST + NODE_PORT_COUNT;
}

/** An address nobody has; `None` where there is none left. */
export function freeAddress(uid: string, lookup: Lookup): string {
  const seed = seedOf(uid);
  for (let step = 0; step < ADDRESS_COUNT; step++) {
    const offset = ADDRESS_FIRST + ((seed + step) % ADDRESS_COUNT);
    const address = `10.${96 + (offset >>> 16)}.${(offset >>> 8) & 255}.${offset & 255}`;
    if (!lookup.hasField("services", "spec.clusterIP", address)) return address;
  }
  return "None";
}

/** A port that is not in `used`, which it joins; 0 where there is none left. */
export function freePort(uid: string, used: Set<number>): number {
  const seed = seedOf(uid);
  for (let step = 0; step < NODE_PORT_COUNT; step++) {
    const port = NODE_PORT_FIRST + ((seed + step) % NODE_PORT_COUNT);
    if (used.has(port)) continue;
    used.add(port);
    return port;
  }
  return 0;
}

/** FNV-1a. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
