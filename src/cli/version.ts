// The version the build wrote in; "dev" when run from source.

declare const KWOKBENCH_VERSION: string | undefined;

export const version: string = typeof KWOKBENCH_VERSION === "string" ? KWOKBENCH_VERSION : "dev";
