// What a volume claim asks for (core/v1 ValidatePersistentVolumeClaimSpec): of claims, and of templates of them.

import { validateDnsSubdomain } from "../../kube/index.ts";
import { forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import type { DraftMeta } from "../store/draft.ts";
import { templateMetadataErrors } from "./metadata.ts";
import { positiveQuantity, type Requirements } from "./quantities.ts";
import { all, fields, oneOf, required, text, type Errors, type Rule } from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";

interface DataSource {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: Requirements;
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly dataSource?: DataSource;
  readonly dataSourceRef?: DataSource;
  readonly volumeAttributesClassName?: string;
}

const mode = oneOf("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

/** Kubernetes names the list, and not its element. */
export const accessModes: Rule<readonly string[]> = (modes, at, errors) => {
  for (const each of modes) mode(each, at, errors);
  if (modes.length > 1 && modes.includes("ReadWriteOncePod"))
    errors.push(forbiddenField(at, "may not use ReadWriteOncePod with other access modes"));
};

const storageRequest: Rule<ClaimSpec> = ({ resources }, at, errors) => {
  const place = `${at}.resources[storage]`;
  const storage = resources?.requests?.["storage"];
  if (storage === undefined) errors.push(requiredField(place));
  else positiveQuantity(storage, place, errors);
};

const dataSource = fields<DataSource>({ name: required(), kind: required() });

const foreignSource: Rule<DataSource> = ({ apiGroup = "", kind }, at, errors) => {
  if (apiGroup === "" && kind !== undefined && kind !== "PersistentVolumeClaim")
    errors.push(
      invalidField(
        at,
        kind,
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      ),
    );
};

export const claimSpec: Rule<ClaimSpec> = all(
  fields<ClaimSpec>({
    accessModes: required(accessModes, "at least 1 access mode is required"),
    selector: labelSelector,
  }),
  storageRequest,
  fields<ClaimSpec>({
    storageClassName: (name, at, errors) => {
      if (name !== "") text(validateDnsSubdomain)(name, at, errors);
    },
    volumeMode: oneOf("Block", "Filesystem"),
    dataSource: all(dataSource, foreignSource),
    dataSourceRef: all(dataSource, foreignSource),
    volumeAttributesClassName: (name, at, errors) => {
      if (name !== "") text(validateDnsSubdomain)(name, at, errors);
    },
  }),
);

interface ClaimTemplate {
  readonly metadata?: DraftMeta;
  readonly spec?: ClaimSpec;
}

export function claimTemplate(
  { metadata, spec = {} }: ClaimTemplate,
  at: string,
  errors: Errors,
): void {
  templateMetadataErrors(metadata, `${at}.metadata`, errors);
  claimSpec(spec, `${at}.spec`, errors);
}
