// apiserver is the embedded Kubernetes API server: `store` keeps objects and their history, `registry` knows what is
// particular to each kind, `admission` adds and refuses, `serve` speaks HTTP. startApiServer puts them together.

export { ADMISSION_PLUGINS } from "./admission/plugins.ts";
export { startApiServer, type ApiServerHandle, type ApiServerOptions } from "./start.ts";
