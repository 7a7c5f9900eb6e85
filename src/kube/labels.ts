// Marks on objects that more than one part of kwokbench reads.

/** `true` on a node while it has failed: its lease is not renewed, and nothing is played on it or its pods. */
export const FAIL_LABEL = "kwokbench.dev/fail";
