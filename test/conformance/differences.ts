// Where the embedded server answers otherwise than the real one. What is deliberate has a rule and a reason here; all
// else is in to-fix.txt, one by one with both values, and the list may only shrink: a difference that is in neither
// fails the suite, and so does a line or a rule that nothing bears out any more.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Difference } from "./compare.ts";

export interface Deliberate {
  readonly id: string;
  readonly reason: string;
  readonly holds: (difference: Difference) => boolean;
}

export const deliberate: readonly Deliberate[] = [
  {
    id: "list items carry kind and apiVersion",
    reason:
      "Items are the stored bytes, spliced into the list as they are; clients ignore what they know already.",
    holds: ({ path, real }) =>
      /^body\.items\[[^\]]*\]\.(?:kind|apiVersion)$/.test(path) && real === "(absent)",
  },
  {
    id: "an empty list is [] and never null",
    reason:
      "The real one answers either, depending on whether its cache served the list; clients take both for none.",
    holds: ({ path, real, embedded }) =>
      path === "body.items" && real === null && Array.isArray(embedded) && embedded.length === 0,
  },
  {
    id: "versions from before the server started are too old",
    reason:
      "Its versions start at the time of day, so that clients of an earlier server list again; a young etcd still has its first versions.",
    holds: ({ script, step }) =>
      script === "watches refused and ended" && step.endsWith(" EVENTS too old"),
  },
  {
    id: "the administrator shows no certificate",
    reason: "On plain HTTP there is none whose fingerprint could be told; over HTTPS there is.",
    holds: ({ path, real }) =>
      /\.(?:userInfo|spec)\.extra$/.test(path) && JSON.stringify(real).includes("credential-id"),
  },
  {
    id: "metadata alone names the generation of a daemon set's template too",
    reason:
      "It is an annotation in the one form that is kept here, and a field in the one the real server makes metadata of.",
    holds: ({ path, embedded }) =>
      path.endsWith(".metadata.annotations") &&
      JSON.stringify(embedded).includes(TEMPLATE_GENERATION),
  },
  {
    id: "JSON is the one media type there is",
    reason:
      "Clients ask for JSON where there is no protobuf; a refusal names what there is, and that is true on both.",
    holds: ({ path, real, embedded }) =>
      path === "body.message" &&
      [real, embedded].every((text) => NOT_ACCEPTABLE.test(JSON.stringify(text))),
  },
  {
    id: "what a client did wrong is never answered with 500",
    reason:
      "The real one says of some wrong requests that the server failed, and clients send them again.",
    holds: ({ path, real, embedded }) =>
      path === "answer" &&
      typeof real === "string" &&
      real.startsWith("500 nothing:") &&
      typeof embedded === "string" &&
      embedded.startsWith("4"),
  },
  {
    id: "text that cannot be read is refused in other words",
    reason: "What is wrong with it is what the parser at hand says, and where.",
    holds: ({ path, real }) =>
      /^body\.(?:message|details\.causes\[(?:patch|data\[\.dockercfg\])\]\.message)$/.test(path) &&
      typeof real === "string" &&
      /json parse error|invalid character|unexpected end of JSON|yaml: line|protobuf message|unexpected EOF|cannot restore/.test(
        real,
      ),
  },
  {
    id: "a field that a subresource leaves as it was has no owner by it",
    reason:
      "The real one notes who sent another image through the resize of a pod, although the image stays what it was.",
    holds: ({ script, step, path }) =>
      script === "pods have more subresources" &&
      step.startsWith("5 PATCH ") &&
      /^body\.metadata\.(?:managedFields|resourceVersion)/.test(path),
  },
  {
    id: "services that are only tried are shown addresses of their own",
    reason:
      "The real one shows each the same, which the next to be made gets; here each has another, and none is taken.",
    holds: ({ script, step, path }) =>
      script === "warnings of other kinds" &&
      step.includes("dryRun=All") &&
      /^body\.spec\.clusterIPs?(?:\[0\])?$/.test(path),
  },
  {
    id: "directives of a patch are not told to be unknown fields",
    reason:
      "The real one leaves a $patch that it did not follow in the object, and then warns of it.",
    holds: ({ path, real }) =>
      path === "headers.warning" && JSON.stringify(real).includes("$patch"),
  },
  {
    id: "nobody owns the empty name of a secret for images",
    reason: "A reference to nothing is nothing to own, and pods that have one are warned of it.",
    holds: ({ path }) => path.endsWith('.f:imagePullSecrets.k:{"name":""}'),
  },
  {
    id: "a map with nothing in it is none",
    reason: "It is forgotten as the object is read, as it would be where it is stored.",
    holds: ({ script, step, path }) =>
      script === "changes of volumes" &&
      step.startsWith("24 POST ") &&
      /^body\.(?:message|details\.causes)/.test(path),
  },
  {
    id: "a service without a name is refused for that",
    reason: "The real one tries to give it an address first, and speaks of that.",
    holds: ({ script, step, path }) =>
      script === "v1 services" && step.startsWith("4 POST ") && path.startsWith("body."),
  },
  {
    id: "DaemonSets show the count of their templates everywhere",
    reason:
      "To the real one it is a field, which it turns into an annotation only in whole objects.",
    holds: ({ script, path }) =>
      script === "apps/v1 daemonsets" &&
      /^body\.(?:rows\[0\]\.object\.)?metadata\.annotations$/.test(path),
  },
];

const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

const NOT_ACCEPTABLE = /^"(?:only the following media types are accepted|406: Not Acceptable)/;

/** Values longer than this are cut: enough to see what it is about. */
const VALUE_LENGTH_MAX = 120;

/** `script › step › path: real ≠ embedded`: how a difference is listed, one line each. */
export function lineOf({ script, step, path, real, embedded }: Difference): string {
  return `${script} › ${step} › ${path}: ${short(real)} ≠ ${short(embedded)}`;
}

function short(value: Difference["real"]): string {
  const text = JSON.stringify(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}

const toFixFile = join(import.meta.dir, "to-fix.txt");

/** Lines by cause. In the file, a cause is a line that starts with `# `. */
export const toFix: Readonly<Record<string, readonly string[]>> = readToFix();

function readToFix(): Record<string, string[]> {
  const causes: Record<string, string[]> = {};
  let lines: string[] = [];
  for (const line of readFileSync(toFixFile, "utf8").split("\n")) {
    if (line.startsWith("# ")) causes[line.slice(2)] = lines = [];
    else if (line !== "") lines.push(line);
  }
  return causes;
}

export async function writeToFix(
  causes: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const parts = Object.entries(causes).map(([name, lines]) => [`# ${name}`, ...lines, ""]);
  await Bun.write(toFixFile, parts.flat().join("\n"));
}

export interface Review {
  /** Not listed, and not deliberate. */
  readonly fresh: readonly Difference[];
  /** Listed lines that no longer occur. */
  readonly gone: readonly string[];
  /** Deliberate differences that no longer occur. */
  readonly idle: readonly Deliberate[];
}

export function review(found: readonly Difference[]): Review {
  const listed = new Set(Object.values(toFix).flat());
  const unexplained = found.filter((each) => !deliberate.some(({ holds }) => holds(each)));
  const lines = new Set(unexplained.map(lineOf));
  return {
    fresh: unexplained.filter((each) => !listed.has(lineOf(each))),
    gone: [...listed].filter((line) => !lines.has(line)),
    idle: deliberate.filter(({ holds }) => !found.some(holds)),
  };
}
