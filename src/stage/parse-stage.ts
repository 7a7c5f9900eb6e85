// One Stage document to a Stage. The deprecated spellings (`next`, inline jq, expressionFrom) end here.

import type { LocatedNode } from "./located-node.ts";
import { parseSteps } from "./parse-steps.ts";
import type { Expression, Requirement, Sourced, Stage, StageSelector } from "./stage.ts";

const JQ_OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/** Undefined when something in it is wrong, or when it has no selector: such a stage matches nothing. */
export function parseStage(root: LocatedNode): Stage | undefined {
  const errorsBefore = errorCount(root);
  const metadata = root.field("metadata");
  const name = metadata.field("name").text();
  if (!name) metadata.problem("a Stage needs a name", "set metadata.name");
  const spec = root.field("spec");
  const ref = spec.field("resourceRef");
  const kind = ref.field("kind").text();
  if (!kind) ref.problem("which kind is it for?", "set spec.resourceRef.kind, such as Pod");
  const selector = parseSelector(spec.field("selector"));
  const delay = spec.field("delay");
  const stage: Stage = {
    name: name ?? "",
    resourceRef: { apiVersion: ref.field("apiGroup").text() || "v1", kind: kind ?? "" },
    selector: selector ?? { matchLabels: {}, matchAnnotations: {}, requirements: [] },
    weight: sourced(spec.field("weight"), spec.field("weightFrom")),
    delay: {
      durationMs: sourced(delay.field("durationMilliseconds"), delay.field("durationFrom")),
      jitterMs: sourced(
        delay.field("jitterDurationMilliseconds"),
        delay.field("jitterDurationFrom"),
      ),
    },
    immediateNextStage: spec.field("immediateNextStage").flag(),
    steps: parseSteps(spec),
    place: root.place,
  };
  delay.rejectOthers();
  ref.rejectOthers();
  spec.rejectOthers();
  root.field("status");
  root.rejectOthers();
  if (!selector)
    spec.problem(
      "no selector, so this stage never plays",
      "add `selector: {}` to match every object",
      "warning",
    );
  return errorCount(root) > errorsBefore || !selector ? undefined : stage;
}

function errorCount(root: LocatedNode): number {
  return root.reading.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
}

function parseSelector(selector: LocatedNode): StageSelector | undefined {
  if (!selector.present) return undefined;
  const matchLabels = selector.field("matchLabels").textMap();
  const matchAnnotations = selector.field("matchAnnotations").textMap();
  const items = selector.field("matchExpressions").items();
  selector.rejectOthers();
  return {
    matchLabels,
    matchAnnotations,
    requirements: items.flatMap((item) => parseRequirement(item)),
  };
}

function parseRequirement(item: LocatedNode): Requirement[] {
  const cel = item.field("cel");
  const jq = item.field("jq");
  // KWOK's choice where both are given.
  if (cel.present && jq.present)
    cel.problem("cel is ignored, because jq is given", "write two requirements", "warning");
  else if (cel.present) {
    const source = cel.field("expression").source();
    cel.rejectOthers();
    if (!source) cel.problem("a cel requirement needs an expression");
    return source ? [{ kind: "cel", source }] : [];
  }
  return parseJqRequirement(jq.present ? jq : item);
}

function parseJqRequirement(node: LocatedNode): Requirement[] {
  const source = node.field("key").source();
  const operatorNode = node.field("operator");
  const operator = operatorNode.oneOf(JQ_OPERATORS);
  const values = node.field("values").texts();
  node.rejectOthers();
  if (!source)
    node.problem(
      "a requirement needs a jq key",
      "write jq: { key: .status.phase, operator: Exists }",
    );
  if (!operatorNode.present) node.problem(`which operator? One of ${JQ_OPERATORS.join(", ")}`);
  if (!source || !operator) return [];
  if ((operator === "In" || operator === "NotIn") && values.length === 0)
    node.field("values").problem(`${operator} needs at least one value`);
  return [{ kind: "jq", source, operator, values }];
}

function sourced(fixed: LocatedNode, from: LocatedNode): Sourced {
  return { fixed: fixed.count(), from: parseExpression(from) };
}

/** `{cel: {expression}}`, `{jq: {expression}}`, or the deprecated `{expressionFrom}`, which is jq. */
function parseExpression(node: LocatedNode): Expression | undefined {
  if (!node.present) return undefined;
  const cel = node.field("cel").field("expression").source();
  const jq = node.field("jq").field("expression").source();
  const deprecated = node.field("expressionFrom").source();
  node.rejectOthers();
  if (cel && (jq ?? deprecated))
    node.problem("jq is ignored, because cel is given", "keep one of them", "warning");
  if (cel) return { language: "cel", source: cel };
  const source = jq ?? deprecated;
  if (!source)
    node.problem("no expression", "write jq: { expression: … } or cel: { expression: … }");
  return source && { language: "jq", source };
}
