// What is registered with the API server: webhooks and policies of admission, API services, flow control.

import { validateDns1035Label, validateDnsSubdomain } from "../../kube/index.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
} from "./field-errors.ts";
import {
  all,
  each,
  fields,
  isEmpty,
  ofSpec,
  oneOf,
  orZero,
  part,
  portNumber,
  required,
  text,
  type Rule,
} from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";
import { fullyQualifiedErrors } from "./texts.ts";
import { validation, type Validation } from "./validation.ts";

interface OperationRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

interface Webhook {
  readonly name?: string;
  readonly clientConfig?: {
    readonly url?: string;
    readonly service?: { readonly name?: string; readonly namespace?: string };
  };
  readonly rules?: readonly OperationRule[];
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly reinvocationPolicy?: string;
}

const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SIDE_EFFECTS = ["None", "NoneOnDryRun"];
const REVIEW_VERSIONS = ["v1", "v1beta1"];
const TIMEOUT_SECONDS_MAX = 30;

/** All, or some, and not both. */
const everythingOrSome =
  (what: string): Rule<readonly string[]> =>
  (items, at, errors) => {
    if (items.length > 1 && items.includes("*"))
      errors.push(invalidField(at, items, `if '*' is present, must not specify other ${what}`));
  };

const operationRule = fields<OperationRule>({
  apiGroups: required(everythingOrSome("API groups")),
  apiVersions: required(all(everythingOrSome("API versions"), each(required<string>()))),
  resources: required(each(required<string>())),
  scope: oneOf("*", "Cluster", "Namespaced"),
  operations: required(all(everythingOrSome("operations"), each(oneOf(...OPERATIONS)))),
});

const reviewVersions: Rule<readonly string[]> = (versions, at, errors) => {
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    const place = `${at}[${index}]`;
    if (seen.has(version)) errors.push(invalidField(place, version, "duplicate version"));
    seen.add(version);
    for (const why of validateDns1035Label(version)) errors.push(invalidField(place, version, why));
  }
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(
      invalidField(at, versions, `must include at least one of ${REVIEW_VERSIONS.join(", ")}`),
    );
};

const clientConfig: Rule<NonNullable<Webhook["clientConfig"]>> = ({ url, service }, at, errors) => {
  if ((url === undefined) === (service === undefined))
    errors.push(requiredField(at, "exactly one of url or service is required"));
  else if (url !== undefined) {
    const scheme = /^([a-z]+):\/\//.exec(url)?.[1];
    if (scheme !== "https")
      errors.push(
        invalidField(
          `${at}.url`,
          scheme ?? "",
          "'https' is the only allowed URL scheme; desired format: https://host[/path]",
        ),
      );
  } else
    for (const field of ["name", "namespace"] as const)
      if (!service?.[field])
        errors.push(requiredField(`${at}.service.${field}`, `service ${field} is required`));
};

const webhook = fields<Webhook>({
  name: required(text(fullyQualifiedErrors)),
  admissionReviewVersions: required(
    reviewVersions,
    `must specify one of ${REVIEW_VERSIONS.join(", ")}`,
  ),
  rules: each(operationRule),
  failurePolicy: oneOf("Fail", "Ignore"),
  matchPolicy: oneOf("Equivalent", "Exact"),
  sideEffects: required(oneOf(...SIDE_EFFECTS), `must specify one of ${SIDE_EFFECTS.join(", ")}`),
  timeoutSeconds: (seconds, at, errors) => {
    if (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX)
      errors.push(
        invalidField(
          at,
          seconds,
          `the timeout value must be between 1 and ${TIMEOUT_SECONDS_MAX} seconds`,
        ),
      );
  },
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  clientConfig: part(clientConfig),
  reinvocationPolicy: oneOf("IfNeeded", "Never"),
});

const webhooks: Rule<readonly Webhook[]> = (hooks, at, errors) => {
  const names = new Set<string>();
  for (const [index, hook] of hooks.entries()) {
    webhook(hook, `${at}[${index}]`, errors);
    const { name = "" } = hook;
    if (name !== "" && names.has(name)) errors.push(duplicateValue(`${at}[${index}].name`, name));
    names.add(name);
  }
};

const configuration = validation<{ readonly webhooks?: readonly Webhook[] }>({
  object: fields<{ readonly webhooks?: readonly Webhook[] }>({ webhooks }),
});

interface PolicySpec {
  readonly failurePolicy?: string;
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  readonly matchConstraints?: {
    readonly namespaceSelector?: LabelSelector;
    readonly objectSelector?: LabelSelector;
    readonly resourceRules?: readonly OperationRule[];
  };
  readonly validations?: readonly { readonly expression?: string }[];
  readonly auditAnnotations?: readonly unknown[];
}

const policyConstraints = fields<NonNullable<PolicySpec["matchConstraints"]>>({
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  resourceRules: required(each(operationRule)),
});

const policySpec: Rule<PolicySpec> = all(
  fields<PolicySpec>({
    failurePolicy: required(oneOf("Fail", "Ignore")),
    paramKind: fields<NonNullable<PolicySpec["paramKind"]>>({
      apiVersion: required(),
      kind: required(),
    }),
    matchConstraints: required(policyConstraints),
    validations: each(
      fields<{ readonly expression?: string }>({
        expression: required(undefined, "expression is not specified"),
      }),
    ),
  }),
  ({ validations, auditAnnotations }, at, errors) => {
    if (!isEmpty(validations) || !isEmpty(auditAnnotations)) return;
    for (const field of ["validations", "auditAnnotations"])
      errors.push(
        requiredField(
          `${at}.${field}`,
          "validations or auditAnnotations must contain at least one item",
        ),
      );
  },
);

interface PolicyBindingSpec {
  readonly policyName?: string;
  readonly validationActions?: readonly string[];
}

const actions: Rule<readonly string[]> = (list, at, errors) => {
  for (const [index, action] of list.entries()) {
    oneOf("Audit", "Deny", "Warn")(action, `${at}[${index}]`, errors);
    if (list.indexOf(action) < index) errors.push(duplicateValue(`${at}[${index}]`, action));
  }
  if (list.includes("Deny") && list.includes("Warn"))
    errors.push(
      invalidField(
        at,
        list,
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
      ),
    );
};

const policyBindingSpec = fields<PolicyBindingSpec>({
  policyName: required(text(validateDnsSubdomain)),
  validationActions: required(actions, "at least one validation action is required"),
});

interface ApiServiceSpec {
  readonly group?: string;
  readonly version?: string;
  readonly groupPriorityMinimum?: number;
  readonly versionPriority?: number;
  readonly service?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly port?: number;
  };
  readonly caBundle?: string;
  readonly insecureSkipTLSVerify?: boolean;
}

const priorityUpTo = (max: number): Rule<number> =>
  orZero<number>(0, (value, at, errors) => {
    if (value <= 0 || value > max)
      errors.push(invalidField(at, value, `must be positive and less than ${max}`));
  });

const apiServiceSpec: Rule<ApiServiceSpec> = all(
  ({ group = "", version = "" }, at, errors) => {
    if (group !== "") text(validateDnsSubdomain)(group, `${at}.group`, errors);
    else if (version !== "v1")
      errors.push(
        requiredField(
          `${at}.group`,
          "only v1 may have an empty group and it better be legacy kube",
        ),
      );
    text(validateDns1035Label)(version, `${at}.version`, errors);
  },
  fields<ApiServiceSpec>({
    groupPriorityMinimum: priorityUpTo(20_000),
    versionPriority: priorityUpTo(1000),
    service: fields<NonNullable<ApiServiceSpec["service"]>>({
      namespace: required(),
      name: required(),
      port: portNumber,
    }),
  }),
  ({ service, caBundle = "", insecureSkipTLSVerify = false }, at, errors) => {
    const place = `${at}.insecureSkipTLSVerify`;
    if (!service && insecureSkipTLSVerify)
      errors.push(
        invalidField(place, true, "local APIServices may not have insecureSkipTLSVerify"),
      );
    else if (insecureSkipTLSVerify && caBundle !== "")
      errors.push(invalidField(place, true, "may not be true if caBundle is present"));
  },
);

function apiServiceNameErrors(
  name: string,
  object: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { version = "", group = "" } = (object["spec"] ?? {}) as ApiServiceSpec;
  const wanted = `${version}.${group}`;
  return name === wanted
    ? []
    : [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`];
}

interface FlowSpec {
  readonly matchingPrecedence?: number;
  readonly distinguisherMethod?: { readonly type?: string };
  readonly priorityLevelConfiguration?: { readonly name?: string };
}

const PRECEDENCE_MAX = 10_000;

const flowSpec = fields<FlowSpec>({
  matchingPrecedence: (value, at, errors) => {
    if (value <= 0) errors.push(invalidField(at, value, "must be a positive value"));
    if (value > PRECEDENCE_MAX)
      errors.push(invalidField(at, value, `must not be greater than ${PRECEDENCE_MAX}`));
  },
  distinguisherMethod: (method, at, errors) => {
    if (method.type !== "ByNamespace" && method.type !== "ByUser")
      errors.push(unsupportedValue(`${at}.type`, method, ["ByNamespace", "ByUser"]));
  },
  priorityLevelConfiguration: part(
    fields<{ readonly name?: string }>({
      name: required(text(validateDnsSubdomain), "must reference a priority level"),
    }),
  ),
});

interface LevelSpec {
  readonly type?: string;
  readonly limited?: object;
  readonly exempt?: object;
}

const levelSpec: Rule<LevelSpec> = ({ type = "", limited, exempt }, at, errors) => {
  if (type === "Exempt") {
    if (limited)
      errors.push(forbiddenField(`${at}.limited`, "must be nil if the type is not Limited"));
  } else if (type === "Limited") {
    if (exempt) errors.push(forbiddenField(`${at}.exempt`, "must be nil if the type is Limited"));
    if (!limited)
      errors.push(requiredField(`${at}.limited`, "must not be empty when type is Limited"));
  } else required(oneOf("Exempt", "Limited"))(type, `${at}.type`, errors);
};

export const registrations: Readonly<Record<string, Validation>> = {
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": configuration,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": configuration,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": validation({
    object: ofSpec(policySpec),
  }),
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": validation({
    object: ofSpec(policyBindingSpec),
  }),
  "apiregistration.k8s.io/APIService": validation({
    object: ofSpec(apiServiceSpec),
    nameErrors: apiServiceNameErrors,
  }),
  "flowcontrol.apiserver.k8s.io/FlowSchema": validation({ object: ofSpec(flowSpec) }),
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": validation({
    object: ofSpec(levelSpec),
  }),
};
