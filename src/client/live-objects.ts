// Configuration kept in the cluster as objects: they are watched, read as they come and change, and what is wrong with
// one is written into its own status, so that it holds up nothing else.

import {
  type Diagnostic,
  type Logger,
  formatDiagnostic,
  messageOf,
  rfc3339,
} from "../base/index.ts";
import { type Condition, type KubeObject, type Resource, keyOf } from "../kube/index.ts";
import { type Client, patchRequest } from "./client.ts";
import { type Reflector, reflect } from "./reflector.ts";

/** Objects that are applied together (kubectl apply -f DIRECTORY) are taken up together. */
const SETTLE_MS = 200;

export interface ReadObject<T> {
  /** Undefined: it says nothing that could be used. */
  readonly value: T | undefined;
  readonly problems: readonly Diagnostic[];
}

export interface LiveObjectsOptions<T> {
  readonly client: Client;
  readonly resource: Resource;
  readonly logger: Logger;
  readonly wallMs: () => number;
  /** The reason of the condition `Ready`, when it is true and when it is not. */
  readonly reasons: { readonly ready: string; readonly unready: string };
  /** `text` is the object as JSON, without what does not say anything of its own; `file` is what problems call it. */
  read(text: string, file: string): ReadObject<T>;
  /** Objects have come, changed or gone; not called before `settled`. */
  onChange(): void;
}

/** An object that can be used. */
export interface LiveObject<T> {
  readonly file: string;
  readonly value: T;
}

interface Live<T> extends ReadObject<T> {
  readonly text: string;
  /** What its status says of it now. */
  readonly told: Condition | undefined;
}

export class LiveObjects<T> {
  private readonly live = new Map<string, Live<T>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /**
   * Settles when all that is there has been read, or cannot be read now: the server may not have the kind yet. What is
   * read later is a change. Rejects when stopped before.
   */
  readonly settled: Promise<void>;
  private readonly reflector: Reflector;
  private readonly started = Promise.withResolvers<void>();
  private hasStarted = false;

  constructor(private readonly options: LiveObjectsOptions<T>) {
    const { client, resource, logger } = options;
    this.reflector = reflect<KubeObject>(
      client,
      resource,
      {},
      {
        onEvents: (events) => {
          for (const { type, object } of events) this.event(type === "DELETED", object);
        },
        onTrouble: ({ kind, message }) => {
          if (kind !== "failure") return;
          logger.warn(`${resource.plural} cannot be watched: ${message}`);
          this.started.resolve();
        },
      },
    );
    this.reflector.synced.then(this.started.resolve, this.started.reject);
    this.settled = this.started.promise.then(() => {
      this.hasStarted = true;
    });
    this.settled.catch(() => {});
  }

  /** In the order in which they were first seen. */
  get objects(): readonly LiveObject<T>[] {
    return [...this.live].flatMap(([key, { value }]) =>
      value === undefined ? [] : [{ file: this.fileOf(key), value }],
    );
  }

  /** Writes into each object's status whether it is used; `found` are the problems found since it was read. */
  async report(found: readonly Diagnostic[]): Promise<void> {
    const { client, resource, logger, wallMs } = this.options;
    for (const [key, { value, problems, told }] of this.live) {
      const all = [...problems, ...found.filter(({ file }) => file === this.fileOf(key))];
      const condition = this.conditionOf(value !== undefined, all);
      if (told?.status === condition.status && told.message === condition.message) continue;
      const lastTransitionTime = rfc3339(wallMs());
      const body = { status: { conditions: [{ ...condition, lastTransitionTime }] } };
      const slash = key.indexOf("/");
      const namespace = slash < 0 ? undefined : key.slice(0, slash);
      const ref = { name: key.slice(slash + 1), namespace };
      try {
        await client.discard(patchRequest(resource, ref, "merge", body, { subresource: "status" }));
      } catch (error) {
        logger.warn(`the status of ${this.fileOf(key)} could not be written: ${messageOf(error)}`);
      }
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.reflector.stop();
  }

  private event(isDeleted: boolean, object: KubeObject): void {
    const key = keyOf(object.metadata);
    const before = this.live.get(key);
    const text = isDeleted ? undefined : this.textOf(object);
    if (text === undefined) this.live.delete(key);
    else {
      // Its own status is not a change of what it says.
      const isSame = before?.text === text;
      const read = isSame ? before : this.options.read(text, this.fileOf(key));
      const { value, problems } = read;
      this.live.set(key, { value, problems, text, told: toldOf(object) });
      if (isSame) return;
    }
    if (!this.hasStarted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.options.onChange(), SETTLE_MS);
  }

  private fileOf(key: string): string {
    return `${this.options.resource.plural}/${key}`;
  }

  private textOf({ metadata: { name, namespace }, spec }: KubeObject): string {
    const { group, version, kind } = this.options.resource;
    const apiVersion = group === "" ? version : `${group}/${version}`;
    return JSON.stringify({ apiVersion, kind, metadata: { name, namespace }, spec });
  }

  private conditionOf(isRead: boolean, problems: readonly Diagnostic[]): Condition {
    const { ready, unready } = this.options.reasons;
    const errors = problems.filter(({ severity }) => severity !== "warning");
    const message = problems.map((problem) => sentence(problem)).join("; ");
    return isRead && errors.length === 0
      ? { type: "Ready", status: "True", reason: ready, message }
      : { type: "Ready", status: "False", reason: unready, message };
  }
}

function toldOf({ status }: KubeObject): Condition | undefined {
  const conditions = (status as { conditions?: readonly Condition[] } | undefined)?.conditions;
  return conditions?.find(({ type }) => type === "Ready");
}

/** A place in JSON that nobody wrote is of no use; the path is. */
function sentence({ message, hint, path }: Diagnostic): string {
  return formatDiagnostic({ message, hint, path });
}
