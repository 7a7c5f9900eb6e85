// How a delete is to happen: from the body, or from the query where there is none.

import { status } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { invalidField, unsupportedValue } from "../../validation/field-errors.ts";
import { refuse } from "../http/api-error.ts";
import { readBody } from "./body.ts";
import type { Call } from "../http/call.ts";
import { dryRunErrors, refuseOptions } from "./write-options.ts";

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

export async function readDeleteOptions(call: Call): Promise<DeleteOptions> {
  const { value } = await readBody(call);
  if (value === undefined) return checked(fromQuery(call));
  const options = value as DeleteOptions & { readonly kind?: string; readonly apiVersion?: string };
  const { kind = "DeleteOptions", apiVersion = "v1" } = options;
  if (kind !== "DeleteOptions")
    refuse(
      status.badRequest(
        `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
      ),
    );
  return checked(options);
}

function fromQuery({ query }: Call): DeleteOptions {
  const grace = query.get("gracePeriodSeconds");
  const policy = query.get("propagationPolicy");
  const orphan = query.get("orphanDependents");
  const dryRun = query.get("dryRun");
  if (grace && !/^[-+]?\d+$/.test(grace))
    refuse(status.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`));
  return {
    ...(grace ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(orphan ? { orphanDependents: orphan === "true" } : {}),
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
  };
}

const POLICIES = ["Foreground", "Background", "Orphan"];

function checked(options: DeleteOptions): DeleteOptions {
  const { propagationPolicy: policy, gracePeriodSeconds: grace, orphanDependents } = options;
  const errors: FieldError[] = [];
  if (policy !== undefined && orphanDependents !== undefined)
    errors.push(
      invalidField(
        "propagationPolicy",
        policy,
        "orphanDependents and deletionPropagation cannot be both set",
      ),
    );
  if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(unsupportedValue("propagationPolicy", policy, [...POLICIES, "nil"]));
  errors.push(...dryRunErrors(options.dryRun ?? []));
  refuseOptions("DeleteOptions", errors);
  if (grace !== undefined && !Number.isSafeInteger(grace))
    refuse(
      status.badRequest(
        `json: cannot unmarshal ${typeof grace} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`,
      ),
    );
  return options;
}
