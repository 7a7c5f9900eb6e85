// Services: how pods are found (core/validation ValidateService and its update).

import { validateDnsLabel, validateDnsSubdomain } from "../../kube/index.ts";
import { address, addressRange, endpointAddress } from "./addresses.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import { portNumberOrName } from "./pod/probes.ts";
import {
  all,
  each,
  fields,
  ofSpec,
  oneOf,
  orZero,
  portNumber,
  required,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelMap, type LabelMap } from "./selectors.ts";
import {
  addressChange,
  clusterAddresses,
  isHeadless,
  type ServiceAddresses,
} from "./service-addresses.ts";
import { serviceStatusErrors } from "./status/others.ts";
import { qualifiedNameErrors } from "./texts.ts";
import { specsOf, validation, type Change, type Validation } from "./validation.ts";

interface ServicePort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

interface ServiceSpec extends ServiceAddresses {
  readonly ports?: readonly ServicePort[];
  readonly selector?: LabelMap;
  readonly externalName?: string;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: {
    readonly clientIP?: { readonly timeoutSeconds?: number };
  };
  readonly externalIPs?: readonly string[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly internalTrafficPolicy?: string;
  readonly externalTrafficPolicy?: string;
  readonly healthCheckNodePort?: number;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly loadBalancerClass?: string;
  readonly trafficDistribution?: string;
}

const AFFINITY_SECONDS_MAX = 86_400;
const protocol = required(oneOf("SCTP", "TCP", "UDP"));

const servicePort = fields<ServicePort>({
  name: unlessEmpty(text(validateDnsLabel)),
  port: orZero(0, portNumber),
  protocol,
  targetPort: orZero<number | string>(0, portNumberOrName),
  appProtocol: text(qualifiedNameErrors),
});

const ports: Rule<ServiceSpec> = (spec, at, errors) => {
  const { ports: list = [], type } = spec;
  const place = `${at}.ports`;
  if (list.length === 0 && !isHeadless(spec) && type !== "ExternalName")
    errors.push(requiredField(place));
  if (isHeadless(spec) && (type === "LoadBalancer" || type === "NodePort"))
    errors.push(
      invalidField(
        `${at}.clusterIPs[0]`,
        spec.clusterIP,
        `may not be set to 'None' for ${type} services`,
      ),
    );
  if (type === "ExternalName") externalName(spec, at, errors);
  const names = new Set<string>();
  for (const [index, port] of list.entries()) {
    const { name = "" } = port;
    if (name === "" && list.length > 1) errors.push(requiredField(`${place}[${index}].name`));
    servicePort(port, `${place}[${index}]`, errors);
    if (name !== "" && names.has(name))
      errors.push(duplicateValue(`${place}[${index}].name`, name));
    names.add(name);
  }
};

/** A name elsewhere has no addresses here. */
function externalName(spec: ServiceSpec, at: string, errors: Errors): void {
  for (const field of ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] as const)
    if (spec[field]?.length)
      errors.push(forbiddenField(`${at}.${field}`, "may not be set for ExternalName services"));
  const host = (spec.externalName ?? "").replace(/\.$/, "");
  if (host === "") errors.push(requiredField(`${at}.externalName`));
  else text(validateDnsSubdomain)(host, `${at}.externalName`, errors);
}

const affinity: Rule<ServiceSpec> = (spec, at, errors) => {
  const { sessionAffinity, sessionAffinityConfig: config } = spec;
  const place = `${at}.sessionAffinityConfig`;
  if (sessionAffinity === "None") {
    if (config) errors.push(forbiddenField(place, "must not be set when session affinity is None"));
    return;
  }
  if (sessionAffinity !== "ClientIP") return;
  const why = "when session affinity type is ClientIP";
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) errors.push(requiredField(place, why));
  else if (!config.clientIP) errors.push(requiredField(`${place}.clientIP`, why));
  else if (seconds === undefined)
    errors.push(requiredField(`${place}.clientIP.timeoutSeconds`, why));
  else if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX)
    errors.push(
      invalidField(
        `${place}.clientIP.timeoutSeconds`,
        seconds,
        `must be greater than 0 and less than ${AFFINITY_SECONDS_MAX}`,
      ),
    );
};

const nodePorts: Rule<ServiceSpec> = ({ type, ports: list = [] }, at, errors) => {
  if (type !== "ClusterIP") return;
  for (const [index, { nodePort = 0 }] of list.entries())
    if (nodePort !== 0)
      errors.push(
        forbiddenField(
          `${at}.ports[${index}].nodePort`,
          "may not be used when `type` is 'ClusterIP'",
        ),
      );
};

/** No two ports of the service are the same. */
const distinctPorts: Rule<ServiceSpec> = ({ ports: list = [] }, at, errors) => {
  const seen = new Set<string>();
  for (const [index, { protocol: of = "", port = 0, nodePort = 0 }] of list.entries()) {
    const place = `${at}.ports[${index}]`;
    if (nodePort !== 0 && seen.has(`node ${of} ${nodePort}`))
      errors.push(duplicateValue(`${place}.nodePort`, nodePort));
    seen.add(`node ${of} ${nodePort}`);
    const key = {
      Name: "",
      Protocol: of,
      AppProtocol: null,
      Port: port,
      TargetPort: 0,
      NodePort: 0,
    };
    if (seen.has(`${of} ${port}`)) errors.push(duplicateValue(place, key));
    seen.add(`${of} ${port}`);
  }
};

const ranges: Rule<ServiceSpec> = ({ loadBalancerSourceRanges = [], type }, at, errors) => {
  const place = `${at}.LoadBalancerSourceRanges`;
  if (loadBalancerSourceRanges.length > 0 && type !== "LoadBalancer")
    errors.push(forbiddenField(place, BALANCED_ONLY));
  each(addressRange)(
    loadBalancerSourceRanges.map((range) => range.trim()),
    place,
    errors,
  );
};

const balancing: Rule<ServiceSpec> = (spec, at, errors) => {
  const { type, allocateLoadBalancerNodePorts, loadBalancerClass } = spec;
  const isBalanced = type === "LoadBalancer";
  if (allocateLoadBalancerNodePorts !== undefined && !isBalanced)
    errors.push(forbiddenField(`${at}.allocateLoadBalancerNodePorts`, BALANCED_ONLY));
  if (isBalanced && allocateLoadBalancerNodePorts === undefined)
    errors.push(requiredField("allocateLoadBalancerNodePorts"));
  balancerClass(loadBalancerClass, isBalanced, `${at}.loadBalancerClass`, errors);
};

const BALANCED_ONLY = "may only be used when `type` is 'LoadBalancer'";

function balancerClass(
  name: string | undefined,
  isBalanced: boolean,
  at: string,
  errors: Errors,
): void {
  if (name === undefined) return;
  if (isBalanced) text(qualifiedNameErrors)(name, at, errors);
  else errors.push(forbiddenField(at, BALANCED_ONLY));
}

const needsHealthPort = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === "LoadBalancer" && externalTrafficPolicy === "Local";

const externalTraffic: Rule<ServiceSpec> = (spec, at, errors) => {
  const { type, externalIPs = [], externalTrafficPolicy: policy = "" } = spec;
  const place = `${at}.externalTrafficPolicy`;
  const isReachable = type === "LoadBalancer" || type === "NodePort";
  if (isReachable || (type === "ClusterIP" && externalIPs.length > 0))
    required(oneOf("Cluster", "Local"))(policy, place, errors);
  else if (policy !== "")
    errors.push(invalidField(place, policy, "may only be set for externally-accessible services"));
  healthPort(spec, `${at}.healthCheckNodePort`, errors);
};

function healthPort(spec: ServiceSpec, at: string, errors: Errors): void {
  const { healthCheckNodePort: port = 0 } = spec;
  if (needsHealthPort(spec))
    if (port === 0) errors.push(requiredField(at));
    else portNumber(port, at, errors);
  else if (port !== 0)
    errors.push(
      invalidField(
        at,
        port,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
}

const serviceSpec: Rule<ServiceSpec> = all(
  ports,
  fields<ServiceSpec>({
    selector: labelMap,
    sessionAffinity: required(oneOf("ClientIP", "None")),
  }),
  affinity,
  clusterAddresses,
  fields<ServiceSpec>({
    externalIPs: each((value, at, errors) => {
      const before = errors.length;
      address(value, at, errors);
      if (errors.length === before) endpointAddress(value, at, errors);
    }),
    type: required(oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")),
  }),
  nodePorts,
  distinctPorts,
  ranges,
  balancing,
  externalTraffic,
  fields<ServiceSpec>({
    internalTrafficPolicy: oneOf("Cluster", "Local"),
    trafficDistribution: oneOf("PreferClose", "PreferSameZone", "PreferSameNode"),
  }),
);

/** The addresses and the class that a service has stay, unless it becomes one without or was one. */
const serviceChange: Change = (now, before, errors) => {
  const [spec, old] = specsOf<ServiceSpec>(now, before);
  addressChange(spec, old, errors);
  if (spec.type === "LoadBalancer" && old.type === "LoadBalancer") {
    const { loadBalancerClass: name } = spec;
    if (name !== old.loadBalancerClass)
      errors.push(invalidField("spec.loadBalancerClass", name ?? null, "may not change once set"));
  }
  // Kubernetes looks at the class here too, before all else.
  balancerClass(
    spec.loadBalancerClass,
    spec.type === "LoadBalancer",
    "spec.loadBalancerClass",
    errors,
  );
  if (needsHealthPort(spec) && needsHealthPort(old))
    if (spec.healthCheckNodePort !== old.healthCheckNodePort)
      errors.push(forbiddenField("spec.healthCheckNodePort", "field is immutable"));
};

export const services: Readonly<Record<string, Validation>> = {
  "/Service": validation({
    object: ofSpec(serviceSpec),
    firstChange: serviceChange,
    validateStatus: serviceStatusErrors,
    nameErrors: validateDnsLabel,
  }),
};
