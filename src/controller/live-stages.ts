// Stages kept in the cluster as objects: they are watched, and what is wrong with one is written into its own status.

import {
  type Diagnostic,
  type Logger,
  formatDiagnostic,
  messageOf,
  rfc3339,
} from "../base/index.ts";
import { type Client, type Reflector, patchRequest, reflect } from "../client/index.ts";
import { type Condition, type KubeObject, type Resource, keyOf } from "../kube/index.ts";
import { STAGE_API_VERSION, type Stage, parseStages } from "../stage/index.ts";

const stages: Resource = {
  group: "kwok.x-k8s.io",
  version: "v1alpha1",
  plural: "stages",
  kind: "Stage",
  namespaced: false,
};

/** Stages that are applied together (kubectl apply -f DIRECTORY) are taken up together. */
const SETTLE_MS = 200;

interface Live {
  readonly stage: Stage | undefined;
  readonly problems: readonly Diagnostic[];
  /** What its status says of it now. */
  readonly told: Condition | undefined;
}

export class LiveStages {
  private readonly live = new Map<string, Live>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reflector: Reflector;

  /** `onChange` is called when stages have come, changed or gone, not for those there from the start. */
  constructor(
    private readonly client: Client,
    private readonly logger: Logger,
    private readonly wallMs: () => number,
    private readonly onChange: () => void,
  ) {
    this.reflector = reflect<KubeObject>(
      client,
      stages,
      {},
      {
        onEvents: (events) => {
          for (const { type, object } of events) this.event(type === "DELETED", object);
        },
        onTrouble: ({ kind, message }) => {
          if (kind === "failure") logger.warn(`stages cannot be watched: ${message}`);
        },
      },
    );
    void this.reflector.synced.then(() => clearTimeout(this.timer)).catch(() => {});
  }

  get synced(): Promise<void> {
    return this.reflector.synced;
  }

  get stages(): readonly Stage[] {
    return [...this.live.values()].flatMap(({ stage }) => stage ?? []);
  }

  /** Writes into each stage's status whether it plays; `compiled` are the problems found since it was parsed. */
  async report(compiled: readonly Diagnostic[]): Promise<void> {
    for (const [name, { stage, problems, told }] of this.live) {
      const all = [...problems, ...compiled.filter(({ file }) => file === fileOf(name))];
      const condition = conditionOf(stage !== undefined, all);
      if (told?.status === condition.status && told.message === condition.message) continue;
      const lastTransitionTime = rfc3339(this.wallMs());
      const body = { status: { conditions: [{ ...condition, lastTransitionTime }] } };
      try {
        await this.client.discard(
          patchRequest(stages, { name }, "merge", body, { subresource: "status" }),
        );
      } catch (error) {
        this.logger.warn(`a stage's status could not be written: ${messageOf(error)}`, {
          stage: name,
        });
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
    if (isDeleted) this.live.delete(key);
    else this.live.set(key, read(object));
    // Its own status is not a change of what it does.
    if (!isDeleted && before?.stage && sameSpec(before.stage, this.live.get(key)?.stage)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, SETTLE_MS);
  }
}

function fileOf(name: string): string {
  return `stages/${name}`;
}

function read(object: KubeObject): Live {
  const { status, spec } = object;
  const conditions = (status as { conditions?: readonly Condition[] } | undefined)?.conditions;
  const told = conditions?.find(({ type }) => type === "Ready");
  const { name } = object.metadata;
  // Only what makes the stage: so the text is the same until the stage changes.
  const text = JSON.stringify({
    apiVersion: STAGE_API_VERSION,
    kind: "Stage",
    metadata: { name },
    spec,
  });
  const parsed = parseStages(text, fileOf(name));
  return { stage: parsed.stages[0], problems: parsed.diagnostics, told };
}

function sameSpec(left: Stage, right: Stage | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function conditionOf(isParsed: boolean, problems: readonly Diagnostic[]): Condition {
  const errors = problems.filter(({ severity }) => severity !== "warning");
  const message = problems.map((problem) => sentence(problem)).join("; ");
  if (isParsed && errors.length === 0)
    return { type: "Ready", status: "True", reason: "Plays", message };
  return { type: "Ready", status: "False", reason: "DoesNotPlay", message };
}

/** A place in JSON that nobody wrote is of no use; the path is. */
function sentence({ message, hint, path }: Diagnostic): string {
  return formatDiagnostic({ message, hint, path });
}
