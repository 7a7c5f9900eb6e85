// Why the embedded server differs. A new difference is filed under the first cause that fits; so the narrow ones come
// before the wide ones.

import type { Difference } from "./compare.ts";

export interface Cause {
  readonly name: string;
  readonly fits: (difference: Difference, answers: Answers) => boolean;
}

/** Statuses of the two answers, where they differ. */
interface Answers {
  readonly real: number | undefined;
  readonly embedded: number | undefined;
}

const inScript =
  (pattern: RegExp) =>
  ({ script }: Difference): boolean =>
    pattern.test(script);
const text = (value: Difference["real"]): string => JSON.stringify(value);
const accepted = (status: number | undefined): boolean => status === 200 || status === 201;

const causes: readonly Cause[] = [
  { name: "custom resources are not served", fits: inScript(/^custom resources$/) },
  { name: "server-side apply is not served", fits: inScript(/^server-side apply$/) },
  {
    name: "jobs lack the labels and replication controllers and jobs the default of orphaning",
    fits: ({ script, step, path, real }) =>
      /^(?:batch\/v1 jobs|v1 replicationcontrollers)$/.test(script)
        ? path === "body.metadata.labels" || / DELETE | GET .*\/web$|suite%3D/.test(step)
        : /\/jobs/.test(step) &&
          (path === "body.metadata.labels" || / DELETE | PATCH /.test(step)) &&
          !text(real).includes("immutable"),
  },
  {
    name: "protection finalizers are not set on volumes and claims",
    fits: ({ script, path, real, step }) =>
      text(real).includes("-protection") ||
      (/persistentvolume|volumeattributesclass/.test(script) &&
        !/columnDefinitions|cells|causes/.test(path) &&
        Number(step.split(" ")[0]) >= 16),
  },
  { name: "quotas are not enforced", fits: inScript(/^quotas$/) },
  { name: "limit ranges are not applied", fits: inScript(/^limit ranges$/) },
  {
    name: "services' addresses and ports are not allocated and given back as upstream's",
    fits: ({ script, step, path }) =>
      script === "services" ||
      (/\/services/.test(step) &&
        /clusterIP|nodePort|externalTraffic|internalTraffic|ipFamil/.test(path)),
  },
  {
    name: "watches of tables repeat the columns and show the bookmark as a row",
    fits: ({ step }) => step.endsWith(" EVENTS table"),
  },
  {
    name: "a pod deleted at once is not marked first: no MODIFIED, no marks in answer and event",
    fits: ({ step, script, path, embedded }) =>
      (/ EVENTS /.test(step) && script === "watches of pods by phase and node") ||
      (/ DELETE .*\/pods\//.test(step) &&
        /deletion|generation|resourceVersion/.test(path) &&
        embedded !== 7),
  },
  {
    name: "watches differ otherwise",
    fits: ({ step }) => / (?:EVENTS|WATCH) /.test(step),
  },
  {
    name: "tables say what is not there yet",
    fits: ({ path }) => /^body\.(?:columnDefinitions|rows)/.test(path),
  },
  { name: "discovery differs", fits: inScript(/^discovery$/) },
  {
    name: "zero values of status are left out",
    fits: ({ path }) => /(?:^body|\])\.status(?:\.|$)/.test(path),
  },
  {
    name: "collections and namespaces are marked as deleted otherwise",
    fits: ({ path, step, real, embedded }) =>
      /deletionGracePeriodSeconds|deletionTimestamp/.test(path) ||
      (/ DELETE /.test(step) && /generation|resourceVersion|finalizers/.test(path)) ||
      text(real).includes("deletionTimestamp") ||
      text(embedded).includes("deletionTimestamp"),
  },
  {
    name: "the success of a deletion carries a code",
    fits: ({ path, embedded }) => path === "body.code" && embedded === 200,
  },
  { name: "warnings are not sent", fits: ({ path }) => path === "headers.warning" },
  {
    name: "options of requests are not checked",
    fits: ({ real, path }) => path === "answer" && /Options\.meta\.k8s\.io/.test(text(real)),
  },
  {
    name: "admission does not refuse",
    fits: (_, answers) => answers.real === 403 && accepted(answers.embedded),
  },
  {
    name: "immutable fields may change",
    fits: ({ step }, answers) =>
      answers.real === 422 && accepted(answers.embedded) && / (?:PATCH|PUT) /.test(step),
  },
  {
    name: "invalid objects are accepted",
    fits: (_, answers) => answers.real === 422 && accepted(answers.embedded),
  },
  {
    name: "wrong requests are accepted",
    fits: (_, answers) => (answers.real ?? 0) >= 400 && accepted(answers.embedded),
  },
  {
    name: "right requests are refused",
    fits: (_, answers) => accepted(answers.real) && (answers.embedded ?? 0) >= 400,
  },
  {
    name: "refused with another status",
    fits: (_, answers) => answers.real !== undefined,
  },
  {
    name: "causes and messages of refusals differ",
    fits: ({ path }) => /^body\.(?:message|details|reason)/.test(path),
  },
  { name: "flow control has no status", fits: inScript(/^flowcontrol/) },
  {
    name: "generation or version moves when it should not",
    fits: ({ path }) => /\.(?:generation|resourceVersion)$/.test(path),
  },
];

export const OTHER = "something else is defaulted or kept otherwise";
export const causeNames: readonly string[] = [...causes.map(({ name }) => name), OTHER];

export function causeOf(difference: Difference): string {
  const status = (value: Difference["real"]): number | undefined =>
    difference.path === "answer" ? Number.parseInt(text(value).slice(1), 10) : undefined;
  const answers = { real: status(difference.real), embedded: status(difference.embedded) };
  return causes.find(({ fits }) => fits(difference, answers))?.name ?? OTHER;
}
