// The flags of the simulated kubelet, apart from what runs it: that is loaded only where they want one.

import { type Listen, listenAddress } from "../parsers.ts";

export interface KubeletFlags {
  readonly serverAddress?: Listen;
  readonly enableDebuggingHandlers: boolean;
  readonly tlsCertFile?: string;
  readonly tlsPrivateKeyFile?: string;
}

const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, optional: true, placeholder }) as const;

export const kubeletFlags = {
  serverAddress: {
    kind: "parsed",
    parse: listenAddress,
    brief: "Address of the simulated kubelet: logs, exec, attach, port-forward, metrics",
    optional: true,
  },
  enableDebuggingHandlers: {
    kind: "boolean",
    brief: "Whether the kubelet serves logs, exec, attach and port-forward",
    default: true,
  },
  tlsCertFile: text("Certificate of the kubelet; default: one of its own making", "file"),
  tlsPrivateKeyFile: text("Key of that certificate", "file"),
} as const;
