// What expressions need of Kubernetes beyond the language: quantities and the formats of names.

import type { Host } from "../../../expr/index.ts";
import {
  parseQuantity,
  validateDns1035Label,
  validateDnsLabel,
  validateDnsSubdomain,
  validateLabelKey,
  validateLabelValue,
} from "../../../kube/index.ts";
import { formatTest } from "../formats.ts";

type Judge = (text: string) => readonly string[];

/** Names are made from prefixes by adding to them: a dash at the end is no fault. */
function ofPrefix(judge: Judge): Judge {
  return (text) => judge(text.replace(/-$/, "a"));
}

function ofFormat(name: string, sentence: string): Judge {
  const test = formatTest(name);
  return (text) => (!test || test(text) ? [] : [sentence]);
}

export const host: Host = {
  quantityNanos: (text) => parseQuantity(text).nanos,
  formats: {
    dns1123Label: validateDnsLabel,
    dns1123Subdomain: validateDnsSubdomain,
    dns1035Label: validateDns1035Label,
    qualifiedName: validateLabelKey,
    dns1123LabelPrefix: ofPrefix(validateDnsLabel),
    dns1123SubdomainPrefix: ofPrefix(validateDnsSubdomain),
    dns1035LabelPrefix: ofPrefix(validateDns1035Label),
    labelValue: validateLabelValue,
    uri: ofFormat("uri", "invalid URI for request"),
    uuid: ofFormat("uuid", "does not match the UUID format"),
    byte: ofFormat("byte", "invalid base64"),
    date: ofFormat("date", "invalid date"),
    datetime: ofFormat("datetime", "invalid datetime"),
  },
};
