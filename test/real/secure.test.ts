// The embedded API server over HTTPS with the real programs, each with no more rights than upstream gives it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { silentLogger } from "../../src/base/index.ts";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { type ControllerHandle, startController } from "../../src/controller/index.ts";
import { resources } from "../../src/kube/index.ts";
import { type KubeletHandle, parseSettings, startKubelet } from "../../src/kubelet/index.ts";
import { parseStages, profileStages } from "../../src/stage/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";
import { type SecureServer, startSecure } from "./secure-server.ts";

const WITHIN_MS = 120_000;
const TEXT_BYTES = 300_000;
const PROGRAMS = ["kubectl", "kube-scheduler", "kube-controller-manager"];
const READY_NODE = {
  metadata: { name: "n1" },
  status: {
    capacity: { cpu: "4", memory: "8Gi", pods: "110" },
    allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
  },
};
const SHELLS = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: { name: shells }
spec: { execs: [ { local: { workDir: /tmp } } ] }
`;

describe.skipIf(!realProgramsInstalled(...PROGRAMS))("over HTTPS", () => {
  const folder = emptyFolder();
  const children: Bun.Subprocess[] = [];
  let server: SecureServer;
  let client: Client;
  let kubelet: KubeletHandle;
  let controller: ControllerHandle;

  beforeAll(async () => {
    server = await startSecure(folder.path);
    client = createClient(createTransport(server.endpoint, "test"));
    kubelet = await startKubelet({
      client,
      listen: { hostname: "127.0.0.1", port: 0 },
      settings: parseSettings(parseStages(SHELLS, "kwok.yaml").others).settings,
      nodes: {},
      pages: { ready: () => true, prometheus: () => "", data: () => ({}) },
      debuggingHandlers: true,
    });
    controller = startController({
      client,
      stages: profileStages("fast"),
      manage: { kind: "all" },
      seed: 1,
      nodePort: kubelet.port,
      logger: silentLogger,
    });
    await controller.synced;
  }, WITHIN_MS);

  afterAll(async () => {
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.exited));
    await controller.stop();
    await kubelet.stop();
    client.close();
    await server.stop();
    folder[Symbol.dispose]();
  }, WITHIN_MS);

  const kubectl = async (args: readonly string[], stdin = "", identity = "admin") => {
    const child = Bun.spawn(
      [realProgram("kubectl"), `--kubeconfig=${join(folder.path, `${identity}.conf`)}`, ...args],
      { stdin: Buffer.from(stdin), stdout: "pipe", stderr: "pipe" },
    );
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { out: out.trim(), error: error.trim(), code: await child.exited };
  };

  const component = (name: string, identity: string, ...flags: string[]): void => {
    const file = join(folder.path, `${identity}.conf`);
    const command = [
      realProgram(name),
      `--kubeconfig=${file}`,
      `--authentication-kubeconfig=${file}`,
      `--authorization-kubeconfig=${file}`,
      "--leader-elect-lease-duration=4s",
      "--leader-elect-renew-deadline=3s",
      "--leader-elect-retry-period=1s",
      "--secure-port=0",
      ...flags,
    ];
    const log = Bun.file(join(folder.path, `${name}.log`));
    children.push(Bun.spawn(command, { stdout: "ignore", stderr: log }));
  };

  test(
    "the real scheduler and controller manager bring a deployment up",
    async () => {
      component("kube-scheduler", "scheduler");
      component(
        "kube-controller-manager",
        "controller-manager",
        `--service-account-private-key-file=${join(folder.path, "sa.key")}`,
        `--root-ca-file=${join(folder.path, "ca.crt")}`,
        "--use-service-account-credentials",
      );
      await client.create(resources.nodes, READY_NODE);
      await kubectl(["create", "deployment", "web", "--image=pause", "--replicas=2"]);
      const { out } = await kubectl(["rollout", "status", "deployment/web", "--timeout=90s"]);
      expect(out).toContain("successfully rolled out");
      for (const name of ["kube-scheduler", "kube-controller-manager"]) {
        const log = await Bun.file(join(folder.path, `${name}.log`)).text();
        expect(log.split("\n").filter((line) => /forbidden|unauthorized/i.test(line))).toEqual([]);
      }
    },
    WITHIN_MS,
  );

  test(
    "kubectl sees, changes, applies, watches and goes into pods",
    async () => {
      expect((await kubectl(["auth", "whoami"])).out).toContain("kwokbench-admin");
      const { out: labels } = await kubectl(
        ["apply", "--server-side", "-f", "-"],
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: b }\n",
      );
      expect(labels).toBe("configmap/settings serverside-applied");
      expect((await kubectl(["wait", "--for=condition=Available", "deployment/web"])).code).toBe(0);
      const text = "x".repeat(TEXT_BYTES);
      expect((await kubectl(["exec", "-i", "deploy/web", "--", "cat"], text)).out).toBe(text);
      expect((await kubectl(["logs", "deploy/web", "--tail=1"])).code).toBe(0);
    },
    WITHIN_MS,
  );

  test(
    "a service account may do what its roles say",
    async () => {
      await kubectl(["create", "serviceaccount", "robot"]);
      const { out: token } = await kubectl(["create", "token", "robot"]);
      const asRobot = (...args: string[]) =>
        kubectl([
          "--kubeconfig=/dev/null",
          `--server=${server.url}`,
          `--certificate-authority=${join(folder.path, "ca.crt")}`,
          `--token=${token}`,
          ...args,
        ]);
      const { error } = await asRobot("get", "pods");
      expect(error).toBe(
        'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"',
      );
      expect((await asRobot("auth", "can-i", "list", "pods")).out).toBe("no");
      const binding = [
        "rolebinding",
        "reads",
        "--clusterrole=view",
        "--serviceaccount=default:robot",
      ];
      await kubectl(["create", ...binding]);
      expect((await asRobot("auth", "can-i", "list", "pods")).out).toBe("yes");
      expect((await asRobot("get", "pods", "-o", "name")).out.split("\n")).toHaveLength(2);
      expect((await asRobot("get", "secrets")).error).toContain("secrets is forbidden");
      expect((await kubectl(["get", "pods", "--as=nobody"])).error).toContain('User "nobody"');
      const { error: scheduler } = await kubectl(["get", "secrets"], "", "scheduler");
      expect(scheduler).toContain('User "system:kube-scheduler" cannot list resource "secrets"');
    },
    WITHIN_MS,
  );
});
