// Endpoints and EndpointSlices: where the pods behind a service are.

import { validateDnsLabel, validateDnsSubdomain } from "../../kube/index.ts";
import { address, endpointAddress, familyOf, strictAddress } from "./addresses.ts";
import { duplicateValue, invalidField, requiredField, tooMany } from "./field-errors.ts";
import { immutable } from "./metadata.ts";
import {
  all,
  each,
  fields,
  oneOf,
  orZero,
  portNumber,
  required,
  text,
  unique,
  unlessEmpty,
  type Rule,
} from "./rules.ts";
import { qualifiedNameErrors } from "./texts.ts";
import { validation, type Validation } from "./validation.ts";

const protocol = required(oneOf("SCTP", "TCP", "UDP"));

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
  readonly hints?: Hints;
}

interface Hints {
  readonly forZones?: readonly { readonly name?: string }[];
  readonly forNodes?: readonly { readonly name?: string }[];
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
          // Kubernetes tells the list, and not which of it.
          errors.push(
            invalidField(at.replace(/\[\d+\]$/, ""), value, `must be an ${type} address`),
          );
        else endpointAddress(value, at, errors);
      };

const hints = fields<Hints>({
  forZones: unique(({ name }) => name, ".name"),
  forNodes: unique(({ name }) => name, ".name"),
});

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
    hints,
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

export const endpointKinds: Readonly<Record<string, Validation>> = {
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
