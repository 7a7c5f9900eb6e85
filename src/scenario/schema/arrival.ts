// How a phase's requests arrive: the four models, each also as a bare word where it needs nothing more.

import { z } from "zod";
import { count, exactlyOne, rate } from "./units.ts";

export const IN_FLIGHT_DEFAULT = 64;
const IN_FLIGHT_MAX = 4096;

const ARRIVALS = ["asap", "constant", "poisson", "ramp"] as const;

export function inFlight(): z.ZodDefault<z.ZodInt> {
  return count("Requests in flight at a time.", 1, IN_FLIGHT_MAX).default(IN_FLIGHT_DEFAULT);
}

const asRate = (description: string) =>
  z.strictObject({ rate: rate("Arrivals per second, minute or hour.") }).meta({ description });

export const arrivalSchema = z
  .union([
    z.enum(ARRIVALS),
    z
      .strictObject({
        asap: z
          .strictObject({ inFlight: inFlight() })
          .meta({
            description: "Closed loop: the next request starts when one of those in flight ends.",
          })
          .optional(),
        constant: asRate("Open loop: evenly spaced arrivals.").optional(),
        poisson: asRate(
          "Open loop: independent arrivals, exponential gaps from the seed.",
        ).optional(),
        ramp: z
          .strictObject({
            from: rate("The rate at the phase's start."),
            to: rate("The rate at its end."),
          })
          .meta({
            description: "Open loop: the rate grows or falls evenly over the phase's duration.",
          })
          .optional(),
      })
      .superRefine(exactlyOne(ARRIVALS, "the arrival model", "{ poisson: { rate: 100/s } }")),
  ])
  .meta({
    description:
      "When requests are due. A bare `poisson` or `constant` takes the rate of `churn`. Default: asap; in churn phases poisson.",
    examples: ["poisson", { asap: { inFlight: 64 } }, { ramp: { from: "10/s", to: "200/s" } }],
  });

export type ArrivalText = z.output<typeof arrivalSchema>;
