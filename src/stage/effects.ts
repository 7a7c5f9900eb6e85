// What a stage does to an object, worked out step by step. Each step sees the object as the steps before it leave it,
// and a patch that would change nothing is left out: that is what ends a chain of stages.

import {
  type Json,
  type JsonObject,
  type KubeObject,
  type MergeSchema,
  isObject,
} from "../kube/index.ts";
import { applyPatch } from "./apply-patch.ts";
import { surelyChanges } from "./changes.ts";
import type { CompiledApply, CompiledPatch, CompiledStage } from "./compile.ts";
import type { Effect, Effects, PatchEffect } from "./effect.ts";
import { finalizerOperations } from "./finalizers.ts";

/** The stage's effects on the object, in order. Throws TemplateError or PatchError when a step cannot be worked out. */
export function effectsOf(stage: CompiledStage, object: KubeObject): Effects {
  return new Playing(stage, object).play();
}

class Playing {
  private readonly effects: Effect[] = [];
  private suppressed = 0;
  private readonly schema: MergeSchema | undefined;

  constructor(
    private readonly stage: CompiledStage,
    private current: KubeObject,
  ) {
    this.schema = stage.schema;
  }

  play(): Effects {
    const { steps } = this.stage;
    let deleted = false;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      const isLast = index === steps.length - 1;
      // Once the object is deleted there is nothing left to change; what is said about it is still said.
      if (step.kind === "event") this.effects.push(step);
      else if (deleted) continue;
      else if (step.kind === "delete") {
        this.effects.push({ kind: "delete" });
        deleted = true;
      } else if (step.kind === "apply") this.apply(step);
      else if (step.kind === "patch") this.patch(this.renderPatch(step), isLast);
      else {
        const body = finalizerOperations(step, this.current.metadata.finalizers);
        if (body.length > 0)
          this.patch(
            { kind: "patch", type: "json", subresource: "", body, impersonate: undefined },
            isLast,
          );
      }
    }
    return { effects: this.effects, suppressed: this.suppressed };
  }

  private renderPatch(step: CompiledPatch): PatchEffect {
    const { kind, subresource, impersonate, root } = step;
    const type = step.type ?? this.stage.defaultPatchType;
    const value = step.render(this.current);
    const body = type === "json" ? rootedOperations(value, root) : root ? { [root]: value } : value;
    // A server would read it as the text of a patch.
    if (type !== "json" && body !== null && !isObject(body))
      throw new Error(
        `a ${type} patch is a mapping, and its template gives ${JSON.stringify(body)}`,
      );
    return { kind, type, subresource, body, impersonate };
  }

  /** The result is only needed by later steps, or to find that the patch changes nothing. */
  private patch(effect: PatchEffect, isLast: boolean): void {
    const before = this.current as unknown as JsonObject;
    if (!isLast || effect.type === "json" || !surelyChanges(before, effect.body)) {
      const after = applyPatch(before, effect.type, effect.body, this.schema);
      if (after === before) {
        this.suppressed++;
        return;
      }
      this.current = after as unknown as KubeObject;
    }
    this.effects.push(effect);
  }

  private apply(step: CompiledApply): void {
    const object = step.render(this.current);
    const { kind, type, subresource, impersonate } = step;
    if (!isObject(object) || !isNamed(object))
      throw new Error("an apply step must give an object with apiVersion, kind and metadata.name");
    this.effects.push({ kind, type, subresource, impersonate, object });
  }
}

function isNamed({ apiVersion, kind, metadata }: JsonObject): boolean {
  const texts = [apiVersion, kind, isObject(metadata) ? metadata["name"] : undefined];
  return texts.every((text) => typeof text === "string" && text !== "");
}

/** JSON patch operations below `root`: their paths are prefixed, `from` as well as `path`. */
function rootedOperations(value: Json, root: string): Json {
  if (root === "" || !Array.isArray(value)) return value ?? [];
  const prefix = `/${root.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return (value as readonly Json[]).map((operation) => {
    if (!isObject(operation)) return operation;
    const { path, from, ...rest } = operation;
    return {
      ...rest,
      ...(typeof path === "string" && { path: prefix + path }),
      ...(typeof from === "string" && { from: prefix + from }),
    };
  });
}
