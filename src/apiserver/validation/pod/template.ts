// Templates of pods, as workloads have them (core/v1 ValidatePodTemplateSpec).

import type { DraftMeta } from "../../store/draft.ts";
import { forbiddenField } from "../field-errors.ts";
import { templateMetadataErrors } from "../metadata.ts";
import type { Errors } from "../rules.ts";
import { podSpec } from "./spec.ts";
import type { PodSpec } from "./types.ts";

export interface PodTemplate {
  readonly metadata?: DraftMeta;
  readonly spec?: PodSpec;
}

export function podTemplate(
  { metadata, spec = {} }: PodTemplate,
  at: string,
  errors: Errors,
): void {
  templateMetadataErrors(metadata, at, errors);
  podSpec(spec, false, `${at}.spec`, errors);
  if (spec.ephemeralContainers?.length)
    errors.push(
      forbiddenField(
        `${at}.spec.ephemeralContainers`,
        "ephemeral containers not allowed in pod template",
      ),
    );
}
