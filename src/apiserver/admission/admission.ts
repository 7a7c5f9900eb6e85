// What the server adds to, or refuses of, an object before it is stored: a list of small steps, each with a switch.

import type { Status } from "../../kube/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import type { ServedResource } from "../registry/registry.ts";
import type { Draft } from "../store/draft.ts";

export interface AdmissionRequest {
  readonly resource: ServedResource;
  readonly namespace: string;
  readonly operation: "create" | "update";
  readonly draft: Draft;
}

/** Changes the draft, or returns why the request is refused. */
export type AdmissionStep = (request: AdmissionRequest, lookup: Lookup) => Status | undefined;

export interface AdmissionPlugin {
  /** As kube-apiserver's --enable-admission-plugins calls it. */
  readonly name: string;
  /** The resources it looks at, by qualified name; undefined: all of them. */
  readonly resources?: readonly string[];
  readonly step: AdmissionStep;
}

export class Admission {
  private readonly byResource = new Map<string, readonly AdmissionStep[]>();

  constructor(
    readonly plugins: readonly AdmissionPlugin[],
    readonly lookup: Lookup,
  ) {}

  /** Runs the steps in order up to the first that refuses. */
  admit(request: AdmissionRequest): Status | undefined {
    for (const step of this.stepsFor(request.resource.qualifiedName)) {
      const refusal = step(request, this.lookup);
      if (refusal) return refusal;
    }
    return undefined;
  }

  private stepsFor(qualifiedName: string): readonly AdmissionStep[] {
    let steps = this.byResource.get(qualifiedName);
    if (!steps) {
      steps = this.plugins
        .filter(({ resources }) => !resources || resources.includes(qualifiedName))
        .map(({ step }) => step);
      this.byResource.set(qualifiedName, steps);
    }
    return steps;
  }
}
