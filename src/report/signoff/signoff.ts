// A sign-off for people: the verdict, why, each scenario's objectives and changes, and what it all rests on.

import type { ScenarioSignoff, Signoff, SignoffVerdict } from "../../compare/index.ts";
import { comparisonTable, differenceTable, sidesLine } from "../comparison/table.ts";
import { environmentRows } from "../environment-rows.ts";
import { formatCount } from "../format.ts";
import { thresholdValue } from "../headline.ts";
import { pageHtml } from "../page/html.ts";
import { pageMarkdown } from "../page/markdown.ts";
import type { Page, Part, Tone } from "../page/page.ts";
import { pageTerminal } from "../page/terminal.ts";
import { type Table, shortDigest } from "../tables.ts";
import type { TerminalOptions } from "../terminal.ts";

export function signoffMarkdownReport(signoff: Signoff): string {
  return pageMarkdown(signoffPage(signoff));
}

export function signoffHtmlReport(signoff: Signoff): string {
  return pageHtml(signoffPage(signoff));
}

export function signoffTerminalReport(signoff: Signoff, options: TerminalOptions): string {
  return pageTerminal(signoffPage(signoff), options);
}

const WORDS: Readonly<Record<SignoffVerdict, string>> = {
  approved: "APPROVED",
  rejected: "REJECTED",
  inconclusive: "INCONCLUSIVE",
};

const TONES: Readonly<Record<SignoffVerdict, Tone>> = {
  approved: "pass",
  rejected: "fail",
  inconclusive: "invalid",
};

function signoffPage(signoff: Signoff): Page {
  const { name, description, verdict, sentence, createdAt, version, digest } = signoff;
  return {
    title: name,
    word: WORDS[verdict],
    tone: TONES[verdict],
    subject: `${createdAt} · kwokbench ${version} · document ${shortDigest(digest)}`,
    sentences: [sentence, ...(description === undefined ? [] : [description])],
    parts: [
      { kind: "table", table: overviewTable(signoff) },
      ...signoff.scenarios.flatMap(scenarioParts),
      ...environmentParts(signoff),
      {
        kind: "list",
        title: "What was simulated",
        items: [...new Set(signoff.scenarios.flatMap(({ fidelity }) => fidelity))],
      },
      { kind: "table", table: inputTable(signoff), folded: true },
      {
        kind: "list",
        title: "To check this document",
        items: [
          "kwokbench signoff --verify on its JSON reads every input again, compares the digests, and builds every verdict anew.",
        ],
      },
    ],
  };
}

function overviewTable({ scenarios }: Signoff): Table {
  return {
    title: "Scenarios",
    columns: ["scenario", "verdict", "valid runs", "objectives held", "against the baseline"],
    textColumns: [1, 4],
    rows: scenarios.map((each) => [
      each.name,
      each.verdict,
      `${each.runsValid} of ${each.runsPlanned}`,
      `${each.objectives.filter(({ pass }) => pass).length} of ${each.objectives.length}`,
      each.comparison?.verdict ?? "–",
    ]),
  };
}

function scenarioParts(scenario: ScenarioSignoff): Part[] {
  const { name, reasons, comparison, findings } = scenario;
  const table = comparison ? comparisonTable(comparison) : undefined;
  return [
    { kind: "list", title: `${name}: why ${scenario.verdict}`, items: reasons },
    { kind: "table", table: objectiveTable(scenario) },
    ...(comparison && table
      ? [
          {
            kind: "table" as const,
            table: { ...table, title: `${name}: against the baseline (${sidesLine(comparison)})` },
            folded: comparison.verdict !== "regression",
          },
          {
            kind: "table" as const,
            table: {
              ...differenceTable(comparison),
              title: `${name}: not alike with the baseline`,
            },
          },
          { kind: "list" as const, title: `${name}: to bear in mind`, items: comparison.notes },
        ]
      : []),
    {
      kind: "list",
      title: `${name}: validity`,
      items: findings.map(
        ({ severity, message, id, runs }) => `${severity}: ${message} (${id}, in ${runs} runs)`,
      ),
    },
  ];
}

function objectiveTable({ name, objectives }: ScenarioSignoff): Table {
  return {
    title: `${name}: objectives`,
    note: "Held against every valid run; one that misses it is enough.",
    columns: ["objective", "verdict", "from", "runs", "worst", "best"],
    textColumns: [1, 2],
    rows: objectives.map(({ expression, pass, source, runsPassed, values }) => {
      const text = (value: number | null | undefined): string =>
        value === undefined
          ? "no data"
          : thresholdValue({ expression, pass, value: value ?? Infinity });
      const sorted = values.toSorted((left, right) => (left ?? Infinity) - (right ?? Infinity));
      const ends = [sorted.at(-1), sorted[0]];
      // A floor is missed by small values, a ceiling by large ones.
      const [worst, best] = expression.includes(">") ? ends.reverse() : ends;
      return [
        expression,
        pass ? "✔ holds" : "✘ missed",
        source,
        `${runsPassed} of ${values.length}`,
        text(worst),
        text(best),
      ];
    }),
  };
}

function environmentParts({ environments }: Signoff): Part[] {
  return environments.map((environment, at) => ({
    kind: "table",
    table: {
      title: environments.length === 1 ? "Environment" : `Environment ${at + 1}`,
      columns: ["what", "value"],
      textColumns: [1],
      rows: [
        ...environmentRows(environment),
        ...Object.entries(environment.versions).map(([component, version]) => [component, version]),
      ],
    },
  }));
}

function inputTable({ inputs }: Signoff): Table {
  return {
    title: "Inputs",
    columns: ["file", "what", "SHA-256", "bytes"],
    textColumns: [1, 2],
    rows: inputs.map(({ path, role, sha256, bytes }) => [path, role, sha256, formatCount(bytes)]),
  };
}
