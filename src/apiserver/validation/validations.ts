// Which kinds have something of their own to say of their objects, by `group/Kind`; every object's metadata is looked at.

import { access } from "./access.ts";
import { bounds } from "./bounds.ts";
import { configs } from "./config.ts";
import { devices } from "./devices.ts";
import { endpointKinds } from "./endpoints.ts";
import { events } from "./events.ts";
import { jobs } from "./jobs.ts";
import { networking } from "./networking.ts";
import { nodes } from "./nodes.ts";
import { pods } from "./pod/pod.ts";
import { registrations } from "./registrations.ts";
import { scaling } from "./scaling.ts";
import { services } from "./services.ts";
import { storage } from "./storage.ts";
import type { Validation } from "./validation.ts";
import { volumeKinds } from "./volumes.ts";
import { workloads } from "./workloads.ts";

const VALIDATIONS: Readonly<Record<string, Validation>> = {
  ...pods,
  ...workloads,
  ...jobs,
  ...services,
  ...endpointKinds,
  ...nodes,
  ...configs,
  ...bounds,
  ...events,
  ...volumeKinds,
  ...storage,
  ...networking,
  ...access,
  ...scaling,
  ...registrations,
  ...devices,
};

const NOTHING_PARTICULAR: Validation = {};

export function validationOf(group: string, kind: string): Validation {
  return VALIDATIONS[`${group}/${kind}`] ?? NOTHING_PARTICULAR;
}
