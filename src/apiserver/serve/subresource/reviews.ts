// Reviews: questions about who may do what, and who somebody is. Answered from the same rules that requests are admitted by.

import { rfc3339 } from "../../../base/index.ts";
import { status } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Attributes } from "../../secure/attributes.ts";
import { noRole, type Decision } from "../../secure/rbac.ts";
import type { PolicyRule } from "../../secure/policy-rule.ts";
import { userInfo, userOf, type User } from "../../secure/user.ts";
import { recordAt, textOf, type Draft, type OpenRecord } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import { requesterOf, type Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { answerReply } from "../represent/choose.ts";
import { firstOwners } from "../write/ownership.ts";
import { readObjectBody } from "../write/object-body.ts";

/** The answer to one kind of review: fields that replace those of the review. */
type Answer = (call: Call, review: Draft) => OpenRecord;

const ANSWERS: Readonly<Record<string, Answer>> = {
  selfsubjectaccessreviews: (call, review) => {
    checkAccess(review, accessErrors(review, false), false);
    return { status: decisionStatus(call, requesterOf(call), review) };
  },
  subjectaccessreviews: (call, review) => {
    checkAccess(review, accessErrors(review, true), false);
    return { status: decisionStatus(call, subjectOf(review), review) };
  },
  localsubjectaccessreviews: (call, review) => {
    review.metadata.namespace ||= call.namespace;
    checkAccess(review, [...accessErrors(review, true), ...localErrors(review)], true);
    return { status: decisionStatus(call, subjectOf(review), review) };
  },
  selfsubjectrulesreviews: rulesStatus,
  selfsubjectreviews: (call) => ({
    metadata: { creationTimestamp: rfc3339(call.api.clock.wallMs()) },
    status: { userInfo: userInfo(requesterOf(call)) },
  }),
  tokenreviews: tokenStatus,
};

/** The reply to POST of a review; undefined where the resource is none. */
export function reviewReply(call: Call): Promise<Reply> | undefined {
  const answer = ANSWERS[call.resource.info.plural];
  return answer && answered(call, answer);
}

async function answered(call: Call, answer: Answer): Promise<Reply> {
  const review = await readObjectBody(call);
  // Read as an object, the metadata of a review without any has an empty name.
  if (review.metadata.name === "") delete (review.metadata as { name?: string }).name;
  const { apiVersion, kind, metadata, ...fields } = review;
  const owners = hasOwners(call) ? firstOwners(call, review) : undefined;
  if (owners) metadata.managedFields = owners;
  const body = { kind, apiVersion, metadata, ...fields, ...answer(call, review) };
  return answerReply(call, body, 201);
}

function hasOwners({ resource }: Call): boolean {
  return /accessreviews$|^tokenreviews$/.test(resource.info.plural);
}

function specOf(review: Draft): OpenRecord {
  return recordAt(review, "spec");
}

function subjectOf(review: Draft): User {
  const spec = specOf(review);
  const inGroups = (spec["groups"] ?? []) as readonly string[];
  const extra = recordAt(spec, "extra") as User["extra"];
  return userOf(textOf(spec["user"]), inGroups, { uid: textOf(spec["uid"]), extra });
}

function decisionStatus({ api }: Call, user: User, review: Draft): object {
  const { allowed, reason }: Decision = api.security.authorizer.authorize(
    user,
    attributesIn(specOf(review)),
  );
  return { allowed, ...(reason && { reason }) };
}

function attributesIn(spec: OpenRecord): Attributes {
  const field = (record: string, name: string): string => textOf(recordAt(spec, record)[name]);
  if (spec["resourceAttributes"] === undefined)
    return {
      verb: field("nonResourceAttributes", "verb"),
      path: field("nonResourceAttributes", "path"),
    };
  const of = (name: string): string => field("resourceAttributes", name);
  return {
    verb: of("verb"),
    group: of("group"),
    resource: of("resource"),
    subresource: of("subresource"),
    namespace: of("namespace"),
    name: of("name"),
  };
}

function invalidValue(field: string, value: unknown, why: string): FieldError {
  const message = `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`;
  return { field, reason: "FieldValueInvalid", message };
}

function accessErrors(review: Draft, ofAnother: boolean): FieldError[] {
  const spec = specOf(review);
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const errors: FieldError[] = [];
  if (resource !== undefined && path !== undefined)
    errors.push(
      invalidValue(
        "spec.nonResourceAttributes",
        path,
        "cannot be specified in combination with resourceAttributes",
      ),
    );
  if (resource === undefined && path === undefined)
    errors.push(
      invalidValue(
        "spec.resourceAttributes",
        undefined,
        "exactly one of nonResourceAttributes or resourceAttributes must be specified",
      ),
    );
  const { user, groups } = spec as { user?: string; groups?: readonly string[] };
  if (ofAnother && !user && !groups?.length)
    errors.push(invalidValue("spec.user", "", "at least one of user or group must be specified"));
  return errors;
}

function localErrors(review: Draft): FieldError[] {
  const spec = specOf(review);
  const errors: FieldError[] = [];
  const { namespace } = recordAt(spec, "resourceAttributes");
  if (spec["resourceAttributes"] !== undefined && namespace !== review.metadata.namespace)
    errors.push(
      invalidValue(
        "spec.resourceAttributes.namespace",
        namespace ?? "",
        "must match metadata.namespace",
      ),
    );
  if (spec["nonResourceAttributes"] !== undefined)
    errors.push(
      invalidValue(
        "spec.nonResourceAttributes",
        spec["nonResourceAttributes"],
        "disallowed on this kind of request",
      ),
    );
  return errors;
}

/** Refuses a review that asks nothing that can be answered, or that names itself. */
function checkAccess(review: Draft, errors: readonly FieldError[], isLocal: boolean): void {
  const { namespace, managedFields: _, ...metadata } = review.metadata;
  const named = Object.keys(metadata).length > 0 || (!isLocal && namespace !== undefined);
  const rule = isLocal ? "must be empty except for namespace" : "must be empty";
  const all = named ? [...errors, invalidValue("metadata", review.metadata, rule)] : errors;
  // Upstream leaves out the kind: it has been taken off by then.
  if (all.length > 0) refuse(status.invalid({ group: "authorization.k8s.io", kind: "" }, "", all));
}

function rulesStatus(call: Call, review: Draft): OpenRecord {
  const namespace = textOf(specOf(review)["namespace"]);
  if (namespace === "") refuse(status.badRequest("no namespace on request"));
  const { rules, lost } = call.api.security.authorizer.rulesFor(requesterOf(call), namespace);
  return {
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter(({ resources }) => resources?.length).map(resourceRule),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
      ...(lost.length > 0 && { evaluationError: lost.map((ref) => noRole(ref)).join(", ") }),
    },
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): object {
  return { verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) };
}

function tokenStatus({ api }: Call, review: Draft): OpenRecord {
  const { token = "", audiences = [] } = specOf(review) as {
    token?: string;
    audiences?: readonly string[];
  };
  if (token === "")
    refuse(status.badRequest("token is required for TokenReview in authentication"));
  const found = api.security.authenticator.findToken(token, audiences);
  const { user, error } = found;
  return {
    status: {
      ...(user && { authenticated: true }),
      user: user ? userInfo(user) : {},
      ...(user && { audiences: found.audiences }),
      ...(error && { error }),
    },
  };
}
