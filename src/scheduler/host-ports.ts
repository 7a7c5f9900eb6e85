// Host ports in use on nodes. Few pods have any, so this is kept apart from the columns.
// Source of the conflict rule: kube-scheduler/framework HostPortInfo.CheckConflict, v1.36.

import type { HostPort } from "./requests.ts";

const EVERY_ADDRESS = "0.0.0.0";

/** Address → pods that use it, by protocol and port. */
type PortsInUse = Map<string, Map<string, number>>;

export class HostPorts {
  private readonly byNode = new Map<number, PortsInUse>();

  /** Adds (`by` 1) or takes away (`by` -1) a pod's ports. */
  count(node: number, ports: readonly HostPort[], by: 1 | -1): void {
    if (ports.length === 0) return;
    const inUse = this.byNode.get(node) ?? new Map<string, Map<string, number>>();
    this.byNode.set(node, inUse);
    for (const { protocolAndPort, address } of ports) {
      const addresses = inUse.get(protocolAndPort) ?? new Map<string, number>();
      inUse.set(protocolAndPort, addresses);
      const uses = (addresses.get(address) ?? 0) + by;
      if (uses > 0) addresses.set(address, uses);
      else addresses.delete(address);
      if (addresses.size === 0) inUse.delete(protocolAndPort);
    }
    if (inUse.size === 0) this.byNode.delete(node);
  }

  /** Whether one of `ports` is taken: the same port at the same address, or where either means every address. */
  conflicts(node: number, ports: readonly HostPort[]): boolean {
    const inUse = this.byNode.get(node);
    if (!inUse) return false;
    for (const { protocolAndPort, address } of ports) {
      const addresses = inUse.get(protocolAndPort);
      if (!addresses) continue;
      if (address === EVERY_ADDRESS || addresses.has(EVERY_ADDRESS) || addresses.has(address))
        return true;
    }
    return false;
  }

  /** Ports in use on all nodes, for tests: `node TCP/80 0.0.0.0 ×1`. */
  *entries(): Generator<string> {
    for (const [node, inUse] of this.byNode)
      for (const [port, addresses] of inUse)
        for (const [address, uses] of addresses) yield `${node} ${port} ${address} ×${uses}`;
  }
}
