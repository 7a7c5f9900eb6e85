// What the server adds to, or refuses of, an object before it is stored: a list of plugins, each with a switch.

import type { KubeObject, Status } from "../../kube/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import type { ServedResource } from "../registry/registry.ts";
import type { Draft } from "../store/draft.ts";

export type Operation = "create" | "update" | "delete";

export interface AdmissionRequest {
  readonly resource: ServedResource;
  readonly namespace: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly operation: Operation;
  /** On delete, the object as it is. */
  readonly draft: Draft;
  /** What an update replaces. */
  readonly before?: KubeObject;
}

/** Returns why the request is refused. */
export type AdmissionStep = (request: AdmissionRequest, lookup: Lookup) => Status | undefined;

export interface AdmissionPlugin {
  /** As kube-apiserver's --enable-admission-plugins calls it. */
  readonly name: string;
  /** The resources it looks at, by qualified name; undefined: all of them. */
  readonly resources?: readonly string[];
  /** Creates alone where absent. */
  readonly operations?: readonly Operation[];
  /** Besides the object itself. */
  readonly subresources?: readonly string[];
  /** Whether it runs only where it was asked for. */
  readonly isOptional?: boolean;
  /** Before the object is completed and validated; may change the draft. */
  readonly admit?: AdmissionStep;
  /** On the object as it would be stored. */
  readonly validate?: AdmissionStep;
}

interface Steps {
  readonly admit: readonly AdmissionStep[];
  readonly validate: readonly AdmissionStep[];
}

export class Admission {
  private readonly steps = new WeakMap<ServedResource, Map<string, Steps>>();

  constructor(
    readonly plugins: readonly AdmissionPlugin[],
    readonly lookup: Lookup,
  ) {}

  /** Lets each plugin change the draft, up to the first that refuses. */
  admit(request: AdmissionRequest): Status | undefined {
    return this.run(this.stepsFor(request).admit, request);
  }

  /** Lets each plugin judge what would be stored, up to the first that refuses. */
  validate(request: AdmissionRequest): Status | undefined {
    return this.run(this.stepsFor(request).validate, request);
  }

  private run(steps: readonly AdmissionStep[], request: AdmissionRequest): Status | undefined {
    for (const step of steps) {
      const refusal = step(request, this.lookup);
      if (refusal) return refusal;
    }
    return undefined;
  }

  private stepsFor({ resource, operation, subresource }: AdmissionRequest): Steps {
    let byKey = this.steps.get(resource);
    if (!byKey) this.steps.set(resource, (byKey = new Map()));
    const key = subresource === "" ? operation : `${operation} ${subresource}`;
    let steps = byKey.get(key);
    if (!steps) {
      const concerned = this.plugins.filter(
        ({ resources, operations = ["create"], subresources = [] }) =>
          operations.includes(operation) &&
          (!resources || resources.includes(resource.qualifiedName)) &&
          (subresource === "" || subresources.includes(subresource)),
      );
      steps = {
        admit: concerned.flatMap(({ admit }) => admit ?? []),
        validate: concerned.flatMap(({ validate }) => validate ?? []),
      };
      byKey.set(key, steps);
    }
    return steps;
  }
}
