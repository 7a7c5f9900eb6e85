// Small particulars of secrets, volumes and role-based access.

import { recordAt } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

export const secretStrategy: Strategy = {
  prepareCreate: foldStringData,
  prepareUpdate: foldStringData,
};

/** `stringData` is for writing only: it goes into `data` as base64. */
function foldStringData(secret: Record<string, unknown>): void {
  const texts = secret["stringData"];
  if (typeof texts !== "object" || texts === null) return;
  const data: Record<string, unknown> = { ...recordAt(secret, "data") };
  for (const [key, text] of Object.entries(texts))
    data[key] = Buffer.from(String(text)).toString("base64");
  secret["data"] = data;
  delete secret["stringData"];
}

export const volumeStrategies: { readonly volume: Strategy; readonly claim: Strategy } = {
  volume: {
    prepareCreate(volume) {
      volume["status"] = { phase: "Pending" };
    },
  },
  claim: {
    prepareCreate(claim) {
      claim["status"] = { phase: "Pending" };
    },
  },
};

/** Roles may be called anything that fits one path segment: `system:node`. */
export const rbacStrategy: Strategy = { nameForm: "path" };
