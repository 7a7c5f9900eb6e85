// What two servers cannot print alike is made alike: times, ages, uids, versions, random suffixes, addresses; and how wide a
// column is, which depends on them.

const TIMES = [
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g,
  /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000/g,
  /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g,
];
const AGE = /(?<=[\s(])(?:\d+m)?\d+s(?=[\s)]|$)|<invalid>|(?<=\s)\d+m(?=\s|$)/gm;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const VERSION = /("?resourceVersion"?: )"\d+"/g;
/** Of the template of a workload of the stories; and of a pod, job or debugger. */
const HASH = /\b(web|app|api)-[a-z0-9]{8,10}\b/g;
const SUFFIX = /(?<=HASH|\bj|\bj2|\bapi|debugger|n\d)-[a-z0-9]{5}\b/g;
const HASH_LABEL = /(pod-template-hash"?[=:] ?"?)[a-z0-9]{8,10}/g;
const ADDRESS = /\b10\.\d+\.\d+\.\d+\b/g;
const NODE_PORT = /\b3[0-2]\d{3}\b/g;
/** The embedded server has this group of its own where there are kubelets; the real one, from metrics-server. */
const METRICS_GROUP = /^.*\bmetrics\.k8s\.io\/v1beta1\b.*\n/gm;
const TEMPORARY = /\/tmp\/[\w.-]*?-?\d{5,}/g;

/** What was printed, made alike; `namespace` is the story's own. */
export function normaliseOutput(text: string, namespace: string): string {
  let alike = text.replaceAll(namespace, "NAMESPACE");
  for (const time of TIMES) alike = alike.replaceAll(time, "TIME");
  return alike
    .replaceAll(METRICS_GROUP, "")
    .replaceAll(UUID, "UID")
    .replaceAll(VERSION, '$1"VERSION"')
    .replaceAll(HASH, "$1-HASH")
    .replaceAll(SUFFIX, "-RANDOM")
    .replaceAll(HASH_LABEL, "$1HASH")
    .replaceAll(ADDRESS, "ADDRESS")
    .replaceAll(NODE_PORT, "PORT")
    .replaceAll(TEMPORARY, "TEMPORARY")
    .replaceAll(AGE, "AGE")
    .replaceAll(/ {2,}/g, "  ")
    .replaceAll(/\t+/g, "\t")
    .replaceAll(/ +$/gm, "")
    .trimEnd();
}
