// Services, Endpoints and EndpointSlices: how pods are found.

import { validateDnsLabel, validateDnsSubdomain } from "../../kube/index.ts";
import { address, addressRange, familyOf, strictAddress } from "./addresses.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  tooMany,
} from "./field-errors.ts";
import { immutable } from "./metadata.ts";
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

interface ServiceSpec {
  readonly type?: string;
  readonly ports?: readonly ServicePort[];
  readonly selector?: LabelMap;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly externalName?: string;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: {
    readonly clientIP?: { readonly timeoutSeconds?: number };
  };
  readonly externalIPs?: readonly string[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly internalTrafficPolicy?: string;
  readonly externalTrafficPolicy?: string;
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

function isHeadless({ clusterIP }: ServiceSpec): boolean {
  return clusterIP === "None";
}

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

function externalName({ externalName: name = "" }: ServiceSpec, at: string, errors: Errors): void {
  const host = name.replace(/\.$/, "");
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

const clusterAddresses: Rule<ServiceSpec> = (spec, at, errors) => {
  const { type, clusterIP = "", clusterIPs = [], ipFamilies = [] } = spec;
  if (type === "ExternalName") return;
  const place = `${at}.clusterIPs`;
  if (clusterIP !== "" && clusterIPs.length > 0 && clusterIPs[0] !== clusterIP)
    errors.push(invalidField(place, clusterIPs, "first value must match `clusterIP`"));
  each(oneOf("IPv4", "IPv6"))(ipFamilies, `${at}.ipFamilies`, errors);
  if (spec.ipFamilyPolicy !== undefined)
    oneOf("PreferDualStack", "RequireDualStack", "SingleStack")(
      spec.ipFamilyPolicy,
      `${at}.ipFamilyPolicy`,
      errors,
    );
  for (const [index, value] of clusterIPs.entries())
    if (index > 0 || value !== "None") address(value, `${place}[${index}]`, errors);
  if (clusterIPs.length > 2)
    errors.push(invalidField(place, clusterIPs, "may only hold up to 2 values"));
  else if (
    clusterIPs.length === 2 &&
    familyOf(clusterIPs[0] ?? "") === familyOf(clusterIPs[1] ?? "")
  )
    errors.push(
      invalidField(place, clusterIPs, "may specify no more than one IP for each IP family"),
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

const serviceSpec: Rule<ServiceSpec> = all(
  ports,
  fields<ServiceSpec>({
    selector: labelMap,
    sessionAffinity: required(oneOf("ClientIP", "None")),
  }),
  affinity,
  clusterAddresses,
  fields<ServiceSpec>({
    externalIPs: each(all(address, endpointAddress)),
    type: required(oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")),
  }),
  distinctPorts,
  ({ loadBalancerSourceRanges: ranges = [], type }, at, errors) => {
    const place = `${at}.LoadBalancerSourceRanges`;
    if (ranges.length > 0 && type !== "LoadBalancer")
      errors.push(forbiddenField(place, "may only be used when `type` is 'LoadBalancer'"));
    each(addressRange)(
      ranges.map((range) => range.trim()),
      place,
      errors,
    );
  },
  fields<ServiceSpec>({
    externalTrafficPolicy: unlessEmpty(oneOf("Cluster", "Local")),
    internalTrafficPolicy: oneOf("Cluster", "Local"),
  }),
);

/** The addresses that a service has stay, unless it becomes one without or was one. */
const serviceChange: Change = (now, before, errors) => {
  const [spec, old] = specsOf<ServiceSpec>(now, before);
  if (spec.type === "ExternalName" || old.type === "ExternalName") return;
  const { clusterIPs = [] } = spec;
  for (const [index, value] of (old.clusterIPs ?? []).entries())
    if (clusterIPs[index] !== undefined && clusterIPs[index] !== value)
      errors.push(invalidField(`spec.clusterIPs[${index}]`, clusterIPs, "may not change once set"));
};

/** An address that others can reach. */
function endpointAddress(value: string, at: string, errors: Errors): void {
  const why = unreachable(value);
  if (why !== undefined) errors.push(invalidField(at, value, why));
}

function unreachable(value: string): string | undefined {
  if (familyOf(value) === undefined) return "must be a valid IP address";
  if (/^(?:0\.0\.0\.0|[0:]+)$/.test(value)) return `may not be unspecified (${value})`;
  if (/^127\.|^(?:0*:)+0*1$/.test(value))
    return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
  if (/^169\.254\.|^fe[89ab]/i.test(value))
    return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
  return /^224\.0\.0\.|^ff02:/i.test(value)
    ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
    : undefined;
}

interface EndpointAddress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly nodeName?: string;
}

const oldAddress: Rule<EndpointAddress> = all(
  fields<EndpointAddress>({
    ip: orZero("", address),
    hostname: unlessEmpty(text(validateDnsLabel)),
    nodeName: text(validateDnsSubdomain),
  }),
  ({ ip = "" }, at, errors) => endpointAddress(ip, `${at}.ip`, errors),
);

interface EndpointPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

interface Subset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
}

const oldPort = fields<EndpointPort>({
  name: unlessEmpty(text(validateDnsLabel)),
  port: orZero(0, portNumber),
  protocol,
  appProtocol: text(qualifiedNameErrors),
});

const subset: Rule<Subset> = (value, at, errors) => {
  const { addresses = [], notReadyAddresses = [], ports: list = [] } = value;
  if (addresses.length + notReadyAddresses.length === 0)
    errors.push(requiredField(at, "must specify `addresses` or `notReadyAddresses`"));
  each(oldAddress)(addresses, `${at}.addresses`, errors);
  each(oldAddress)(notReadyAddresses, `${at}.notReadyAddresses`, errors);
  for (const [index, port] of list.entries()) {
    if (list.length > 1 && !port.name) errors.push(requiredField(`${at}.ports[${index}].name`));
    oldPort(port, `${at}.ports[${index}]`, errors);
  }
};

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly nodeName?: string;
}

interface EndpointSlice {
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[];
  readonly ports?: readonly EndpointPort[];
}

const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;

const sliceAddress = (type: string): Rule<string> =>
  type === "FQDN"
    ? text(validateDnsSubdomain)
    : (value, at, errors) => {
        const before = errors.length;
        strictAddress(value, at, errors);
        if (errors.length > before) return;
        if (familyOf(value) !== type)
          errors.push(invalidField(at, value, `must be an ${type} address`));
        else endpointAddress(value, at, errors);
      };

const endpoints: Rule<EndpointSlice> = (slice, at, errors) => {
  const { addressType = "" } = slice;
  const list = slice.endpoints ?? [];
  const place = `${at}.endpoints`;
  if (list.length > ENDPOINTS_MAX) errors.push(tooMany(place, list.length, ENDPOINTS_MAX));
  // Of addresses of no known type nothing can be said.
  if (!["IPv4", "IPv6", "FQDN"].includes(addressType)) return;
  const endpoint = fields<Endpoint>({
    addresses: required(each(sliceAddress(addressType)), "must contain at least 1 address"),
    nodeName: text(validateDnsSubdomain),
    hostname: text(validateDnsLabel),
  });
  for (const [index, each] of list.entries()) {
    endpoint(each, `${place}[${index}]`, errors);
    const count = each.addresses?.length ?? 0;
    if (count > ADDRESSES_MAX)
      errors.push(tooMany(`${place}[${index}].addresses`, count, ADDRESSES_MAX));
  }
};

const slicePort = fields<EndpointPort>({
  name: unlessEmpty(text(validateDnsLabel)),
  protocol,
  appProtocol: text(qualifiedNameErrors),
});

const slicePorts: Rule<readonly EndpointPort[]> = (list, at, errors) => {
  const names = new Set<string>();
  for (const [index, port] of list.entries()) {
    slicePort(port, `${at}[${index}]`, errors);
    const { name = "" } = port;
    if (names.has(name)) errors.push(duplicateValue(`${at}[${index}].name`, name));
    names.add(name);
  }
};

export const services: Readonly<Record<string, Validation>> = {
  "/Service": validation({
    object: ofSpec(serviceSpec),
    change: serviceChange,
    nameErrors: validateDnsLabel,
  }),
  "/Endpoints": validation<{ readonly subsets?: readonly Subset[] }>({
    object: fields<{ readonly subsets?: readonly Subset[] }>({ subsets: each(subset) }),
  }),
  "discovery.k8s.io/EndpointSlice": validation<EndpointSlice>({
    object: all(
      fields<EndpointSlice>({
        addressType: required(oneOf("FQDN", "IPv4", "IPv6")),
        ports: slicePorts,
      }),
      endpoints,
    ),
    change: (now, before, errors) =>
      immutable(now["addressType"], before["addressType"], "addressType", errors),
  }),
};
