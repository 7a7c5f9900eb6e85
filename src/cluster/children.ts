// The processes of one cluster: started one after another, watched, ended in the reverse order.

import { SUPERVISE, roleSettings } from "../base/index.ts";
import { type ClusterContext, type Component } from "./types.ts";
import { type Child, type ChildOptions, startChild, startRole } from "./child.ts";

export class Children {
  readonly components: Component[] = [];
  private readonly children: Child[] = [];
  private readonly failure = Promise.withResolvers<string>();
  private disposing = false;

  constructor(private readonly context: ClusterContext) {}

  /** Resolves with a sentence when a child ends on its own. */
  get failed(): Promise<string> {
    return this.failure.promise;
  }

  /** Starts a role of this program; resolves when it is ready, with the URL it listens at, or "" if it has none. */
  async startRole(role: string, args: readonly string[]): Promise<string> {
    const { selfCommand, directory, version } = this.context;
    const options = { role, command: [...selfCommand, ...args], directory };
    const { child, ready } = await startRole(options, roleSettings(args[0] ?? ""));
    const metricsUrl = ready.url === undefined ? undefined : `${ready.url}/metrics`;
    this.watch(child, { version, url: ready.url, metricsUrl });
    return ready.url ?? "";
  }

  /** Starts another program under a supervisor that ends it when we end. It may not be ready yet: the caller checks that. */
  startProgram(
    role: string,
    version: string,
    command: readonly string[],
    metricsUrl?: string,
  ): Child {
    const options: ChildOptions = {
      role,
      command: [...this.context.selfCommand, SUPERVISE, ...command],
      directory: this.context.directory,
    };
    const child = startChild(options);
    this.watch(child, { version, url: undefined, metricsUrl });
    // The supervisor's first line is the program's own pid: the one to account for.
    void child.firstLine.then(
      (line) => this.setPid(role, Number(line)),
      () => {},
    );
    return child;
  }

  private setPid(role: string, pid: number): void {
    const index = this.components.findIndex((component) => component.role === role);
    this.components[index] = { ...this.components[index]!, pid };
  }

  private watch(child: Child, about: Omit<Component, "role" | "pid">): void {
    this.children.push(child);
    this.components.push({ role: child.role, pid: child.pid, ...about });
    void child.ended.then((how) => {
      if (!this.disposing) this.failure.resolve(how);
    });
  }

  /** Ends all, last started first. */
  async dispose(): Promise<void> {
    this.disposing = true;
    for (const child of this.children.toReversed()) await child.stop();
  }

  killAll(): void {
    this.disposing = true;
    for (const child of this.children) child.kill();
  }
}
