// What stage templates may ask of the live cluster.

import type { IpPools, StageEnvironment } from "../stage/index.ts";
import type { NodeRegistry } from "./node-registry.ts";
import { type ControllerOptions, NODE_IP_DEFAULT, NODE_PORT_DEFAULT } from "./options.ts";
import type { PlayerContext } from "./player.ts";

export function liveEnvironment(
  options: ControllerOptions,
  registry: NodeRegistry,
  pools: IpPools,
  context: Pick<PlayerContext, "clock" | "random">,
): StageEnvironment {
  const { clock, random } = context;
  return {
    version: options.version ?? "0.0.0",
    startWallMs: clock.wallMs(),
    wallMs: () => clock.wallMs(),
    random,
    nodeIp: options.nodeIp ?? NODE_IP_DEFAULT,
    nodeName: options.nodeName ?? "localhost",
    nodePort: options.nodePort ?? NODE_PORT_DEFAULT,
    hostIps: (node) => registry.hostIps(node),
    podIps: (node, uid) => pools.assign(uid, node, registry.podCidrs(node)),
  };
}
