// kwokbench: see src/cli for the commands, src/run for what a run does.

import { main } from "./cli/index.ts";

process.exitCode = await main(process.argv.slice(2));
