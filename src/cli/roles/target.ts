// Which API server a role talks to.

import { exitCodes, fail } from "../../base/index.ts";
import {
  type Client,
  type Endpoint,
  type TransportOptions,
  createClient,
  endpointFromKubeconfig,
  createTransport,
} from "../../client/index.ts";
import type { Program } from "../program.ts";

export interface TargetFlags {
  readonly master?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export const targetFlags = {
  master: { kind: "parsed", parse: String, brief: "URL of the API server", optional: true },
  kubeconfig: {
    kind: "parsed",
    parse: String,
    brief: "Kubeconfig file; default: $KUBECONFIG, ~/.kube/config",
    optional: true,
  },
  context: { kind: "parsed", parse: String, brief: "Context of the kubeconfig", optional: true },
} as const;

/** As client-go takes it: an address without a scheme is HTTP. Throws FailureError. */
function masterUrl(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url))
    fail(`--master ${text} is no address`, "give one such as http://127.0.0.1:8080");
  return url.replace(/\/$/, "");
}

/** A client for the flags' API server, once it answers. */
export async function connectTarget(
  program: Program,
  flags: TargetFlags,
  role: string,
  options?: TransportOptions,
): Promise<Client> {
  const endpoint: Endpoint =
    flags.master !== undefined && flags.kubeconfig === undefined
      ? { url: masterUrl(flags.master) }
      : await endpointFromKubeconfig({ file: flags.kubeconfig, context: flags.context });
  const userAgent = `kwokbench-${role}/${program.version}`;
  const client = createClient(createTransport(endpoint, userAgent, options));
  try {
    await client.text({ method: "GET", path: "/version", signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    fail(
      `the API server at ${endpoint.url} does not answer: ${(error as Error).message}`,
      "check that it runs, and the address given with --master or --kubeconfig",
      exitCodes.incomplete,
    );
  }
  return client;
}
