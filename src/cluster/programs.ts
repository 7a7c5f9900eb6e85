// Real Kubernetes programs: where they are, which version they have, how they are configured to run without client limits.

import { homedir } from "node:os";
import { join } from "node:path";
import { exitCodes, fail } from "../base/index.ts";

const KUBERNETES_VERSION = "v1.36.3";
const HEALTH_POLL_MS = 50;
const HEALTH_TIMEOUT_MS = 60_000;

export interface Program {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds a program by its path, or by its name: in $KWOKBENCH_REAL_BIN, where scripts/control-plane/install puts it, or on
 * PATH. Rejects with FailureError.
 */
export async function realProgram(name: string): Promise<Program> {
  const folders = [
    Bun.env["KWOKBENCH_REAL_BIN"],
    join(homedir(), ".cache", "kwokbench", "real", KUBERNETES_VERSION),
  ];
  const candidates = name.includes("/")
    ? [name]
    : [...folders.flatMap((folder) => (folder ? [join(folder, name)] : [])), Bun.which(name) ?? ""];
  for (const path of candidates)
    if (path !== "" && (await Bun.file(path).exists())) return { path, version: versionOf(path) };
  fail(
    `the program ${name} was not found`,
    "give its path in the scenario, put it on PATH, or build it with scripts/control-plane/install",
  );
}

function versionOf(path: string): string {
  const { stdout } = Bun.spawnSync([path, "--version"], { stderr: "ignore", timeout: 10_000 });
  const text = stdout.toString();
  return /v?\d+\.\d+\.\d+\S*/.exec(text)?.[0] ?? "unknown";
}

/** Polls the health endpoint of a program we started, whose certificate is self-signed. Rejects with FailureError after 60 s. */
export async function waitHealthy(url: string): Promise<void> {
  const endMs = performance.now() + HEALTH_TIMEOUT_MS;
  while (performance.now() < endMs) {
    const response = await fetch(url, { tls: { rejectUnauthorized: false } }).catch(
      () => undefined,
    );
    if (response?.ok) return;
    await Bun.sleep(HEALTH_POLL_MS);
  }
  fail(
    `${url} did not become healthy within ${HEALTH_TIMEOUT_MS / 1000} s`,
    "see the component's log",
    exitCodes.incomplete,
  );
}

export interface SchedulerConfiguration {
  /** The KubeSchedulerConfiguration as JSON. */
  readonly text: string;
  /** What its client is limited to. */
  readonly client: { readonly qps: number; readonly burst: number };
}

/** kube-scheduler's defaults, in requests per second and requests. */
const QPS_DEFAULT = 50;
const BURST_DEFAULT = 100;

/**
 * A KubeSchedulerConfiguration without leader election and without client limits (the defaults, 50 requests a second,
 * would be what is measured); a user's own file keeps everything it says and gets the kubeconfig.
 */
export async function schedulerConfiguration(
  file: string | undefined,
  kubeconfig: string,
): Promise<SchedulerConfiguration> {
  const own = file === undefined ? {} : await readYaml(file);
  const limits = own["clientConnection"] as { qps?: number; burst?: number } | undefined;
  const clientConnection = { qps: 10_000, burst: 20_000, ...limits, kubeconfig };
  const text = JSON.stringify({
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    leaderElection: { leaderElect: false },
    ...own,
    clientConnection,
  });
  const { qps, burst } = clientConnection;
  // In a KubeSchedulerConfiguration 0 means the default, and a negative number no limit.
  const limit = (value: number, fallback: number): number =>
    value === 0 ? fallback : value < 0 ? Infinity : value;
  return { text, client: { qps: limit(qps, QPS_DEFAULT), burst: limit(burst, BURST_DEFAULT) } };
}

async function readYaml(path: string): Promise<Record<string, unknown>> {
  const text = await Bun.file(path)
    .text()
    .catch(() => fail(`the scheduler configuration ${path} could not be read`, "check the path"));
  return Bun.YAML.parse(text) as Record<string, unknown>;
}
