// apiserver is the embedded Kubernetes API server: `store` keeps objects and their history, `registry` knows what is
// particular to each kind, `admission` adds and refuses, `serve` speaks HTTP. startApiServer puts them together.

export { startApiServer, type ApiServerHandle, type ApiServerOptions } from "./start.ts";
