// The volumes of a pod: a name, and exactly one source.

import { parseQuantity, validateDnsLabel } from "../../../kube/index.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "../field-errors.ts";
import { claimTemplate } from "../claim-spec.ts";
import { between, each, fields, oneOf, required, text, type Errors, type Rule } from "../rules.ts";
import { csiDriverName } from "../storage-names.ts";
import { fieldRef, resourceFieldRef } from "./environment.ts";
import type { VolumesByName } from "./mounts.ts";
import { backstepErrors, ownPathErrors } from "./paths.ts";
import type { FieldRef, ResourceFieldRef, Volume } from "./types.ts";

type Source = Readonly<Record<string, unknown>>;

const MODE_MAX = 0o777;

const mode: Rule<number> = (value, at, errors) => {
  if (value < 0 || value > MODE_MAX)
    errors.push(
      invalidField(at, value, "must be a number between 0 and 0777 (octal), both inclusive"),
    );
};

const names = (...of: readonly string[]): Rule<Source> =>
  fields<Record<string, unknown>>(
    Object.fromEntries(of.map((name) => [name, required<unknown>()])),
  );

interface Item {
  readonly key?: string;
  readonly path?: string;
  readonly mode?: number;
}

const item = fields<Item>({ key: required(), path: required(text(ownPathErrors)), mode });

interface Files {
  readonly secretName?: string;
  readonly name?: string;
  readonly defaultMode?: number;
  readonly items?: readonly Item[];
}

interface DownwardFile {
  readonly path?: string;
  readonly fieldRef?: FieldRef;
  readonly resourceFieldRef?: ResourceFieldRef;
  readonly mode?: number;
}

const downwardFields = fields<DownwardFile>({
  path: required(text(ownPathErrors)),
  fieldRef: fieldRef("file"),
  resourceFieldRef: resourceFieldRef("file"),
  mode,
});

const downwardFile: Rule<DownwardFile> = (file, at, errors) => {
  downwardFields(file, at, errors);
  if (file.fieldRef && file.resourceFieldRef)
    errors.push(
      invalidField(
        at,
        "resource",
        "fieldRef and resourceFieldRef can not be specified simultaneously",
      ),
    );
  if (!file.fieldRef && !file.resourceFieldRef)
    errors.push(requiredField(at, "one of fieldRef and resourceFieldRef is required"));
};

/** Kubernetes names the list, and not its element. */
const downwardFiles: Rule<readonly DownwardFile[]> = (files, at, errors) => {
  for (const file of files) downwardFile(file, at.slice(0, -".items".length), errors);
};

const token = fields<{ readonly expirationSeconds?: number; readonly path?: string }>({
  expirationSeconds: (seconds, at, errors) => {
    if (seconds < 600)
      errors.push(invalidField(at, seconds, "may not specify a duration less than 10 minutes"));
    if (seconds > 2 ** 32)
      errors.push(invalidField(at, seconds, "may not specify a duration larger than 2^32 seconds"));
  },
  path: required(text(ownPathErrors)),
});

const projectedFiles = fields<Files>({ name: required(), items: each(item) });

interface Projection {
  readonly secret?: Files;
  readonly configMap?: Files;
  readonly downwardAPI?: { readonly items?: readonly DownwardFile[] };
  readonly serviceAccountToken?: { readonly expirationSeconds?: number; readonly path?: string };
  readonly clusterTrustBundle?: unknown;
  readonly podCertificate?: unknown;
}

const projectionFields = fields<Projection>({
  secret: projectedFiles,
  configMap: projectedFiles,
  downwardAPI: fields<NonNullable<Projection["downwardAPI"]>>({ items: downwardFiles }),
  serviceAccountToken: token,
});

const projection: Rule<Projection> = (source, at, errors) => {
  projectionFields(source, at, errors);
  if (Object.keys(source).length > 1)
    errors.push(forbiddenField(at, "may not specify more than 1 volume type per source"));
};

/** The sources, in the order Kubernetes looks at them. */
const SOURCES: Readonly<Record<string, Rule<never>>> = {
  emptyDir: fields<{ readonly sizeLimit?: string }>({
    sizeLimit: (limit, at, errors) => {
      if (parseQuantity(limit).nanos < 0n)
        errors.push(forbiddenField(at, "SizeLimit field must be a valid resource quantity"));
    },
  }),
  hostPath: fields<{ readonly path?: string; readonly type?: string }>({
    path: required(text(backstepErrors)),
    type: oneOf(
      "",
      "BlockDevice",
      "CharDevice",
      "Directory",
      "DirectoryOrCreate",
      "File",
      "FileOrCreate",
      "Socket",
    ),
  }),
  gitRepo: names("repository"),
  gcePersistentDisk: names("pdName"),
  awsElasticBlockStore: names("volumeID"),
  secret: fields<Files>({ secretName: required(), defaultMode: mode, items: each(item) }),
  nfs: fields<{ readonly server?: string; readonly path?: string }>({
    server: required(),
    path: required((path, at, errors) => {
      if (!path.startsWith("/")) errors.push(invalidField(at, path, "must be an absolute path"));
    }),
  }),
  iscsi: fields<{ readonly targetPortal?: string; readonly iqn?: string; readonly lun?: number }>({
    targetPortal: required(),
    iqn: required((name, at, errors) => {
      if (!/^(?:iqn|eui|naa)/.test(name))
        errors.push(invalidField(at, name, "must be valid format starting with iqn, eui, or naa"));
    }),
    lun: between(0, 255),
  }),
  glusterfs: names("endpoints", "path"),
  flocker: () => undefined,
  persistentVolumeClaim: names("claimName"),
  rbd: names("monitors", "image"),
  cinder: names("volumeID"),
  cephfs: names("monitors"),
  quobyte: names("registry", "volume"),
  downwardAPI: fields<{
    readonly defaultMode?: number;
    readonly items?: readonly DownwardFile[];
  }>({ defaultMode: mode, items: downwardFiles }),
  fc: () => undefined,
  flexVolume: names("driver"),
  configMap: fields<Files>({ name: required(), defaultMode: mode, items: each(item) }),
  azureFile: names("secretName", "shareName"),
  vsphereVolume: names("volumePath"),
  photonPersistentDisk: names("pdID"),
  portworxVolume: names("volumeID"),
  azureDisk: names("diskName", "diskURI"),
  storageos: () => undefined,
  projected: fields<{
    readonly defaultMode?: number;
    readonly sources?: readonly Projection[];
  }>({ defaultMode: mode, sources: each(projection) }),
  scaleIO: names("gateway", "system", "volumeName"),
  csi: fields<{ readonly driver?: string }>({ driver: required(csiDriverName) }),
  ephemeral: fields<{ readonly volumeClaimTemplate?: never }>({
    volumeClaimTemplate: required(claimTemplate as Rule<never>),
  }),
  image: () => undefined,
};

function volumeSource(volume: Volume, at: string, errors: Errors): void {
  let count = 0;
  for (const name in SOURCES) {
    const source = volume[name];
    if (source === undefined) continue;
    if (count++ > 0)
      errors.push(forbiddenField(`${at}.${name}`, "may not specify more than 1 volume type"));
    else (SOURCES[name] as Rule<unknown>)(source, `${at}.${name}`, errors);
  }
  if (count === 0) errors.push(requiredField(at, "must specify a volume type"));
}

const volumeName = required(text(validateDnsLabel));
const NONE: VolumesByName = new Map();

/** Adds what is wrong with the volumes, and returns the valid ones. */
export function volumes(
  list: readonly Volume[] | undefined,
  at: string,
  errors: Errors,
): VolumesByName {
  if (!list || list.length === 0) return NONE;
  const found = new Map<string, Volume>();
  for (const [index, volume] of list.entries()) {
    const place = `${at}[${index}]`;
    const before = errors.length;
    volumeSource(volume, place, errors);
    const { name = "" } = volume;
    volumeName(name, `${place}.name`, errors);
    if (found.has(name)) errors.push(duplicateValue(`${place}.name`, name));
    if (errors.length === before) found.set(name, volume);
  }
  return found;
}
