// kwokbench completion SHELL: a stub for the shell that asks the hidden __complete command for proposals.

import { buildCommand, proposeCompletions } from "@stricli/core";
import { fail } from "../../base/index.ts";
import type { Program } from "../program.ts";

const stubs: Readonly<Record<string, string>> = {
  bash: `_kwokbench() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(kwokbench __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o filenames -F _kwokbench kwokbench
`,
  zsh: `#compdef kwokbench
_kwokbench() {
  local -a proposals
  proposals=("\${(@f)$(kwokbench __complete "\${words[@]:1:$((CURRENT-1))}" 2>/dev/null)}")
  [ -n "$proposals" ] && compadd -a proposals || _files
}
compdef _kwokbench kwokbench
`,
  fish: `function __kwokbench_complete
  set -l words (commandline -opc) (commandline -ct)
  kwokbench __complete $words[2..-1] 2>/dev/null
end
complete -c kwokbench -a '(__kwokbench_complete)'
`,
};

function run(this: Program, _flags: object, shell: string): void {
  const stub = stubs[shell];
  if (!stub)
    fail(`there is no completion for ${shell}`, `choose one of ${Object.keys(stubs).join(", ")}`);
  this.process.stdout.write(stub);
}

export const completionCommand = buildCommand({
  func: run,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "bash, zsh or fish", placeholder: "shell" }],
    },
  },
  docs: {
    brief: "Print a shell completion script",
    fullDescription:
      "For bash: source <(kwokbench completion bash). For fish: kwokbench completion fish | source.",
  },
});

async function complete(this: Program, _flags: object, ...words: string[]): Promise<void> {
  // The tree holds this command, so it is asked for when it runs, not when this file loads.
  const { applicationFor } = await import("../app.ts");
  const proposals = await proposeCompletions(await applicationFor(), words, this);
  this.process.stdout.write(`${proposals.map(({ completion }) => completion).join("\n")}\n`);
}

export const completeCommand = buildCommand({
  func: complete,
  parameters: {
    positional: {
      kind: "array",
      parameter: { parse: String, brief: "Words so far", placeholder: "word" },
    },
  },
  docs: { brief: "Propose completions for a command line" },
});
