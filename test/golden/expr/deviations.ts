// Where our answer is not that of the Go original, and why.

const noEnvironment = "refused when compiled: an expression does not see the environment";
const number =
  "gojq keeps the text of a number that fromjson read; here it is an integer or a float";

export const jqDeviations: Readonly<Record<string, string>> = {
  "@nope": "refused when compiled; gojq finds it only on running into it",
  "env | type": noEnvironment,
  $ENV: noEnvironment,
  "now | type": "refused where the caller gives no clock",
  halt: "refused when compiled: an expression does not end the program",
  builtins: "refused when compiled; docs/expressions.md has the list",
  '"[1, 2.5, {\\"a\\": null}]" | fromjson': number,
  "1 | tojson | fromjson": number,
  ".a | tojson | fromjson": number,
};

export const templateDeviations: Readonly<Record<string, string>> = {
  '{{ template "none" }}':
    "an unknown template is an error when compiled; Go finds it on running into it",
  "{{ $x = 1 }}": "an unknown variable is an error when compiled; Go finds it on running into it",
  '{{ printf "%x" 3.5 }}': "hexadecimal floats are not written",
};
const unchecked =
  "cel-go refuses literals of two types when it compiles; here they are compared as values";

export const celDeviations: Readonly<Record<string, string>> = {
  "1 == 1.0": unchecked,
  "1 < 2.5": unchecked,
  "1u == 1": unchecked,
  '{"a": 1} == {"a": 1.0}': unchecked,
};
