// Where containers have the volumes of their pod.

import { forbiddenField, invalidField, notFoundValue, requiredField } from "../field-errors.ts";
import { localPathErrors } from "./paths.ts";
import { oneOf, type Errors } from "../rules.ts";
import type { Container, Volume, VolumeMount } from "./types.ts";

export type VolumesByName = ReadonlyMap<string, Volume>;

const propagation = oneOf("Bidirectional", "HostToContainer", "None");
const recursiveReadOnly = oneOf("Disabled", "Enabled", "IfPossible");

export function mounts(
  container: Container,
  volumes: VolumesByName,
  at: string,
  errors: Errors,
): void {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const paths = new Set<string>();
  for (const [index, mount] of volumeMounts.entries()) {
    const { name = "", mountPath = "" } = mount;
    const place = `${at}[${index}]`;
    if (name === "") errors.push(requiredField(`${place}.name`));
    if (!volumes.has(name)) errors.push(notFoundValue(`${place}.name`, name));
    if (mountPath === "") errors.push(requiredField(`${place}.mountPath`));
    if (paths.has(mountPath))
      errors.push(invalidField(`${place}.mountPath`, mountPath, "must be unique"));
    paths.add(mountPath);
    if (volumeDevices.some((device) => device.name === name))
      errors.push(invalidField(`${place}.name`, name, "must not already exist in volumeDevices"));
    if (volumeDevices.some(({ devicePath }) => devicePath === mountPath))
      errors.push(
        invalidField(
          `${place}.mountPath`,
          mountPath,
          "must not already exist as a path in volumeDevices",
        ),
      );
    // Kubernetes names the list here, and not its element.
    subPaths(mount, at, place, errors);
    manner(mount, container, at, errors);
  }
}

function subPaths(
  { subPath = "", subPathExpr = "" }: VolumeMount,
  at: string,
  place: string,
  errors: Errors,
): void {
  for (const why of localPathErrors(subPath))
    errors.push(invalidField(`${at}.subPath`, subPath, why));
  if (subPathExpr === "") return;
  if (subPath !== "")
    errors.push(
      invalidField(
        `${place}.subPathExpr`,
        subPathExpr,
        "subPathExpr and subPath are mutually exclusive",
      ),
    );
  for (const why of localPathErrors(subPathExpr))
    errors.push(invalidField(`${at}.subPathExpr`, subPathExpr, why));
}

function manner(mount: VolumeMount, container: Container, at: string, errors: Errors): void {
  const { mountPropagation: spread, recursiveReadOnly: recursive, readOnly } = mount;
  if (spread !== undefined) {
    propagation(spread, `${at}.mountPropagation`, errors);
    if (spread === "Bidirectional" && !container.securityContext?.privileged)
      errors.push(
        forbiddenField(
          `${at}.mountPropagation`,
          "Bidirectional mount propagation is available only to privileged containers",
        ),
      );
  }
  if (recursive === undefined) return;
  recursiveReadOnly(recursive, `${at}.recursiveReadOnly`, errors);
  if (recursive !== "Disabled" && !readOnly)
    errors.push(
      forbiddenField(`${at}.recursiveReadOnly`, "may only be specified when readOnly is true"),
    );
}

/** Volumes that a container has as devices, without a file system. */
export function devices(
  { volumeDevices = [], volumeMounts = [] }: Container,
  volumes: VolumesByName,
  at: string,
  errors: Errors,
): void {
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const [index, { name = "", devicePath = "" }] of volumeDevices.entries()) {
    const place = `${at}[${index}]`;
    const volume = volumes.get(name);
    const refuse = (field: "name" | "devicePath", why: string): void => {
      errors.push(invalidField(`${place}.${field}`, field === "name" ? name : devicePath, why));
    };
    if (name === "") errors.push(requiredField(`${place}.name`));
    if (names.has(name)) refuse("name", "must be unique");
    if (!volume) errors.push(notFoundValue(`${place}.name`, name));
    else if (!volume["persistentVolumeClaim"] && !volume["ephemeral"])
      refuse(
        "name",
        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
      );
    if (devicePath === "") errors.push(requiredField(`${place}.devicePath`));
    if (paths.has(devicePath)) refuse("devicePath", "must be unique");
    if (devicePath.split("/").includes(".."))
      refuse("devicePath", "can not contain backsteps ('..')");
    if (volumeMounts.some((mount) => mount.name === name))
      refuse("name", "must not already exist in volumeMounts");
    names.add(name);
    paths.add(devicePath);
  }
}
