// The spec of a pod, of its own or in a template (core/v1 ValidatePodSpec), in the order Kubernetes looks at it.

import { validateDnsLabel, validateDnsSubdomain } from "../../../kube/index.ts";
import { address } from "../addresses.ts";
import { forbiddenField, invalidField, requiredField } from "../field-errors.ts";
import { amountOf, resourceName, type ResourceList } from "../quantities.ts";
import {
  between,
  each,
  fields,
  oneOf,
  required,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "../rules.ts";
import { labelMap } from "../selectors.ts";
import { qualifiedNameErrors, underscoredSubdomainErrors } from "../texts.ts";
import { containers, hostNetworkPorts, untrimmedImage } from "./containers.ts";
import { affinity, schedulingGates, spreadConstraints, tolerations } from "./scheduling.ts";
import { podSecurityContext } from "./security.ts";
import type { PodSpec } from "./types.ts";
import { volumes } from "./volumes.ts";

const NAMESERVERS_MAX = 3;
const SEARCH_PATHS_MAX = 32;
const SEARCH_CHARS_MAX = 2048;
const INT32_MAX = 2_147_483_647;

type DnsConfig = NonNullable<PodSpec["dnsConfig"]>;

const dnsConfig: Rule<DnsConfig> = (
  { nameservers = [], searches = [], options = [] },
  at,
  errors,
) => {
  if (nameservers.length > NAMESERVERS_MAX)
    errors.push(
      invalidField(
        `${at}.nameservers`,
        nameservers,
        `must not have more than ${NAMESERVERS_MAX} nameservers`,
      ),
    );
  each(address)(nameservers, `${at}.nameservers`, errors);
  if (searches.length > SEARCH_PATHS_MAX)
    errors.push(
      invalidField(
        `${at}.searches`,
        searches,
        `must not have more than ${SEARCH_PATHS_MAX} search paths`,
      ),
    );
  if (searches.join(" ").length > SEARCH_CHARS_MAX)
    errors.push(
      invalidField(
        `${at}.searches`,
        searches,
        `must not have more than ${SEARCH_CHARS_MAX} characters (including spaces) in the search list`,
      ),
    );
  for (const [index, search] of searches.entries()) {
    const name = search.replace(/\.$/, "");
    if (search !== ".") text(underscoredSubdomainErrors)(name, `${at}.searches[${index}]`, errors);
  }
  for (const [index, { name }] of options.entries())
    if (!name) errors.push(requiredField(`${at}.options[${index}]`, "must not be empty"));
};

const dnsOfNone: Rule<PodSpec> = ({ dnsPolicy, dnsConfig: config }, at, errors) => {
  if (dnsPolicy === "None" && !config)
    errors.push(
      requiredField(`${at}.dnsConfig`, "must provide `dnsConfig` when `dnsPolicy` is None"),
    );
  else if (dnsPolicy === "None" && !config?.nameservers?.length)
    errors.push(
      requiredField(
        `${at}.dnsConfig.nameservers`,
        "must provide at least one DNS nameserver when `dnsPolicy` is None",
      ),
    );
  else if (config) dnsConfig(config, `${at}.dnsConfig`, errors);
};

const first = fields<PodSpec>({
  restartPolicy: required(oneOf("Always", "OnFailure", "Never")),
  dnsPolicy: required(oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")),
  nodeSelector: labelMap,
  securityContext: podSecurityContext,
  affinity,
});

const overhead: Rule<ResourceList> = (list, at, errors) => {
  for (const name in list) {
    resourceName(name, `${at}[${name}]`, errors);
    amountOf(name, list[name] ?? "0", `${at}[${name}]`, errors);
  }
};

const rest = fields<PodSpec>({
  readinessGates: each(
    fields<{ readonly conditionType?: string }>({ conditionType: text(qualifiedNameErrors) }),
  ),
  schedulingGates,
  topologySpreadConstraints: spreadConstraints,
  serviceAccountName: unlessEmpty(text(validateDnsSubdomain)),
  nodeName: unlessEmpty(text(validateDnsSubdomain)),
  activeDeadlineSeconds: between(1, INT32_MAX),
  hostname: unlessEmpty(text(validateDnsLabel)),
  subdomain: unlessEmpty(text(validateDnsLabel)),
  tolerations,
  hostAliases: each(
    fields<{ readonly ip?: string; readonly hostnames?: readonly string[] }>({
      ip: address,
      hostnames: each(text(validateDnsSubdomain)),
    }),
  ),
  priorityClassName: unlessEmpty(text(validateDnsSubdomain)),
  runtimeClassName: text(validateDnsSubdomain),
  preemptionPolicy: oneOf("PreemptLowerPriority", "Never"),
  overhead,
});

/** `isPod` is false for the pods of templates, some of whose fields are filled in later. */
export function podSpec(spec: PodSpec, isPod: boolean, at: string, errors: Errors): void {
  const found = volumes(spec.volumes, `${at}.volumes`, errors);
  containers(spec, found, at, errors);
  if (spec.hostNetwork) hostNetworkPorts(spec, isPod, at, errors);
  first(spec, at, errors);
  dnsOfNone(spec, at, errors);
  rest(spec, at, errors);
}

/** What holds for pods and not for templates of them. */
export function podOnly(spec: PodSpec, at: string, errors: Errors): void {
  if (!spec.serviceAccountName) tokensWithoutAccount(spec, at, errors);
  for (const list of ["containers", "initContainers"] as const)
    for (const [index, container] of (spec[list] ?? []).entries())
      untrimmedImage(container, `${at}.${list}[${index}]`, errors);
}

function tokensWithoutAccount({ volumes: list = [] }: PodSpec, at: string, errors: Errors): void {
  for (const [index, volume] of list.entries()) {
    const projected = volume["projected"] as
      { readonly sources?: readonly { readonly serviceAccountToken?: unknown }[] } | undefined;
    for (const [sourceIndex, { serviceAccountToken }] of (projected?.sources ?? []).entries())
      if (serviceAccountToken)
        errors.push(
          forbiddenField(
            `${at}.volumes[${index}].projected.sources[${sourceIndex}].serviceAccountToken`,
            "must not be specified when serviceAccountName is not set",
          ),
        );
  }
}
