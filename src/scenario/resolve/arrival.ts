// Which arrival model a phase gets: its own, completed by the rate of churn.

import type { Path, Problems } from "../problems.ts";
import { type ArrivalText, IN_FLIGHT_DEFAULT } from "../schema/arrival.ts";
import type { PhaseText } from "../schema/phase.ts";
import type { Arrival } from "../types.ts";

type Resolved = { readonly ok: Arrival } | { readonly message: string; readonly hint: string };

/** The arrival, or undefined after telling what is missing or contradicts. */
export function resolveArrival(
  phase: Pick<PhaseText, "arrival"> & { readonly churn?: PhaseText["churn"] },
  path: Path,
  problems: Problems,
): Arrival | undefined {
  const resolved = phase.churn
    ? churnArrival(phase.arrival ?? "poisson", phase.churn.rate)
    : plainArrival(phase.arrival ?? "asap");
  if ("ok" in resolved) return resolved.ok;
  const isChurns = phase.arrival === undefined || (phase.churn && phase.churn.rate === undefined);
  const at: Path = [...path, isChurns ? "churn" : "arrival"];
  problems.add({ path: at, message: resolved.message, hint: resolved.hint });
  return undefined;
}

function plainArrival(text: ArrivalText): Resolved {
  if (typeof text === "object") return { ok: ofObject(text) };
  switch (text) {
    case "asap":
      return { ok: { kind: "asap", inFlight: IN_FLIGHT_DEFAULT } };
    case "constant":
    case "poisson":
      return {
        message: `${text} arrivals need a rate here`,
        hint: `write arrival: { ${text}: { rate: 100/s } }`,
      };
    case "ramp":
      return rampNeedsRates();
  }
}

function churnArrival(text: ArrivalText, rate: number | undefined): Resolved {
  if (typeof text === "string") {
    if (text === "ramp") return rampNeedsRates();
    if (text === "asap") return asapChurn();
    if (rate === undefined)
      return { message: "churn has no rate", hint: "write churn: { rate: 100/s }" };
    return { ok: { kind: text, ratePerSecond: rate } };
  }
  if (text.asap) return asapChurn();
  if (rate !== undefined)
    return {
      message: "the rate is given twice, in churn and in arrival",
      hint: "keep churn's rate and write only the model's name: arrival: poisson",
    };
  return { ok: ofObject(text) };
}

function rampNeedsRates(): Resolved {
  return {
    message: "a ramp needs two rates",
    hint: "write arrival: { ramp: { from: 10/s, to: 200/s } }",
  };
}

function asapChurn(): Resolved {
  return {
    message: "churn has a rate, so it cannot be asap",
    hint: "use poisson, constant or ramp",
  };
}

function ofObject({ asap, constant, poisson, ramp }: Exclude<ArrivalText, string>): Arrival {
  if (constant) return { kind: "constant", ratePerSecond: constant.rate };
  if (poisson) return { kind: "poisson", ratePerSecond: poisson.rate };
  if (ramp) return { kind: "ramp", fromPerSecond: ramp.from, toPerSecond: ramp.to };
  return { kind: "asap", inFlight: asap?.inFlight ?? IN_FLIGHT_DEFAULT };
}
