// Who containers run as, and what they may do.

import { invalidField, requiredField } from "../field-errors.ts";
import { goForm } from "../go-shapes.ts";
import { between, each, fields, oneOf, all, type Rule } from "../rules.ts";
import type { PodSecurityContext, Profile, SecurityContext } from "./types.ts";

const id = between(0, 2_147_483_647);

const PROFILES = ["Localhost", "RuntimeDefault", "Unconfined"] as const;

function profile(field: string, known: string): Rule<Profile> {
  const type = oneOf(...PROFILES);
  return ({ type: kind, localhostProfile: path }, at, errors) => {
    const place = `${at}.localhostProfile`;
    if (!kind) errors.push(requiredField(`${at}.type`, `type is required when ${field} is set`));
    else type(kind, `${at}.type`, errors);
    if (kind === "Localhost") {
      if (!path) errors.push(requiredField(place, `must be set when ${known} is Localhost`));
    } else if (path !== undefined)
      errors.push(invalidField(place, path, `can only be set when ${known} is Localhost`));
  };
}

const seccompProfile = profile("seccompProfile", "seccomp type");
const appArmorProfile = profile("appArmorProfile", "AppArmor type");

const escalation: Rule<SecurityContext> = (context, at, errors) => {
  if (context.allowPrivilegeEscalation !== false) return;
  const refuse = (what: string): void => {
    errors.push(
      invalidField(
        at,
        goForm("SecurityContext", context),
        `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
      ),
    );
  };
  if (context.privileged) refuse("`privileged` to true");
  if (context.capabilities?.add?.includes("CAP_SYS_ADMIN"))
    refuse("`capabilities.Add` CAP_SYS_ADMIN");
};

export const securityContext: Rule<SecurityContext> = all(
  fields<SecurityContext>({
    runAsUser: id,
    runAsGroup: id,
    procMount: oneOf("Default", "Unmasked"),
    seccompProfile,
  }),
  escalation,
  fields<SecurityContext>({ appArmorProfile }),
);

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const SYSCTL_CHARS_MAX = 253;

const sysctl: Rule<{ readonly name?: string }> = ({ name = "" }, at, errors) => {
  if (name === "") errors.push(requiredField(`${at}.name`));
  else if (name.length > SYSCTL_CHARS_MAX || !SYSCTL.test(name))
    errors.push(
      invalidField(
        `${at}.name`,
        name,
        `must have at most ${SYSCTL_CHARS_MAX} characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`,
      ),
    );
};

export const podSecurityContext: Rule<PodSecurityContext> = fields<PodSecurityContext>({
  fsGroup: id,
  runAsUser: id,
  runAsGroup: id,
  supplementalGroups: each(id),
  sysctls: each(sysctl),
  fsGroupChangePolicy: oneOf("Always", "OnRootMismatch"),
  seccompProfile,
  appArmorProfile,
  supplementalGroupsPolicy: oneOf("Merge", "Strict"),
});
