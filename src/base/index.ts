// base: small helpers that every other room uses and that know nothing of Kubernetes.

export * from "./assert.ts";
export * from "./byte-buffer.ts";
export * from "./byte-channel.ts";
export * from "./calibrate.ts";
export * from "./clock.ts";
export * from "./diagnostic.ts";
export * from "./duration.ts";
export * from "./fifo.ts";
export * from "./hidden-commands.ts";
export * from "./histogram.ts";
export * from "./ip.ts";
export * from "./limiter.ts";
export * from "./logger.ts";
export * from "./nearest.ts";
export * from "./own-usage.ts";
export * from "./pki.ts";
export * from "./prng.ts";
export * from "./prometheus.ts";
export * from "./prometheus-parse.ts";
export * from "./runtime-settings.ts";
export * from "./status-server.ts";
export * from "./timestamp.ts";
export * from "./timing-wheel.ts";
export * from "./websocket.ts";
export * from "./websocket-frames.ts";
