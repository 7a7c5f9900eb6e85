// Classes and drivers of storage (storage/validation).

import { jsonEqual, validateDnsSubdomain, type Json } from "../../kube/index.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import { immutable } from "./metadata.ts";
import { nonNegativeQuantity } from "./quantities.ts";
import {
  all,
  each,
  fields,
  nonNegative,
  ofSpec,
  oneOf,
  orZero,
  required,
  text,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";
import { csiDriverName } from "./storage-names.ts";
import { qualifiedNameErrors } from "./texts.ts";
import { attachmentStatusErrors } from "./status/others.ts";
import { validation, type Change, type Validation } from "./validation.ts";

type Parameters = Readonly<Record<string, string>>;

const NODE_ID_CHARS_MAX = 192;

/** Fields that keep the value they were made with. */
const keeps =
  (...names: readonly string[]): Change =>
  (now, before, errors) => {
    for (const name of names) immutable(now[name], before[name], name, errors);
  };

/** As keeps, in the words of volume attributes classes. */
const forbidsChange =
  (...names: readonly string[]): Change =>
  (now, before, errors) => {
    for (const name of names)
      if (!jsonEqual((now[name] ?? {}) as Json, (before[name] ?? {}) as Json))
        errors.push(forbiddenField(name, `updates to ${name} are forbidden.`));
  };

const qualified = text((name) => qualifiedNameErrors(name.toLowerCase()));

const parameters: Rule<Parameters> = (map, at, errors) => {
  for (const key in map)
    if (key === "") errors.push(invalidField(at, key, "field can not be empty."));
};

interface StorageClass {
  readonly provisioner?: string;
  readonly parameters?: Parameters;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}

const storageClass = fields<StorageClass>({
  provisioner: required(qualified),
  parameters,
  reclaimPolicy: oneOf("Delete", "Retain"),
  volumeBindingMode: required(oneOf("Immediate", "WaitForFirstConsumer")),
});

interface AttributesClass {
  readonly driverName?: string;
  readonly parameters?: Parameters;
}

const attributesClass = fields<AttributesClass>({
  driverName: required(csiDriverName),
  parameters: required(parameters, "must contain at least one key/value pair"),
});

interface AttachmentSource {
  readonly inlineVolumeSpec?: object;
  readonly persistentVolumeName?: string;
}

interface Attachment {
  readonly attacher?: string;
  readonly nodeName?: string;
  readonly source?: AttachmentSource;
}

const ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

const attachmentSource: Rule<AttachmentSource> = (source, at, errors) => {
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = source;
  if (inline === undefined && name === undefined) errors.push(requiredField(at, ONE_SOURCE));
  else if (inline !== undefined && name !== undefined) errors.push(forbiddenField(at, ONE_SOURCE));
  else if (name === "")
    errors.push(
      requiredField(`${at}.persistentVolumeName`, "must specify non empty persistentVolumeName"),
    );
};

const attachment = fields<Attachment>({
  attacher: required(csiDriverName),
  source: orZero({}, attachmentSource),
  nodeName: orZero("", text(validateDnsSubdomain)),
});

interface NodeDriver {
  readonly name?: string;
  readonly nodeID?: string;
  readonly topologyKeys?: readonly string[];
  readonly allocatable?: { readonly count?: number };
}

const nodeDriver = fields<NodeDriver>({
  name: required(csiDriverName),
  nodeID: required((id, at, errors) => {
    if (id.length > NODE_ID_CHARS_MAX)
      errors.push(invalidField(at, id, `must be ${NODE_ID_CHARS_MAX} characters or less`));
  }),
  allocatable: fields<{ readonly count?: number }>({ count: nonNegative }),
});

const nodeDrivers: Rule<readonly NodeDriver[]> = (drivers, at, errors) => {
  const names = new Set<string>();
  for (const [index, driver] of drivers.entries()) {
    const place = `${at}[${index}]`;
    nodeDriver(driver, place, errors);
    const { name = "", topologyKeys = [] } = driver;
    if (names.has(name)) errors.push(duplicateValue(`${place}.name`, name));
    names.add(name);
    topology(topologyKeys, place, errors);
  }
};

/** Kubernetes names the driver here, and not the key. */
function topology(keys: readonly string[], at: string, errors: Errors): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (key === "") errors.push(requiredField(at, key));
    if (seen.has(key)) errors.push(duplicateValue(at, key));
    seen.add(key);
    for (const why of qualifiedNameErrors(key)) errors.push(invalidField(at, key, why));
  }
}

interface DriverSpec {
  readonly fsGroupPolicy?: string;
  readonly volumeLifecycleModes?: readonly string[];
  readonly tokenRequests?: readonly {
    readonly audience?: string;
    readonly expirationSeconds?: number;
  }[];
}

const tokenRequests: Rule<NonNullable<DriverSpec["tokenRequests"]>> = (requests, at, errors) => {
  const audiences = new Set<string>();
  for (const [index, { audience = "", expirationSeconds: seconds }] of requests.entries()) {
    const place = `${at}[${index}]`;
    if (audiences.has(audience)) errors.push(duplicateValue(`${place}.audience`, audience));
    audiences.add(audience);
    if (seconds !== undefined && seconds < 600)
      errors.push(
        invalidField(
          `${place}.expirationSeconds`,
          seconds,
          "may not specify a duration less than 10 minutes",
        ),
      );
  }
};

const driverSpec = fields<DriverSpec>({
  fsGroupPolicy: oneOf("File", "None", "ReadWriteOnceWithFSType"),
  tokenRequests,
  volumeLifecycleModes: each(oneOf("Persistent", "Ephemeral")),
});

interface Capacity {
  readonly storageClassName?: string;
  readonly capacity?: string;
  readonly maximumVolumeSize?: string;
  readonly nodeTopology?: LabelSelector;
}

const capacity: Rule<Capacity> = all(
  fields<Capacity>({
    storageClassName: orZero("", text(validateDnsSubdomain)),
    capacity: nonNegativeQuantity,
    maximumVolumeSize: nonNegativeQuantity,
    nodeTopology: labelSelector,
  }),
);

export const storage: Readonly<Record<string, Validation>> = {
  "storage.k8s.io/StorageClass": validation({
    object: storageClass,
    change: keeps("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"),
  }),
  "storage.k8s.io/VolumeAttributesClass": validation({
    object: attributesClass,
    change: forbidsChange("driverName", "parameters"),
  }),
  "storage.k8s.io/VolumeAttachment": validation({
    object: ofSpec(attachment),
    validateStatus: attachmentStatusErrors,
    change: (now, before, errors) => {
      if (!jsonEqual(now["spec"] as Json, before["spec"] as Json))
        errors.push(
          invalidField("spec", goForm("VolumeAttachmentSpec", now["spec"]), "field is immutable"),
        );
    },
  }),
  "storage.k8s.io/CSINode": validation({
    object: ofSpec(fields<{ readonly drivers?: readonly NodeDriver[] }>({ drivers: nodeDrivers })),
  }),
  "storage.k8s.io/CSIDriver": validation({
    object: ofSpec(driverSpec),
    nameErrors: (name) => {
      const errors: Errors = [];
      csiDriverName(name, "", errors);
      return errors.map(({ message }) => message.replace(/^Invalid value: "[^"]*": /, ""));
    },
  }),
  "storage.k8s.io/CSIStorageCapacity": validation({
    object: capacity,
    change: keeps("nodeTopology", "storageClassName"),
  }),
};
