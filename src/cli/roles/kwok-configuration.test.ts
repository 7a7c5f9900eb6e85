import { describe, expect, test } from "bun:test";
import { parseStages } from "../../stage/index.ts";
import { type ReadOptions, readKwokOptions } from "./kwok-configuration.ts";

function read(...bodies: readonly string[]): ReadOptions {
  const text = bodies.map(
    (body) => `apiVersion: config.kwok.x-k8s.io/v1alpha1\nkind: KwokConfiguration\n${body}\n`,
  );
  return readKwokOptions(parseStages(text.join("---\n"), "kwok.yaml").others);
}

describe("a KwokConfiguration", () => {
  test("says what flags would say; later documents win, and empty text says nothing", () => {
    const { options, notices } = read(
      `options:
  enableCRDs: [Stage]
  cidr: 10.1.0.0/16
  manageAllNodes: false
  manageNodesWithLabelSelector: ""
  nodePort: 10247
  serverAddress: 0.0.0.0:10247
  nodeLeaseDurationSeconds: 40`,
      "options: { cidr: 10.2.0.0/16 }",
    );
    expect(notices).toEqual([]);
    expect(options).toEqual({
      enableCrds: ["Stage"],
      cidr: "10.2.0.0/16",
      manageAllNodes: false,
      nodePort: 10_247,
      serverAddress: { hostname: "0.0.0.0", port: 10_247 },
      nodeLeaseDurationSeconds: 40,
    });
  });

  test("is told which of its options have no meaning here", () => {
    const { options, notices } = read(
      "options: { podPlayStageParallelism: 4, enableProfilingHandler: true }",
    );
    expect(options).toEqual({});
    expect(notices).toEqual([
      "podPlayStageParallelism has no meaning here: requests under way are bounded by --in-flight, for nodes and pods together",
      "enableProfilingHandler has no meaning here: there are no goroutines to profile",
    ]);
  });

  test.each([
    [
      "options: { manageAlNodes: true }",
      "kwok has no option manageAlNodes; did you mean manageAllNodes?",
    ],
    ["options: { nodePort: x }", '"x" is not a whole number ≥ 0'],
    ["options: { serverAddress: nowhere }", '"nowhere" is not an address'],
    ["options: { disregardStatusWithLabelSelector: a=b }", "which kwok has deprecated"],
    ["tracing: { endpoint: localhost:4317 }", "kwokbench sends no traces; leave tracing out"],
  ])("is refused with its place: %s", (body, sentence) => {
    expect(() => read(body)).toThrow(sentence);
    expect(() => read(body)).toThrow("kwok.yaml:1:1");
  });
});
