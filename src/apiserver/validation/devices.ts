// Devices that are claimed and offered (resource/validation), as far as people trip over it.

import { validateDnsLabel, validateDnsSubdomain } from "../../kube/index.ts";
import { invalidField, requiredField } from "./field-errors.ts";
import { all, each, fields, isEmpty, ofSpec, required, text, type Rule } from "./rules.ts";
import { validation, type Validation } from "./validation.ts";

interface ClaimSpec {
  readonly devices?: { readonly requests?: readonly DeviceRequest[] };
}

interface DeviceRequest {
  readonly name?: string;
  readonly exactly?: { readonly deviceClassName?: string };
  readonly firstAvailable?: readonly unknown[];
}

const ONE_FORM = "exactly one of `exactly` or `firstAvailable` is required";

const deviceRequest: Rule<DeviceRequest> = ({ name = "", exactly, firstAvailable }, at, errors) => {
  required(text(validateDnsLabel))(name, `${at}.name`, errors);
  const hasFirst = !isEmpty(firstAvailable);
  if (!exactly && !hasFirst) errors.push(requiredField(at, ONE_FORM));
  else if (exactly && hasFirst)
    errors.push(invalidField(at, null, `${ONE_FORM}, but multiple fields are set`));
  else if (exactly)
    required(text(validateDnsSubdomain))(
      exactly.deviceClassName ?? "",
      `${at}.exactly.deviceClassName`,
      errors,
    );
};

const claimSpec = fields<ClaimSpec>({
  devices: fields<NonNullable<ClaimSpec["devices"]>>({ requests: each(deviceRequest) }),
});

interface SliceSpec {
  readonly driver?: string;
  readonly nodeName?: string;
  readonly nodeSelector?: object;
  readonly allNodes?: boolean;
  readonly perDeviceNodeSelection?: boolean;
}

const PLACES = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"] as const;

const sliceSpec: Rule<SliceSpec> = all(
  fields<SliceSpec>({ driver: required(text(validateDnsSubdomain)) }),
  (spec, at, errors) => {
    const set = PLACES.filter((place) => spec[place]);
    const one = `exactly one of ${PLACES.map((place) => `\`${place}\``).join(", ")} is required`;
    if (set.length === 0) errors.push(requiredField(at, one));
    else if (set.length > 1)
      errors.push(
        invalidField(
          at,
          `{${set.map((place) => `\`${place}\``).join(", ")}}`,
          `${one}, but multiple fields are set`,
        ),
      );
  },
);

interface ClassSpec {
  readonly selectors?: readonly { readonly cel?: { readonly expression?: string } }[];
}

const classSpec = fields<ClassSpec>({
  selectors: each(
    fields<NonNullable<ClassSpec["selectors"]>[number]>({
      cel: required(fields<{ readonly expression?: string }>({ expression: required() })) as Rule<{
        readonly expression?: string;
      }>,
    }),
  ),
});

export const devices: Readonly<Record<string, Validation>> = {
  "resource.k8s.io/ResourceClaim": validation({ object: ofSpec(claimSpec) }),
  "resource.k8s.io/ResourceSlice": validation({ object: ofSpec(sliceSpec) }),
  "resource.k8s.io/DeviceClass": validation({ object: ofSpec(classSpec) }),
};
