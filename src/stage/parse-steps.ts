// What a Stage does, in order: `steps`, or the deprecated `next` turned into them.

import type { LocatedNode } from "./located-node.ts";
import type { FinalizersStep, PatchStep, Step } from "./stage.ts";

/** `steps` where there are any, else `next`; nothing when the stage does nothing. */
export function parseSteps(spec: LocatedNode): readonly Step[] {
  const next = spec.field("next");
  const steps = spec.field("steps").items();
  if (steps.length > 0) {
    if (next.present)
      next.problem("next is ignored, because steps are given", "remove it", "warning");
    return steps.flatMap((step) => parseStep(step));
  }
  return next.present ? parseNext(next) : [];
}

/** A step may hold several actions; deleting comes last, so that it does not take the others' object away. */
function parseStep(step: LocatedNode): Step[] {
  const apply = step.field("apply");
  const actions = [
    ...parseEvent(step.field("event")),
    ...parseFinalizers(step.field("finalizers")),
    ...parsePatch(step.field("patch")),
    ...parseApply(apply),
    ...parseDelete(step.field("delete")),
  ];
  step.rejectOthers();
  return actions;
}

/** KWOK's order: event, finalizers, patches or else the status template, then delete. */
function parseNext(next: LocatedNode): Step[] {
  const event = parseEvent(next.field("event"));
  const finalizers = parseFinalizers(next.field("finalizers"));
  const patches = next
    .field("patches")
    .items()
    .flatMap((patch) => parsePatch(patch));
  const status = parseStatusTemplate(next);
  const remove = parseDelete(next.field("delete"));
  next.rejectOthers();
  return [...event, ...finalizers, ...(patches.length > 0 ? patches : status), ...remove];
}

function parseStatusTemplate(next: LocatedNode): PatchStep[] {
  const template = next.field("statusTemplate").source();
  const subresource = next.field("statusSubresource").text() ?? "status";
  const patchAs = next.field("statusPatchAs");
  const impersonate = patchAs.field("username").text();
  patchAs.rejectOthers();
  if (!template || template.text.trim() === "") return [];
  return [{ kind: "patch", subresource, root: "status", template, type: undefined, impersonate }];
}

function parseEvent(event: LocatedNode): Step[] {
  if (!event.present) return [];
  const type = event.field("type").text() || "Normal";
  const reason = event.field("reason").text() ?? "";
  const message = event.field("message").text() ?? "";
  event.rejectOthers();
  return [{ kind: "event", type, reason, message }];
}

function parseFinalizers(node: LocatedNode): FinalizersStep[] {
  if (!node.present) return [];
  const empty = node.field("empty").flag();
  const values = (list: LocatedNode): string[] =>
    list.items().flatMap((item) => {
      const value = item.field("value").text();
      item.rejectOthers();
      return value ?? [];
    });
  const remove = values(node.field("remove"));
  const add = values(node.field("add"));
  node.rejectOthers();
  return [{ kind: "finalizers", empty, remove, add }];
}

function parsePatch(node: LocatedNode): PatchStep[] {
  if (!node.present) return [];
  const subresource = node.field("subresource").text() ?? "";
  const root = node.field("root").text() ?? "";
  const template = node.field("template").source();
  const type = node.field("type").oneOf(["json", "merge", "strategic"]);
  const impersonate = parseImpersonation(node.field("impersonation"));
  node.rejectOthers();
  if (!template) node.problem("a patch needs a template");
  return template ? [{ kind: "patch", subresource, root, template, type, impersonate }] : [];
}

function parseApply(node: LocatedNode): Step[] {
  if (!node.present) return [];
  const template = node.field("template").source();
  const type = node.field("type").oneOf(["apply", "merge", "strategic"]) ?? "apply";
  const subresource = node.field("subresource").text() ?? "";
  const impersonate = parseImpersonation(node.field("impersonation"));
  node.rejectOthers();
  if (!template) node.problem("an apply needs a template");
  return template ? [{ kind: "apply", template, type, subresource, impersonate }] : [];
}

function parseImpersonation(node: LocatedNode): string | undefined {
  const username = node.field("username").text();
  node.rejectOthers();
  return username;
}

function parseDelete(node: LocatedNode): Step[] {
  return node.flag() ? [{ kind: "delete" }] : [];
}
