// What playing a stage asks of the API server, as data.

import type { Json, JsonObject } from "../kube/index.ts";
import type { StagePatchType } from "./stage.ts";

export type Effect = PatchEffect | ApplyEffect | EventEffect | { readonly kind: "delete" };

export interface PatchEffect {
  readonly kind: "patch";
  readonly type: StagePatchType;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly body: Json;
  readonly impersonate: string | undefined;
}

/** Creates the object, or patches the one that is there. With a subresource it only patches. */
export interface ApplyEffect {
  readonly kind: "apply";
  readonly type: "apply" | "merge" | "strategic";
  readonly subresource: string;
  readonly object: JsonObject;
  readonly impersonate: string | undefined;
}

export interface EventEffect {
  readonly kind: "event";
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface Effects {
  readonly effects: readonly Effect[];
  /** Patches left out because they would have changed nothing. */
  readonly suppressed: number;
}
