import { describe, expect, test } from "bun:test";
import { formatDiagnostic } from "../../base/index.ts";
import { parseStages } from "../../stage/index.ts";
import { findContainerRule, findRule } from "./find-rule.ts";
import { parseSettings } from "./parse.ts";

const parse = (text: string) => parseSettings(parseStages(text, "kwok.yaml").others);
const object = (kind: string, spec: string, metadata = "{ name: web }"): string =>
  `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;

describe("the KWOK kinds", () => {
  test("are read from the documents beside the Stages", () => {
    const { settings, diagnostics } = parse(
      [
        object("Logs", "{ logs: [ { containers: [app], logsFile: /var/app.log } ] }"),
        object("ClusterAttach", "{ attaches: [ { logsFile: /var/any.log } ] }"),
        object(
          "ClusterExec",
          "{ selector: { matchNamespaces: [dev] }, execs: [ { local: { workDir: /tmp, envs: [ { name: A, value: b } ], securityContext: { runAsUser: 1000 } } } ] }",
        ),
        object(
          "PortForward",
          "{ forwards: [ { ports: [80], command: [cat] } ] }",
          "{ name: web, namespace: dev }",
        ),
        object(
          "ClusterResourceUsage",
          "{ usages: [ { usage: { cpu: { value: 1m }, memory: { expression: 'Quantity(\"1Mi\")' } } } ] }",
        ),
        object(
          "Metric",
          "{ path: /metrics/mine, metrics: [ { name: m, kind: gauge, value: '1.0' } ] }",
        ),
      ].join("---\n"),
    );
    expect(diagnostics).toEqual([]);
    expect(settings).toEqual({
      logs: [
        {
          scope: { kind: "pod", namespace: "default", name: "web" },
          rules: [{ containers: ["app"], logsFile: "/var/app.log", previousLogsFile: undefined }],
        },
      ],
      attaches: [
        {
          scope: { kind: "cluster", selector: { namespaces: [], names: [] } },
          rules: [{ containers: [], logsFile: "/var/any.log" }],
        },
      ],
      execs: [
        {
          scope: { kind: "cluster", selector: { namespaces: ["dev"], names: [] } },
          rules: [
            {
              containers: [],
              local: {
                workDir: "/tmp",
                envs: [{ name: "A", value: "b" }],
                runAsUser: 1000,
                runAsGroup: undefined,
              },
            },
          ],
        },
      ],
      forwards: [
        {
          scope: { kind: "pod", namespace: "dev", name: "web" },
          rules: [{ ports: [80], target: { kind: "command", argv: ["cat"] } }],
        },
      ],
      usages: [
        {
          scope: { kind: "cluster", selector: { namespaces: [], names: [] } },
          rules: [
            {
              containers: [],
              usage: {
                cpu: { kind: "value", text: "1m" },
                memory: { kind: "expression", text: 'Quantity("1Mi")' },
              },
            },
          ],
        },
      ],
      metrics: [
        {
          name: "web",
          path: "/metrics/mine",
          metrics: [
            {
              name: "m",
              help: "",
              kind: "gauge",
              labels: [],
              value: "1.0",
              buckets: [],
              dimension: "node",
            },
          ],
        },
      ],
    });
  });

  test("leave other groups and kinds alone", () => {
    const text = "apiVersion: v1\nkind: Node\nmetadata: { name: n }\n---\n";
    expect(parse(text + object("KwokConfiguration", "{}")).diagnostics).toEqual([]);
  });

  const mistakes: readonly [string, string][] = [
    [object("Exek", "{}"), "kwok.yaml:1:1: there is no kind Exek; did you mean Exec?"],
    [
      object("Logs", "{ logs: [ { logFile: /x } ] }"),
      "kwok.yaml:1:1: spec.logs.0.logsFile: Invalid input: expected string, received undefined",
    ],
    [
      object("ClusterPortForward", "{ forwards: [ { ports: [80] } ] }"),
      "kwok.yaml:1:1: spec.forwards.0: give either target or command",
    ],
    [
      object("ClusterResourceUsage", "{ usages: [ { usage: { cpu: { value: lots } } } ] }"),
      "spec.usages.0.usage.cpu.value",
    ],
    [object("Metric", "{ path: /mine, metrics: [] }"), "spec.path: must begin with /metrics"],
    [object("Exec", "{ execs: [] }", "{}"), "metadata.name: the object has no name"],
    [object("Exec", "{ execs: [] }").replace("v1alpha1", "v2"), "Exec has no version"],
  ];
  test.each(mistakes)("with a mistake are refused with its place: %#", (text, sentence) => {
    expect(parse(text).diagnostics.map(formatDiagnostic).join("\n")).toContain(sentence);
  });
});

describe("which rule is about a container", () => {
  const rule = (containers: readonly string[], logsFile: string) => ({ containers, logsFile });
  const all = [
    {
      scope: { kind: "cluster", selector: { namespaces: ["dev"], names: [] } },
      rules: [rule(["app"], "dev-app")],
    },
    {
      scope: { kind: "cluster", selector: { namespaces: [], names: [] } },
      rules: [rule([], "any"), rule(["side"], "any-side")],
    },
    { scope: { kind: "pod", namespace: "dev", name: "web" }, rules: [rule(["app"], "web-app")] },
  ] as const;
  const found = (namespace: string, name: string, container: string): string | undefined =>
    findContainerRule(all, { namespace, name }, container)?.logsFile;

  test("an object named after the pod wins outright, even where it says nothing", () => {
    expect(found("dev", "web", "app")).toBe("web-app");
    expect(found("dev", "web", "side")).toBeUndefined();
  });

  test("else the first cluster-wide one that has a rule for it", () => {
    expect(found("dev", "other", "app")).toBe("dev-app");
    expect(found("dev", "other", "side")).toBe("any-side");
    expect(found("prod", "web", "app")).toBe("any");
  });

  test("ports are found in the same way", () => {
    const forwards = [
      {
        scope: { kind: "cluster", selector: { namespaces: [], names: ["db"] } },
        rules: [{ ports: [5432], to: "db" }],
      },
    ] as const;
    const to = (name: string, port: number) =>
      findRule(forwards, { namespace: "x", name }, (rule): readonly number[] => rule.ports, port)
        ?.to;
    expect(to("db", 5432)).toBe("db");
    expect(to("db", 80)).toBeUndefined();
    expect(to("web", 5432)).toBeUndefined();
  });
});
