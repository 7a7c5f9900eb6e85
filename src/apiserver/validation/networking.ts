// Ingresses, network policies and addresses (networking/validation).

import { validateDnsLabel, validateDnsSubdomain } from "../../kube/index.ts";
import { addressRange, familyOf, isPartOf, isRange, strictAddressErrors } from "./addresses.ts";
import { forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import { immutable } from "./metadata.ts";
import {
  all,
  each,
  fields,
  ofSpec,
  oneOf,
  portNumber,
  required,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";
import { domainPathErrors, portNameErrors, wildcardErrors } from "./texts.ts";
import { ingressStatusErrors } from "./status/others.ts";
import { specsOf, validation, type Validation } from "./validation.ts";

interface Backend {
  readonly service?: {
    readonly name?: string;
    readonly port?: { readonly name?: string; readonly number?: number };
  };
  readonly resource?: { readonly kind?: string; readonly name?: string };
}

interface IngressPath {
  readonly path?: string;
  readonly pathType?: string;
  readonly backend?: Backend;
}

interface IngressSpec {
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly IngressPath[] };
  }[];
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly ingressClassName?: string;
}

const FORBIDDEN_PARTS = ["//", "/./", "/../", "%2f", "%2F"];
const FORBIDDEN_ENDS = ["/..", "/."];

const hostName: Rule<string> = (host, at, errors) =>
  text(host.includes("*") ? wildcardErrors : validateDnsSubdomain)(host, at, errors);

const backend: Rule<Backend> = ({ service, resource }, at, errors) => {
  if (service && resource)
    errors.push(invalidField(at, "", "cannot set both resource and service backends"));
  else if (resource) {
    if (!resource.kind) errors.push(requiredField(`${at}.resource.kind`));
    if (!resource.name) errors.push(requiredField(`${at}.resource.name`));
  } else if (!service) errors.push(invalidField(at, "", "resource or service backend is required"));
  else {
    const place = `${at}.service`;
    if (!service.name) errors.push(requiredField(`${place}.name`));
    else text(validateDnsLabel)(service.name, `${place}.name`, errors);
    servicePort(service.port ?? {}, at, errors);
  }
};

function servicePort(
  { name = "", number = 0 }: { readonly name?: string; readonly number?: number },
  at: string,
  errors: Errors,
): void {
  if (name !== "" && number !== 0)
    errors.push(invalidField(at, "", "cannot set both port name & port number"));
  else if (name !== "") text(portNameErrors)(name, `${at}.service.port.name`, errors);
  else if (number !== 0) portNumber(number, `${at}.service.port.number`, errors);
  else errors.push(requiredField(at, "port name or number is required"));
}

const ingressPath: Rule<IngressPath> = (entry, at, errors) => {
  const { path = "", pathType, backend: to = {} } = entry;
  if (!pathType) {
    errors.push(requiredField(`${at}.pathType`, "pathType must be specified"));
    return;
  }
  const place = `${at}.path`;
  oneOf("Exact", "ImplementationSpecific", "Prefix")(pathType, `${at}.pathType`, errors);
  const isPlain = pathType === "ImplementationSpecific";
  if ((path !== "" || !isPlain) && !path.startsWith("/"))
    errors.push(invalidField(place, path, "must be an absolute path"));
  if (!isPlain) {
    for (const text of FORBIDDEN_PARTS)
      if (path.includes(text)) errors.push(invalidField(place, path, `must not contain '${text}'`));
    for (const text of FORBIDDEN_ENDS)
      if (path.endsWith(text)) errors.push(invalidField(place, path, `cannot end with '${text}'`));
  }
  backend(to, `${at}.backend`, errors);
};

const ingressSpec: Rule<IngressSpec> = all(
  ({ defaultBackend, rules = [] }, at, errors) => {
    if (!defaultBackend && rules.length === 0)
      errors.push(invalidField(at, null, "either `defaultBackend` or `rules` must be specified"));
  },
  fields<IngressSpec>({
    defaultBackend: backend,
    rules: each(
      fields<NonNullable<IngressSpec["rules"]>[number]>({
        host: unlessEmpty((host, at, errors) => {
          if (familyOf(host) !== undefined)
            errors.push(invalidField(at, host, "must be a DNS name, not an IP address"));
          hostName(host, at, errors);
        }),
        http: fields<{ readonly paths?: readonly IngressPath[] }>({
          paths: required(each(ingressPath)),
        }),
      }),
    ),
    tls: each(
      fields<NonNullable<IngressSpec["tls"]>[number]>({
        hosts: each(hostName),
        secretName: unlessEmpty(text(validateDnsSubdomain)),
      }),
    ),
    ingressClassName: text(validateDnsSubdomain),
  }),
);

interface Ingress {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: IngressSpec;
}

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

/** The old way to name the class and the new one name the same. */
const oneClass: Rule<Ingress> = ({ metadata, spec }, _, errors) => {
  const [old, name] = [metadata.annotations?.[CLASS_ANNOTATION], spec?.ingressClassName];
  if (old !== undefined && name !== undefined && old !== name)
    errors.push(
      invalidField(
        `annotations.${CLASS_ANNOTATION}`,
        old,
        "must match `ingressClassName` when both are specified",
      ),
    );
};

interface ClassSpec {
  readonly controller?: string;
  readonly parameters?: { readonly kind?: string; readonly name?: string };
}

const CONTROLLER_CHARS_MAX = 250;

const classSpec = fields<ClassSpec>({
  controller: required((controller, at, errors) => {
    if (controller.length > CONTROLLER_CHARS_MAX)
      errors.push({
        field: at,
        reason: "FieldValueTooLong",
        message: `Too long: may not be more than ${CONTROLLER_CHARS_MAX} bytes`,
      });
    text(domainPathErrors)(controller, at, errors);
  }),
  parameters: fields<NonNullable<ClassSpec["parameters"]>>({ kind: required(), name: required() }),
});

interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}

type Block = NonNullable<Peer["ipBlock"]>;

const ipBlock: Rule<Block> = all(
  fields<Block>({ cidr: required(addressRange) }),
  ({ cidr = "", except = [] }, at, errors) => {
    if (!isRange(cidr)) return;
    for (const [index, range] of except.entries()) {
      const place = `${at}.except[${index}]`;
      addressRange(range, place, errors);
      if (isRange(range) && !isPartOf(range, cidr))
        errors.push(invalidField(place, range, "must be a strict subset of `cidr`"));
    }
  },
);

interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly {
    readonly ports?: readonly PolicyPort[];
    readonly from?: readonly Peer[];
  }[];
  readonly egress?: readonly {
    readonly ports?: readonly PolicyPort[];
    readonly to?: readonly Peer[];
  }[];
  readonly policyTypes?: readonly string[];
}

const policyPort: Rule<PolicyPort> = ({ protocol, port, endPort }, at, errors) => {
  if (protocol !== undefined) oneOf("TCP", "UDP", "SCTP")(protocol, `${at}.protocol`, errors);
  const end = `${at}.endPort`;
  if (port === undefined) {
    if (endPort !== undefined)
      errors.push(invalidField(end, endPort, "may not be specified when `port` is not specified"));
  } else if (typeof port === "number") {
    portNumber(port, `${at}.port`, errors);
    if (endPort === undefined) return;
    if (endPort < port)
      errors.push(invalidField(end, port, "must be greater than or equal to `port`"));
    portNumber(endPort, end, errors);
  } else {
    if (endPort !== undefined)
      errors.push(invalidField(end, endPort, "may not be specified when `port` is non-numeric"));
    text(portNameErrors)(port, `${at}.port`, errors);
  }
};

const peerFields = fields<Peer>({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock,
});

const peer: Rule<Peer> = (value, at, errors) => {
  peerFields(value, at, errors);
  const { podSelector, namespaceSelector, ipBlock } = value;
  if (!podSelector && !namespaceSelector && !ipBlock)
    errors.push(requiredField(at, "must specify a peer"));
  else if (ipBlock && (podSelector || namespaceSelector))
    errors.push(forbiddenField(at, "may not specify both ipBlock and another peer"));
};

const policySpec = fields<PolicySpec>({
  podSelector: labelSelector,
  ingress: each(
    fields<NonNullable<PolicySpec["ingress"]>[number]>({
      ports: each(policyPort),
      from: each(peer),
    }),
  ),
  egress: each(
    fields<NonNullable<PolicySpec["egress"]>[number]>({ ports: each(policyPort), to: each(peer) }),
  ),
  policyTypes: (types, at, errors) => {
    if (types.length > 2)
      errors.push(invalidField(at, types, "may not specify more than two policyTypes"));
    else each(oneOf("Ingress", "Egress"))(types, at, errors);
  },
});

interface AddressSpec {
  readonly parentRef?: {
    readonly group?: string;
    readonly resource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
}

const addressSpec = fields<AddressSpec>({
  parentRef: required(
    fields<NonNullable<AddressSpec["parentRef"]>>({ resource: required(), name: required() }),
  ),
});

interface RangesSpec {
  readonly cidrs?: readonly string[];
}

const rangesSpec = fields<RangesSpec>({
  cidrs: required((ranges, at, errors) => {
    if (ranges.length > 2) errors.push(invalidField(at, ranges, "may only hold up to 2 values"));
    each(addressRange)(ranges, at, errors);
    const families = ranges.filter(isRange).map((range) => familyOf(range.split("/")[0] ?? ""));
    if (families.length === 2 && families[0] === families[1])
      errors.push(
        invalidField(
          at,
          ranges,
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64",
        ),
      );
  }, "at least one CIDR required"),
});

export const networking: Readonly<Record<string, Validation>> = {
  "networking.k8s.io/Ingress": validation<Ingress>({
    object: ofSpec(ingressSpec),
    onlyNew: oneClass,
    validateStatus: ingressStatusErrors,
  }),
  "networking.k8s.io/IngressClass": validation({
    object: ofSpec(classSpec),
    change: (now, before, errors) => {
      const [spec, old] = specsOf<ClassSpec>(now, before);
      immutable(spec.controller, old.controller, "spec.controller", errors);
    },
  }),
  "networking.k8s.io/NetworkPolicy": validation({ object: ofSpec(policySpec) }),
  "networking.k8s.io/IPAddress": validation({
    object: ofSpec(addressSpec),
    nameErrors: strictAddressErrors,
    change: (now, before, errors) => {
      const [spec, old] = specsOf<AddressSpec>(now, before);
      const form = (parent: unknown): unknown => goForm("ParentReference", parent);
      immutable(form(spec.parentRef), form(old.parentRef), "spec.parentRef", errors);
    },
  }),
  "networking.k8s.io/ServiceCIDR": validation({
    object: ofSpec(rangesSpec),
    change: (now, before, errors) => {
      const [spec, old] = specsOf<RangesSpec>(now, before);
      for (const [index, range] of (old.cidrs ?? []).entries())
        immutable(spec.cidrs?.[index], range, `spec.cidrs[${index}]`, errors);
    },
  }),
};
