// The containers of a pod.

import { validateDnsLabel } from "../../../kube/index.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  notFoundValue,
  requiredField,
} from "../field-errors.ts";
import { requirements } from "../quantities.ts";
import {
  all,
  each,
  fields,
  isEmpty,
  oneOf,
  portNumber,
  required,
  text,
  unique,
  unlessEmpty,
  type Errors,
  type Rule,
} from "../rules.ts";
import { portNameErrors } from "../texts.ts";
import { environment, environmentFrom } from "./environment.ts";
import { devices, mounts, type VolumesByName } from "./mounts.ts";
import { lifetime, noLifetime, sleeps } from "./probes.ts";
import { securityContext } from "./security.ts";
import type { Container, ContainerPort, PodSpec, ResizePolicy } from "./types.ts";

const EPHEMERAL = "cannot be set for an Ephemeral Container";
const FORBIDDEN_TO_EPHEMERAL = [
  "ports",
  "resizePolicy",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;

const port = fields<ContainerPort>({
  name: unlessEmpty(text(portNameErrors)),
  containerPort: required(portNumber),
  hostPort: (hostPort, at, errors) => {
    if (hostPort !== 0) portNumber(hostPort, at, errors);
  },
  protocol: required(oneOf("SCTP", "TCP", "UDP")),
});

const ports: Rule<readonly ContainerPort[]> = all(
  each(port),
  unique<ContainerPort>(({ name }) => name, ".name"),
);

const resizePolicy: Rule<readonly ResizePolicy[]> = all(
  unique<ResizePolicy>(({ resourceName }) => resourceName),
  (policies, at, errors) => {
    for (const { resourceName = "", restartPolicy = "" } of policies) {
      required(oneOf("cpu", "memory"))(resourceName, at, errors);
      required(oneOf("NotRequired", "RestartContainer"))(restartPolicy, at, errors);
    }
  },
);

const head = fields<Container>({
  name: required(text(validateDnsLabel)),
  image: required(),
  terminationMessagePolicy: required(oneOf("File", "FallbackToLogsOnError")),
  ports,
  env: environment,
  envFrom: environmentFrom,
});

const tail = fields<Container>({
  imagePullPolicy: required(oneOf("Always", "IfNotPresent", "Never")),
  resources: requirements,
  resizePolicy,
  securityContext,
});

function common(volumes: VolumesByName, container: Container, at: string, errors: Errors): void {
  head(container, at, errors);
  if (container.volumeMounts) mounts(container, volumes, `${at}.volumeMounts`, errors);
  if (container.volumeDevices) devices(container, volumes, `${at}.volumeDevices`, errors);
  tail(container, at, errors);
}

/** All containers of a pod whose volumes have these names. */
export function containers(
  spec: PodSpec,
  volumes: VolumesByName,
  at: string,
  errors: Errors,
): void {
  const grace = spec.terminationGracePeriodSeconds;
  const names = new Set<string>();
  const main = spec.containers ?? [];
  if (main.length === 0) errors.push(requiredField(`${at}.containers`));
  for (const [index, container] of main.entries()) {
    const place = `${at}.containers[${index}]`;
    common(volumes, container, place, errors);
    nameOnce(container, names, place, errors);
    lifetime(container, place, errors);
    sleeps(container, grace, place, errors);
    restartPolicy(container, place, errors);
  }
  hostPorts(main, `${at}.containers`, errors);
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    const place = `${at}.initContainers[${index}]`;
    common(volumes, container, place, errors);
    restartPolicy(container, place, errors);
    nameOnce(container, names, place, errors);
    hostPorts([container], `${at}.initContainers`, errors);
    if (container.restartPolicy === "Always") {
      lifetime(container, place, errors);
      sleeps(container, grace, place, errors);
    } else noLifetime(container, place, errors);
  }
  if (spec.ephemeralContainers) ephemeralContainers(spec, volumes, names, at, errors);
}

const restartPolicy = fields<Container>({
  restartPolicy: oneOf("Always", "Never", "OnFailure"),
});

function ephemeralContainers(
  { ephemeralContainers: list = [] }: PodSpec,
  volumes: VolumesByName,
  names: Set<string>,
  at: string,
  errors: Errors,
): void {
  const others = new Set(names);
  for (const [index, container] of list.entries()) {
    const place = `${at}.ephemeralContainers[${index}]`;
    common(volumes, container, place, errors);
    untrimmedImage(container, place, errors);
    nameOnce(container, names, place, errors);
    const { targetContainerName: target } = container;
    if (target && !others.has(target))
      errors.push(notFoundValue(`${place}.targetContainerName`, target));
    for (const field of FORBIDDEN_TO_EPHEMERAL)
      if (container[field] !== undefined)
        errors.push(forbiddenField(`${place}.${field}`, EPHEMERAL));
    if (!isEmpty(container.resources)) errors.push(forbiddenField(`${place}.resources`, EPHEMERAL));
  }
}

function nameOnce({ name }: Container, names: Set<string>, at: string, errors: Errors): void {
  if (!name) return;
  if (names.has(name)) errors.push(duplicateValue(`${at}.name`, name));
  names.add(name);
}

/** No two containers have the same port of the host. */
function hostPorts(list: readonly Container[], at: string, errors: Errors): void {
  let taken: Set<string> | undefined;
  for (const [index, { ports = [] }] of list.entries())
    for (const [portIndex, { protocol = "", hostIP = "", hostPort }] of ports.entries()) {
      if (!hostPort) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      taken ??= new Set();
      if (taken.has(key))
        errors.push(duplicateValue(`${at}[${index}].ports[${portIndex}].hostPort`, key));
      taken.add(key);
    }
}

/** Templates may have spaces around an image; pods may not. */
export function untrimmedImage({ image = "" }: Container, at: string, errors: Errors): void {
  if (image !== image.trim())
    errors.push(invalidField(`${at}.image`, image, "must not have leading or trailing whitespace"));
}

/** On the host's network a port of the host is the container's own. */
export function hostNetworkPorts(
  { containers: list = [] }: PodSpec,
  isPod: boolean,
  at: string,
  errors: Errors,
): void {
  for (const [index, { ports = [] }] of list.entries())
    for (const [portIndex, { hostPort = 0, containerPort }] of ports.entries())
      if ((isPod || hostPort !== 0) && hostPort !== containerPort)
        errors.push(
          invalidField(
            `${at}.containers[${index}].ports[${portIndex}].hostPort`,
            hostPort,
            "must match `containerPort` when `hostNetwork` is true",
          ),
        );
}
