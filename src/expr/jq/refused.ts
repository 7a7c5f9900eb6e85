// What gojq has and an expression of a stage must not have, each with its reason.

const environment = "an expression sees its input only, not the environment of the program";
const input = "an expression has one input: use . for it";
const zone = "the time zone of the machine is not part of the input: use gmtime or strftime";
const special = "this special function of mathematics is not supported";

export const refusals: Readonly<Record<string, string>> = {
  env: environment,
  $ENV: environment,
  input,
  inputs: input,
  debug: "there is nowhere to write to",
  stderr: "there is nowhere to write to",
  input_line_number: input,
  input_filename: input,
  halt: "use error to stop",
  halt_error: "use error to stop",
  builtins: "see docs/expressions.md for the list",
  modulemeta: "modules are not available",
  get_search_list: "modules are not available",
  localtime: zone,
  strflocaltime: zone,
  now: "the caller of this expression gives it no clock",
  ...Object.fromEntries(
    "gamma tgamma lgamma erf erfc j0 j1 y0 y1 jn yn drem nextafter nexttoward remainder fma"
      .split(" ")
      .map((name) => [name, special]),
  ),
};
