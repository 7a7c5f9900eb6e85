// What stages may ask where there is no cluster: a clock that starts now and moves only as plays do, and made-up addresses.

import { FakeClock, prng } from "../../base/index.ts";
import { IpPools, type StageEnvironment } from "../../stage/index.ts";

export interface Offline {
  readonly clock: FakeClock;
  readonly environment: StageEnvironment;
  /** Uniform in [0, 1); the same for every start. */
  readonly random: () => number;
}

export function offlineEnvironment(version: string): Offline {
  const clock = new FakeClock(0, Date.now());
  const chance = prng(1);
  const random = (): number => chance.next();
  const pools = new IpPools({ cidr: "10.0.0.0/8" });
  const environment: StageEnvironment = {
    version,
    startWallMs: clock.wallMs(),
    wallMs: () => clock.wallMs(),
    random,
    nodeIp: "127.0.0.1",
    nodeName: "localhost",
    nodePort: 10_250,
    hostIps: () => ["127.0.0.1"],
    podIps: (node, uid) => pools.assign(uid, node, []),
  };
  return { clock, environment, random };
}
