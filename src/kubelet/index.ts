// kubelet is what a node answers when it is asked: logs, exec, attach, port-forward, metrics, statistics. Nothing runs on
// a simulated node, so the answers come from files, commands and addresses that the KWOK kinds Logs, Exec, Attach,
// PortForward, ResourceUsage and Metric name, or are made up where nothing is configured.

export { type KubeletHandle, type KubeletOptions, startKubelet } from "./kubelet.ts";
export type { NodeChoice } from "./pods.ts";
export { type ParsedSettings, SETTINGS_API_VERSION, parseSettings } from "./settings/parse.ts";
export { type SettingKind, isSettingKind, settingKinds } from "./settings/schema.ts";
export type { KubeletSettings } from "./settings/types.ts";
