// kwokbench cluster: clusters with a name, which stay until they are deleted.

import { buildRouteMap } from "@stricli/core";
import type { Program } from "../../program.ts";
import { clusterCreateCommand } from "./create.ts";
import { clusterDeleteCommand } from "./delete.ts";
import { clusterKubeconfigCommand, clusterKubectlCommand } from "./kubectl.ts";
import { clusterListCommand, clusterStatusCommand } from "./list.ts";
import { clusterLogsCommand } from "./logs.ts";
import { clusterScaleCommand } from "./scale.ts";
import { clusterSnapshotRoutes } from "./snapshot.ts";
import { clusterStartCommand } from "./start.ts";
import { clusterStopCommand } from "./stop.ts";

export const clusterRoutes = buildRouteMap<string, Program>({
  routes: {
    create: clusterCreateCommand,
    delete: clusterDeleteCommand,
    list: clusterListCommand,
    start: clusterStartCommand,
    stop: clusterStopCommand,
    status: clusterStatusCommand,
    scale: clusterScaleCommand,
    snapshot: clusterSnapshotRoutes,
    logs: clusterLogsCommand,
    kubeconfig: clusterKubeconfigCommand,
    kubectl: clusterKubectlCommand,
  },
  docs: {
    brief: "Manage named clusters that outlive the command: create, stop, start, scale, snapshot",
  },
});
