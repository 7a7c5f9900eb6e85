// The command tree. Commands load when they are called: the controller need not know the reports.

import { type ApplicationText, buildApplication, buildRouteMap, text_en } from "@stricli/core";
import { FailureError, exitCodes, messageOf } from "../base/index.ts";
import { compareCommand } from "./commands/compare.ts";
import { completeCommand, completionCommand } from "./commands/completion.ts";
import { historyCommand } from "./commands/history.ts";
import { initCommand } from "./commands/init.ts";
import { planCommand } from "./commands/plan.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { signoffCommand } from "./commands/signoff.ts";
import { validateCommand } from "./commands/validate.ts";
import { versionCommand } from "./commands/version.ts";
import { apiserverCommand } from "./roles/apiserver.ts";
import { controllerCommand } from "./roles/controller.ts";
import { controllerManagerCommand } from "./roles/controller-manager.ts";
import { schedulerCommand } from "./roles/scheduler.ts";

const routes = buildRouteMap({
  routes: {
    run: runCommand,
    validate: validateCommand,
    plan: planCommand,
    report: reportCommand,
    compare: compareCommand,
    history: historyCommand,
    signoff: signoffCommand,
    init: initCommand,
    schema: schemaCommand,
    apiserver: apiserverCommand,
    controller: controllerCommand,
    scheduler: schedulerCommand,
    controllerManager: controllerManagerCommand,
    completion: completionCommand,
    version: versionCommand,
    __complete: completeCommand,
  },
  docs: {
    brief:
      "How does this Kubernetes control plane behave at ten thousand nodes, and is it slower than last night?",
    fullDescription: [
      "Measures a Kubernetes control plane with simulated nodes and pods, against an embedded or a real API server.",
      "",
      "Exit codes: 0 pass, 1 internal error, 2 bad scenario or usage, 3 regression, 4 invalid run, 5 incomplete, 99 threshold failed.",
    ].join("\n"),
    hideRoute: { __complete: true },
  },
});

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

export const application = buildApplication(routes, {
  name: "kwokbench",
  scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: false },
  documentation: { caseStyle: "convert-camel-to-kebab" },
  localization: { text },
  determineExitCode: (error) =>
    error instanceof FailureError ? error.exitCode : exitCodes.internal,
});
