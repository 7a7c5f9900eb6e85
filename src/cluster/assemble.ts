// What every provider does the same way: children that end when opening fails, and the Cluster they add up to.

import { type Endpoint, createClient, createTransport } from "../client/index.ts";
import { Children } from "./children.ts";
import { componentsFidelity } from "./fidelity.ts";
import type { StartedComponents } from "./components.ts";
import type { ApiServerSettings, Cluster, ClusterContext, ClusterRequest } from "./types.ts";

/** What only the provider knows of the cluster it brought up. */
export interface Opened extends StartedComponents {
  readonly endpoint: Endpoint;
  readonly serverVersion: string;
  readonly apiServer: ApiServerSettings | undefined;
  /** A sentence on the API server, for the report. */
  readonly serverSentence: string;
}

/** Opens a cluster by `open`; where that fails, everything it started is ended at once. */
export async function assembleCluster(
  request: ClusterRequest,
  context: ClusterContext,
  open: (children: Children) => Promise<Opened>,
): Promise<Cluster> {
  const children = new Children(context);
  try {
    const { serverSentence, ...opened } = await open(children);
    return {
      ...opened,
      components: children.components,
      fidelity: [`API server: ${serverSentence}`, ...componentsFidelity(request)],
      failed: children.failed,
      dispose: () => children.dispose(),
    };
  } catch (error) {
    children.killAll();
    throw error;
  }
}

/** What the server says of itself at /version, such as `v1.36.3`; rejects with ApiError. */
export async function askServerVersion(
  endpoint: Endpoint,
  context: ClusterContext,
  signal?: AbortSignal,
): Promise<string> {
  const client = createClient(createTransport(endpoint, `kwokbench/${context.version}`));
  try {
    const text = await client.text({ method: "GET", path: "/version", signal });
    return (JSON.parse(text) as { gitVersion: string }).gitVersion;
  } finally {
    client.close();
  }
}
