// Roles and their bindings (rbac/validation), and requests for certificates (certificates/validation).

import { jsonEqual, validateDnsSubdomain, type Json } from "../../kube/index.ts";
import { invalidField, requiredField, unsupportedValue } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import {
  all,
  each,
  fields,
  isEmpty,
  oneOf,
  orZero,
  part,
  required,
  text,
  type Rule,
} from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";
import { pathSegmentErrors } from "./texts.ts";
import { validation, type Change, type Validation } from "./validation.ts";

const GROUP = "rbac.authorization.k8s.io";

interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const policyRule =
  (isNamespaced: boolean): Rule<PolicyRule> =>
  (rule, at, errors) => {
    const { verbs, apiGroups = [], resources = [], resourceNames = [] } = rule;
    const { nonResourceURLs: urls = [] } = rule;
    if (isEmpty(verbs))
      errors.push(requiredField(`${at}.verbs`, "verbs must contain at least one value"));
    const refuseUrls = (why: string): void => {
      errors.push(invalidField(`${at}.nonResourceURLs`, urls, why));
    };
    if (urls.length > 0) {
      if (isNamespaced) refuseUrls("namespaced rules cannot apply to non-resource URLs");
      if (apiGroups.length + resources.length + resourceNames.length > 0)
        refuseUrls("rules cannot apply to both regular resources and non-resource URLs");
      return;
    }
    if (apiGroups.length === 0)
      errors.push(
        requiredField(`${at}.apiGroups`, "resource rules must supply at least one api group"),
      );
    if (resources.length === 0)
      errors.push(
        requiredField(`${at}.resources`, "resource rules must supply at least one resource"),
      );
  };

interface Role {
  readonly rules?: readonly PolicyRule[];
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

const clusterRole = fields<Role>({
  rules: each(policyRule(false)),
  aggregationRule: fields<NonNullable<Role["aggregationRule"]>>({
    clusterRoleSelectors: required(
      each(labelSelector),
      "at least one clusterRoleSelector required if aggregationRule is non-nil",
    ),
  }),
});

interface Subject {
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly name?: string;
  readonly namespace?: string;
}

interface Binding {
  readonly roleRef?: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly Subject[];
}

const subject =
  (isNamespaced: boolean): Rule<Subject> =>
  ({ kind, apiGroup = "", name = "", namespace = "" }, at, errors) => {
    if (name === "") errors.push(requiredField(`${at}.name`));
    const ofGroup = (group: string): void => {
      if (apiGroup !== group) errors.push(unsupportedValue(`${at}.apiGroup`, apiGroup, [group]));
    };
    if (kind === "User" || kind === "Group") ofGroup(GROUP);
    else if (kind === "ServiceAccount") {
      if (name !== "") text(validateDnsSubdomain)(name, `${at}.name`, errors);
      ofGroup("");
      if (!isNamespaced && namespace === "") errors.push(requiredField(`${at}.namespace`));
    } else errors.push(unsupportedValue(`${at}.kind`, kind, ["ServiceAccount", "User", "Group"]));
  };

const binding = (isNamespaced: boolean): Rule<Binding> =>
  fields<Binding>({
    roleRef: part(
      fields<NonNullable<Binding["roleRef"]>>({
        apiGroup: orZero("", oneOf(GROUP)),
        kind: orZero("", isNamespaced ? oneOf("Role", "ClusterRole") : oneOf("ClusterRole")),
        name: required(text(pathSegmentErrors)),
      }),
    ),
    subjects: each(subject(isNamespaced)),
  });

const sameRole: Change = (now, before, errors) => {
  if (!jsonEqual(now["roleRef"] as Json, before["roleRef"] as Json))
    errors.push(
      invalidField("roleRef", goForm("RoleRef", now["roleRef"]), "cannot change roleRef"),
    );
};

interface RequestSpec {
  readonly request?: string | null;
  readonly usages?: readonly string[];
  readonly signerName?: string;
  readonly expirationSeconds?: number;
}

const EXPIRATION_SECONDS_MIN = 600;

const certificateRequest: Rule<RequestSpec> = (spec, at, errors) => {
  const request = spec.request ?? "";
  const text = Buffer.from(request, "base64").toString("latin1");
  if (!/^-----BEGIN CERTIFICATE REQUEST-----$/m.test(text))
    errors.push(
      invalidField(`${at}.request`, request, "PEM block type must be CERTIFICATE REQUEST"),
    );
};

const signerName: Rule<string> = (name, at, errors) => {
  const [domain = "", path = "", ...more] = name.split("/");
  if (path === "" || more.length > 0)
    errors.push(
      invalidField(
        at,
        name,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    );
  else if (domain.split(".").length < 2)
    errors.push(
      invalidField(at, domain, "should be a domain with at least two segments separated by dots"),
    );
};

const requestSpec: Rule<RequestSpec> = all(
  certificateRequest,
  fields<RequestSpec>({
    usages: required(),
    signerName: required(signerName),
    expirationSeconds: (seconds, at, errors) => {
      if (seconds < EXPIRATION_SECONDS_MIN)
        errors.push(
          invalidField(
            at,
            seconds,
            "may not specify a duration less than 600 seconds (10 minutes)",
          ),
        );
    },
  }),
);

export const access: Readonly<Record<string, Validation>> = {
  [`${GROUP}/Role`]: validation<Role>({
    object: fields<Role>({ rules: each(policyRule(true)) }),
    nameErrors: pathSegmentErrors,
  }),
  [`${GROUP}/ClusterRole`]: validation<Role>({
    object: clusterRole,
    nameErrors: pathSegmentErrors,
  }),
  [`${GROUP}/RoleBinding`]: validation<Binding>({
    object: binding(true),
    change: sameRole,
    nameErrors: pathSegmentErrors,
  }),
  [`${GROUP}/ClusterRoleBinding`]: validation<Binding>({
    object: binding(false),
    change: sameRole,
    nameErrors: pathSegmentErrors,
  }),
  "certificates.k8s.io/CertificateSigningRequest": validation<{ readonly spec?: RequestSpec }>({
    object: fields<{ readonly spec?: RequestSpec }>({ spec: part(requestSpec) }),
    nameErrors: pathSegmentErrors,
  }),
};
