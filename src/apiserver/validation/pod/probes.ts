// Probes and hooks of containers.

import { forbiddenField, invalidField, requiredField } from "../field-errors.ts";
import {
  all,
  fields,
  nonNegative,
  oneOf,
  orZero,
  portNumber,
  required,
  text,
  type Errors,
  type Rule,
} from "../rules.ts";
import { headerNameErrors, portNameErrors } from "../texts.ts";
import type { Container, Handler, Probe } from "./types.ts";

/** A number, or the name of one. */
export const portNumberOrName: Rule<number | string> = (port, at, errors) => {
  if (typeof port === "number") portNumber(port, at, errors);
  else text(portNameErrors)(port, at, errors);
};

type HttpGet = NonNullable<Handler["httpGet"]>;

const httpGet = fields<HttpGet>({
  path: required(),
  port: orZero<number | string>(0, portNumberOrName),
  scheme: oneOf("HTTP", "HTTPS"),
  httpHeaders: (headers, at, errors) => {
    for (const { name = "" } of headers)
      for (const why of headerNameErrors(name)) errors.push(invalidField(at, name, why));
  },
});

const ACTIONS = {
  exec: fields<NonNullable<Handler["exec"]>>({ command: required() }),
  httpGet,
  tcpSocket: fields<NonNullable<Handler["tcpSocket"]>>({
    port: orZero<number | string>(0, portNumberOrName),
  }),
  grpc: fields<NonNullable<Handler["grpc"]>>({ port: orZero(0, portNumber) }),
  sleep: (() => undefined) as Rule<NonNullable<Handler["sleep"]>>,
} as const;

const handler: Rule<Handler> = (actions, at, errors) => {
  let count = 0;
  for (const [name, rule] of Object.entries(ACTIONS)) {
    const action = actions[name as keyof Handler];
    if (action === undefined) continue;
    const place = `${at}.${name}`;
    if (count++ > 0) errors.push(forbiddenField(place, "may not specify more than 1 handler type"));
    else (rule as Rule<object>)(action, place, errors);
  }
  if (count === 0) errors.push(requiredField(at, "must specify a handler type"));
};

const probe: Rule<Probe> = all(
  handler,
  fields<Probe>({
    initialDelaySeconds: nonNegative,
    timeoutSeconds: nonNegative,
    periodSeconds: nonNegative,
    successThreshold: nonNegative,
    failureThreshold: nonNegative,
    terminationGracePeriodSeconds: (seconds, at, errors) => {
      if (seconds <= 0) errors.push(invalidField(at, seconds, "must be greater than 0"));
    },
  }),
);

const succeedsOnce: Rule<Probe> = ({ successThreshold }, at, errors) => {
  if (successThreshold !== 1)
    errors.push(invalidField(`${at}.successThreshold`, successThreshold, "must be 1"));
};

const endsNothing: Rule<Probe> = ({ terminationGracePeriodSeconds: seconds }, at, errors) => {
  if (seconds !== undefined)
    errors.push(
      invalidField(
        `${at}.terminationGracePeriodSeconds`,
        seconds,
        "must not be set for readinessProbes",
      ),
    );
};

/** The hooks and probes of a container that runs on. */
export const lifetime: Rule<Container> = fields<Container>({
  lifecycle: fields<NonNullable<Container["lifecycle"]>>({ postStart: handler, preStop: handler }),
  livenessProbe: all(probe, succeedsOnce),
  readinessProbe: all(probe, endsNothing),
  startupProbe: all(probe, succeedsOnce),
});

/** No hook sleeps longer than the pod has to end. */
export function sleeps(
  { lifecycle }: Container,
  graceSeconds: number | undefined,
  at: string,
  errors: Errors,
): void {
  if (!lifecycle || graceSeconds === undefined) return;
  for (const hook of ["postStart", "preStop"] as const) {
    const sleep = lifecycle[hook]?.sleep;
    const seconds = sleep?.seconds ?? 0;
    if (sleep && (seconds < 0 || seconds > graceSeconds))
      errors.push(
        invalidField(
          `${at}.lifecycle.${hook}.sleep`,
          seconds,
          `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`,
        ),
      );
  }
}

const LIFETIME = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const;

/** A container that ends before others start has none of them. */
export const noLifetime: Rule<Container> = (container, at, errors) => {
  for (const name of LIFETIME)
    if (container[name])
      errors.push(
        forbiddenField(
          `${at}.${name}`,
          "may not be set for init containers without restartPolicy=Always",
        ),
      );
};
