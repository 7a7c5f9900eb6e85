// Why an object of one kind cannot be had as another, in the words of Go's conversions.

import { apiVersionOf, typeOf, type ResourceInfo } from "../../../kube/index.ts";

/** Where Kubernetes keeps what it knows of kinds. */
const SCHEME = "pkg/runtime/scheme.go:111";

export function whyNotConverted(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  wanted: ResourceInfo,
): string {
  if (!typeOf(apiVersion, kind))
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme ${JSON.stringify(SCHEME)}`;
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return `converting (${version}.${kind}) to (${packageOf(wanted)}.${wanted.kind}): unknown conversion`;
}

/** The package of the stored form: `core`, `apps`, `networking`. */
function packageOf(info: ResourceInfo): string {
  const [group = ""] = apiVersionOf(info).split("/").slice(0, -1);
  return group === "" ? "core" : (group.split(".")[0] ?? group);
}
