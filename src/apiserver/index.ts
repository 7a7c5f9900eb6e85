// apiserver is the embedded Kubernetes API server: `store` keeps objects and their history, `registry` knows what is
// particular to each kind, `admission` adds and refuses, `secure` knows who may do what, `serve` speaks HTTP.
// startApiServer puts them together.

export { checkPluginNames, runningPlugins } from "./admission/plugins.ts";
export {
  DEFAULT_POLICY as DEFAULT_AUDIT_POLICY,
  parsePolicy as parseAuditPolicy,
} from "./audit/policy.ts";
export { parseTokenFile } from "./secure/token-file.ts";
export { userOf, type User } from "./secure/user.ts";
export {
  startApiServer,
  type ApiServerHandle,
  type ApiServerOptions,
  type AuditOptions,
  type SecureOptions,
} from "./start.ts";
