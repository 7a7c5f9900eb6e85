// The command tree. A command's module is loaded when it is called: a controller need not hold the reports in memory.

import {
  type Application,
  type ApplicationText,
  type Command,
  type PartialApplicationConfiguration,
  type RouteMap,
  buildApplication,
  buildRouteMap,
  text_en,
} from "@stricli/core";
import { FailureError, exitCodes, messageOf } from "../base/index.ts";
import type { Program } from "./program.ts";

type Load = () => Promise<Command<Program> | RouteMap<Program>>;

/** By the words of the command line. */
const commands: Readonly<Record<string, Load>> = {
  run: async () => (await import("./commands/run.ts")).runCommand,
  validate: async () => (await import("./commands/validate.ts")).validateCommand,
  plan: async () => (await import("./commands/plan.ts")).planCommand,
  report: async () => (await import("./commands/report.ts")).reportCommand,
  compare: async () => (await import("./commands/compare.ts")).compareCommand,
  history: async () => (await import("./commands/history.ts")).historyCommand,
  signoff: async () => (await import("./commands/signoff.ts")).signoffCommand,
  init: async () => (await import("./commands/init.ts")).initCommand,
  cluster: async () => (await import("./commands/cluster/cluster.ts")).clusterRoutes,
  stage: async () => (await import("./commands/stage.ts")).stageRoutes,
  schema: async () => (await import("./commands/schema.ts")).schemaCommand,
  apiserver: async () => (await import("./roles/apiserver.ts")).apiserverCommand,
  controller: async () => (await import("./roles/controller.ts")).controllerCommand,
  scheduler: async () => (await import("./roles/scheduler.ts")).schedulerCommand,
  "controller-manager": async () =>
    (await import("./roles/controller-manager.ts")).controllerManagerCommand,
  completion: async () => (await import("./commands/completion.ts")).completionCommand,
  version: async () => (await import("./commands/version.ts")).versionCommand,
};

/** Asked by the completion scripts; not for people. */
const hidden: Readonly<Record<string, Load>> = {
  __complete: async () => (await import("./commands/completion.ts")).completeCommand,
};

const fullDescription = [
  "Measures a Kubernetes control plane with simulated nodes and pods, against an embedded or a real API server.",
  "",
  "Exit codes: 0 pass, 1 internal error, 2 bad scenario or usage, 3 regression, 4 invalid run, 5 incomplete, 99 threshold failed.",
].join("\n");

/** The application with the command that `word` names, or with all of them where it names none. */
export async function applicationFor(word?: string): Promise<Application<Program>> {
  const all = { ...commands, ...hidden };
  const wanted = word !== undefined && Object.hasOwn(all, word) ? { [word]: all[word]! } : all;
  const loaded = await Promise.all(
    Object.entries(wanted).map(async ([name, load]) => [name, await load()] as const),
  );
  const hideRoute = Object.fromEntries(
    loaded.map(([name]) => [name, Object.hasOwn(hidden, name)] as const),
  );
  const routes = buildRouteMap<string, Program>({
    routes: Object.fromEntries(loaded),
    docs: {
      brief:
        "How does this Kubernetes control plane behave at ten thousand nodes, and is it slower than last night?",
      fullDescription,
      hideRoute,
    },
  });
  return buildApplication(routes, configurationFor(word));
}

/** Errors as sentences: a stack only where the program itself is wrong. */
const text: ApplicationText = {
  ...text_en,
  exceptionWhileRunningCommand: (error) => sentenceOf(error),
  exceptionWhileLoadingCommandFunction: (error) => sentenceOf(error),
  exceptionWhileParsingArguments: (error, ansiColor) =>
    `${text_en.exceptionWhileParsingArguments(error, ansiColor)}; see kwokbench COMMAND --help`,
};

function sentenceOf(error: unknown): string {
  if (error instanceof FailureError) return `error: ${error.message.replaceAll("\n", "\nerror: ")}`;
  const stack = error instanceof Error && error.stack ? `\n${error.stack}` : "";
  return `internal error: ${messageOf(error)}; please report it with the lines below${stack}`;
}

/** To `compare`, the dashes part the runs of one side from the other's; elsewhere what follows them is no flag. */
const configurationFor = (word: string | undefined): PartialApplicationConfiguration => ({
  name: "kwokbench",
  scanner: {
    caseStyle: "allow-kebab-for-camel",
    allowArgumentEscapeSequence: word !== "compare",
  },
  documentation: { caseStyle: "convert-camel-to-kebab", onlyRequiredInUsageLine: true },
  localization: { text },
  determineExitCode: (error) =>
    error instanceof FailureError ? error.exitCode : exitCodes.internal,
});
