// GET pods/NAME/log: the kubelet's /containerLogs.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { NO_CONTENT, type Reply } from "../http/http.ts";
import { askKubelet, passOn, refuseAs } from "./fetch.ts";
import { containerOf, kubeletUrl, nodeNameOf, podOf } from "./location.ts";

const FLAGS = ["follow", "previous", "timestamps"];
const NUMBERS = ["sinceSeconds", "tailLines", "limitBytes"];
const TEXTS = ["sinceTime", "stream"];

export async function log(call: Call): Promise<Reply> {
  const pod = podOf(call);
  const container = containerOf(pod, call.query.get("container") ?? "");
  const query = logQuery(call);
  const nodeName = nodeNameOf(pod);
  // As upstream: a pod that is nowhere yet has said nothing.
  if (nodeName === "") return NO_CONTENT;
  const abort = new AbortController();
  const path = `/containerLogs/${call.namespace}/${call.name}/${container}`;
  const url = `${kubeletUrl(call, nodeName)}${path}?${query.toString()}`;
  const response = await askKubelet(url, { signal: abort.signal });
  return response.status === 200 ? passOn(response, abort) : refuseAs(response);
}

function logQuery({ query }: Call): URLSearchParams {
  const passed = new URLSearchParams();
  for (const name of FLAGS)
    if (["true", "1"].includes(query.get(name) ?? "")) passed.set(name, "true");
  for (const name of [...NUMBERS, ...TEXTS]) {
    const value = query.get(name);
    if (value === undefined || value === "") continue;
    if (NUMBERS.includes(name) && !/^[-+]?\d+$/.test(value))
      refuse(
        status.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`),
      );
    passed.set(name, value);
  }
  if (passed.has("sinceSeconds") && passed.has("sinceTime"))
    refuse(status.badRequest("at most one of `sinceTime` or `sinceSeconds` may be specified"));
  return passed;
}
