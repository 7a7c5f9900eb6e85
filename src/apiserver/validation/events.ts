// Events, which two groups serve (core/validation/events.go). They are stored in the core form; events.k8s.io asks more.

import { fields, required, text, type Rule } from "./rules.ts";
import { invalidField, requiredField } from "./field-errors.ts";
import { pathSegmentErrors, qualifiedNameErrors } from "./texts.ts";
import { validation, type Validation } from "./validation.ts";

interface Event {
  readonly metadata: { readonly namespace?: string };
  readonly involvedObject?: { readonly namespace?: string };
  readonly eventTime?: string | null;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly type?: string;
}

const CHARS_MAX = 128;
const SYSTEM = ["default", "kube-system"];

const place: Rule<Event> = ({ metadata, involvedObject, eventTime }, at, errors) => {
  const { namespace = "" } = metadata;
  const of = involvedObject?.namespace ?? "";
  const clusterWide = eventTime ? SYSTEM : ["", "default"];
  const fits = of === "" ? clusterWide.includes(namespace) : !!eventTime || of === namespace;
  if (!fits)
    errors.push(
      invalidField(`${at}.involvedObject.namespace`, of, "does not match event.namespace"),
    );
};

const told: Rule<Event> = (event, at, errors) => {
  if (!event.eventTime) return;
  required(text(qualifiedNameErrors))(
    event.reportingComponent ?? "",
    `${at}.reportingComponent`,
    errors,
  );
  for (const field of ["reportingInstance", "action", "reason"] as const) {
    const value = event[field] ?? "";
    if (value === "") errors.push(requiredField(`${at}.${field}`));
    else if (value.length > CHARS_MAX)
      errors.push(invalidField(`${at}.${field}`, "", `can have at most ${CHARS_MAX} characters`));
  }
};

const core: Rule<Event> = (event, at, errors) => {
  place(event, at, errors);
  told(event, at, errors);
};

/** What the newer group wants of a new event. */
const newEvent: Rule<Event> = (event, at, errors) => {
  core(event, at, errors);
  fields<Event>({
    eventTime: required<string>(),
    type: (type, path, found) => {
      if (type !== "Normal" && type !== "Warning")
        found.push(invalidField(path, "", "has invalid value: " + type));
    },
  })(event, at, errors);
};

export const events: Readonly<Record<string, Validation>> = {
  "/Event": validation({ object: core, nameErrors: pathSegmentErrors }),
  "events.k8s.io/Event": validation({ object: newEvent }),
};
