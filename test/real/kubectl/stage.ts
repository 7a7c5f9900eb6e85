// A cluster on which stories are told: an API server, a node, and players beside it.

import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../../src/client/index.ts";
import { kubeconfigText } from "../../../src/cluster/index.ts";
import { resources } from "../../../src/kube/index.ts";
import type { StartedServer } from "../../conformance/servers.ts";
import { emptyFolder } from "../../e2e/program.ts";
import { playControlPlane, playNodes } from "../players.ts";
import { Kubectl, type Printed } from "./kubectl.ts";
import { normaliseOutput } from "./normalise-output.ts";
import type { Step, Story } from "./step.ts";

const STEP_MS_MAX = 60_000;

const CONFIGURATION = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: { name: shells }
spec: { execs: [ { local: { workDir: /tmp, envs: [ { name: COLOUR, value: green } ] } } ] }
`;

export class Stage {
  private constructor(
    private readonly folder: ReturnType<typeof emptyFolder>,
    private readonly client: Client,
    private readonly parts: readonly { stop(): Promise<void> }[],
  ) {}

  static async open(
    start: (folder: string) => StartedServer | Promise<StartedServer>,
  ): Promise<Stage> {
    const folder = emptyFolder();
    const server = await start(folder.path);
    const { url, tls } = server;
    await Bun.write(join(folder.path, "kubeconfig"), kubeconfigText("test", { url, tls }));
    const client = createClient(createTransport({ url, tls }, "test"));
    const nodes = await playNodes(client, CONFIGURATION);
    const controlPlane = await playControlPlane(client);
    await client.create(resources.nodes, { metadata: { name: "n0" } });
    return new Stage(folder, client, [controlPlane, nodes, server]);
  }

  async close(): Promise<void> {
    for (const part of this.parts) await part.stop();
    this.client.close();
    this.folder[Symbol.dispose]();
  }

  /** Plays the story; each step must do what it should. What they printed, made comparable, but for steps that may differ. */
  async tell(program: string, { name, steps }: Story, namespace: string): Promise<string> {
    await this.client.create(resources.namespaces, { metadata: { name: namespace } });
    const kubectl = new Kubectl(program, this.folder.path, namespace);
    const told: string[] = [];
    for (const step of steps) {
      const printed = await perform(kubectl, step);
      const failure = failureOf(step, printed);
      if (failure !== undefined) throw new Error(`${name}: ${failure}`);
      if (step.differs === undefined) told.push(textOf(step, printed, namespace));
    }
    await this.client.delete(resources.namespaces, { name: namespace });
    return `${told.join("\n\n")}\n`;
  }
}

async function perform(kubectl: Kubectl, step: Step): Promise<Printed> {
  const endMs = performance.now() + STEP_MS_MAX;
  let printed = await kubectl.run(step);
  while (step.until && failureOf(step, printed) !== undefined && performance.now() < endMs)
    printed = await kubectl.run(step);
  return printed;
}

/** Why the step did not go as it should; undefined where it did. */
function failureOf(step: Step, { out, error, code }: Printed): string | undefined {
  const { exit = 0, shows = "", says = "" } = step;
  const holds = (text: string, expected: string | RegExp): boolean =>
    typeof expected === "string" ? text.includes(expected) : expected.test(text);
  if (code === exit && holds(out, shows) && holds(error, says)) return undefined;
  return `kubectl ${step.run}\nshould exit ${exit}, show ${String(shows)} and say ${String(says)}; it exited ${code}:\n${out}${error}`;
}

function textOf({ run }: Step, { out, error }: Printed, namespace: string): string {
  return normaliseOutput(`$ kubectl ${run}\n${out}${error}`, namespace);
}
