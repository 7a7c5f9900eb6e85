// Runs kubectl as somebody at a shell does, with a home of its own.

import { join } from "node:path";
import type { Step } from "./step.ts";
import { wordsOf } from "./step.ts";

export interface Printed {
  readonly out: string;
  readonly error: string;
  readonly code: number;
}

export class Kubectl {
  constructor(
    private readonly program: string,
    /** Holds `kubeconfig`; what kubectl keeps goes there. */
    private readonly folder: string,
    private readonly namespace: string,
  ) {}

  start(words: readonly string[], env: Record<string, string> = {}) {
    return Bun.spawn([this.program, "--namespace", this.namespace, ...words], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      cwd: this.folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        // It lives too shortly to be worth collecting after.
        GOGC: "off",
        HOME: this.folder,
        KUBECONFIG: join(this.folder, "kubeconfig"),
        ...env,
      },
    });
  }

  async run({ run, stdin = "", editor }: Step): Promise<Printed> {
    const child = this.start(wordsOf(run), editor === undefined ? {} : { KUBE_EDITOR: editor });
    void child.stdin.write(stdin);
    await child.stdin.end();
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { out, error, code: await child.exited };
  }
}
