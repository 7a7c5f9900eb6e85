// The flags of the simulated kubelet, apart from what runs it: that is loaded only where they want one.

import { type Listen, listenAddress } from "../flags/parsers.ts";

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
    brief:
      "Address of the simulated kubelet (logs, exec, attach, port-forward, metrics); default: none",
    optional: true,
  },
  enableDebuggingHandlers: {
    kind: "boolean",
    brief: "Serve logs, exec, attach and port-forward",
    default: true,
  },
  tlsCertFile: text("Serving certificate of the kubelet; default: self-signed", "file"),
  tlsPrivateKeyFile: text("Private key of that certificate", "file"),
} as const;
