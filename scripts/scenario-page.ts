// docs/scenario.md, from the schema's own descriptions, so that the page cannot say what the program does not do.

import {
  type JsonSchema,
  METRICS,
  profileNames,
  scenarioSchema,
  type StatisticUnit,
  statisticsOf,
} from "../src/scenario/index.ts";

/** The page's Markdown. */
export function scenarioPage(): string {
  const example = [
    "```yaml",
    "apiVersion: kwokbench.dev/v1alpha1",
    "kind: Scenario",
    "metadata: { name: example }",
    "vars: { nodes: 1000, rate: 100/s }",
    "spec:",
    '  nodes: [{ count: "${nodes}" }]',
    "  phases:",
    "    - { name: fill, create: { count: 5000, profile: small } }",
    '    - { name: churn, duration: 60s, churn: { rate: "${rate}", profile: small }, arrival: poisson }',
    "  thresholds: [pod_startup@churn.p99 < 5s]",
    "```",
  ];
  return [
    "# Scenarios",
    "",
    "<!-- Written by scripts/schema.ts from the schema in src/scenario; change it there. -->",
    "",
    "A scenario says what a run does: which cluster, which nodes, which load, and what must hold. It is one YAML document;",
    "`kwokbench init` writes one to start from, `kwokbench validate` checks it, `kwokbench plan` says what it would do.",
    "",
    ...example,
    "",
    "An unknown key is an error, told with its place and the nearest known key. Durations are written `500ms`, `60s`, `5m`,",
    "`1h30m`; rates `100/s`, `30/m`, `1000/h`; counts are whole numbers. A bare number is not a duration or a rate.",
    "",
    "## Variables",
    "",
    '`vars` declares them, `"${name}"` uses them anywhere in the scenario and in the manifests it names, `--set name=value`',
    "overrides them. A text that is nothing but one `${name}` takes the variable's own type. An override of a variable that",
    "is not declared, and a variable that is never used, are errors. A literal `${` is written `$${`.",
    "",
    "## Manifests",
    "",
    "What phases create are ordinary manifests: a built-in profile, a file (`profile: my-pod.yaml`, relative to the scenario),",
    "or inline (`manifest: {…}`). In them `${name}`, `${index}`, `${namespace}`, `${phase}`, `${run}` and, for nodes, `${zone}`",
    "are filled in for each object. The name, the namespace and kwokbench's labels are set for you.",
    "",
    "Built-in profiles, each kind's default first:",
    "",
    ...Object.entries(profileNames()).map(
      ([kind, names]) => `- ${kind}: ${names.map((name) => `\`${name}\``).join(", ")}`,
    ),
    "",
    ...sections(),
    ...thresholdSection(),
    "",
  ].join("\n");
}

interface Section {
  /** Where it may stand: some maps may stand in several places. */
  readonly paths: string[];
  readonly schema: JsonSchema;
}

/** One section for each map with named keys, in the order of the document; equal ones are told once. */
function sections(): readonly string[] {
  const found = new Map<string, Section>();
  collect("", scenarioSchema(), found);
  return [...found.values()].flatMap(({ paths, schema }) => [
    paths[0] === "" ? "## The document" : `## ${paths.map(code).join(", ")}`,
    "",
    ...(schema.description ? [schema.description, ""] : []),
    "| key | value | default | |",
    "|---|---|---|---|",
    ...Object.entries(schema.properties ?? {}).map(([key, child]) =>
      row(key, child, schema.required?.includes(key) ?? false),
    ),
    "",
  ]);
}

function collect(path: string, schema: JsonSchema, found: Map<string, Section>): void {
  if (schema.items) collect(`${path}[]`, schema.items, found);
  for (const option of schema.anyOf ?? [])
    collect(path, { ...option, description: schema.description ?? "" }, found);
  if (!schema.properties) return;
  const identity = JSON.stringify(schema.properties);
  const known = found.get(identity);
  if (known) {
    known.paths.push(path);
    return;
  }
  found.set(identity, { paths: [path], schema });
  for (const [key, child] of Object.entries(schema.properties))
    collect(path === "" ? key : `${path}.${key}`, child, found);
}

function row(key: string, schema: JsonSchema, isRequired: boolean): string {
  const fallback = schema.default;
  const isShown = fallback !== undefined && !["{}", "[]", '""'].includes(JSON.stringify(fallback));
  const example = schema.examples?.[0];
  const cells = [
    `\`${key}\``,
    typeText(schema),
    isRequired ? "required" : isShown ? code(fallback) : "",
    [
      schema.description,
      example !== undefined && fallback === undefined ? `E.g. ${code(example)}` : "",
    ]
      .filter(Boolean)
      .join(" "),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function typeText(schema: JsonSchema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(", ");
  if (schema.format === "duration" || schema.format === "rate") return schema.format;
  if (schema.type === "integer") return `whole number, ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.type === "object") return "map";
  if (schema.type === "boolean") return "true or false";
  return schema.type === "string" ? "text" : "value";
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function thresholdSection(): readonly string[] {
  const kinds = ["latency", "series", "counter", "memory", "cpu"] as const;
  return [
    "## Threshold expressions",
    "",
    "`metric{label=value,…}@phase.statistic operator bound`; labels and phase may be left out: then all are merged, never",
    "averaged. Operators are `<`, `<=`, `>`, `>=`. Without anything measured a threshold fails. `slo: kubernetes` stands for",
    "the service level objectives Kubernetes publishes: pod startup and mutating calls at their 99th percentile.",
    "",
    ...kinds.map(
      (kind) =>
        `- Statistics of a ${kind}: ${Object.entries(statisticsOf(kind))
          .map(([name, unit]) => `\`${name}\`${unit === "count" ? "" : ` (${unitText(unit)})`}`)
          .join(", ")}.`,
    ),
    "- Any other percentile is written like `p75` or `p99.9`.",
    "- Kinds that phases create have series of their own, by their plural: `deployments_created`, `deployments_deleted`.",
    "",
    "| metric | labels | kind | what it is |",
    "|---|---|---|---|",
    ...Object.entries(METRICS).map(
      ([name, { labels, kind, meaning }]) =>
        `| \`${name}\` | ${labels.map(code).join(", ")} | ${kind} | ${meaning} |`,
    ),
    "| a span's name | | latency | from one condition to another, see `spans` |",
  ];
}

function unitText(unit: Exclude<StatisticUnit, "count">): string {
  switch (unit) {
    case "seconds":
      return "a duration";
    case "perSecond":
      return "a rate";
    case "bytes":
      return "a size: `800MB`, `2GiB`";
    case "cores":
      return "a number";
  }
}
