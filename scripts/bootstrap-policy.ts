// bun scripts/bootstrap-policy.ts: the roles and bindings that kube-apiserver makes when it starts with RBAC, taken from the
// published Kubernetes module and written, compact, to src/apiserver/secure/bootstrap-policy.json.txt. Needs Go.

import { join } from "node:path";

interface Manifest {
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: {
      readonly name: string;
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
    };
    readonly [field: string]: unknown;
  }[];
}

const FILES = [
  "cluster-roles",
  "cluster-role-bindings",
  "controller-roles",
  "controller-role-bindings",
  "namespace-roles",
  "namespace-role-bindings",
];
/** Every object has these; the server adds them again. */
const COMMON_LABEL = "kubernetes.io/bootstrapping";

const root = join(import.meta.dir, "..");
const { stdout } = Bun.spawnSync(["go", "mod", "download", "-json", "k8s.io/kubernetes"], {
  cwd: join(import.meta.dir, "control-plane", "kubernetes"),
  stderr: "inherit",
});
const { Dir: module } = JSON.parse(stdout.toString()) as { Dir: string };
const folder = join(module, "plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata");

const objects: object[] = [];
for (const file of FILES) {
  const text = await Bun.file(join(folder, `${file}.yaml`)).text();
  for (const { kind, metadata, ...rest } of (Bun.YAML.parse(text) as Manifest).items) {
    const { name, namespace, labels = {} } = metadata;
    const { apiVersion: _, rules, ...fields } = rest;
    const { [COMMON_LABEL]: _common, ...ownLabels } = labels;
    objects.push({
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(Object.keys(ownLabels).length > 0 && { labels: ownLabels }),
      ...fields,
      ...(rules ? { rules } : {}),
    });
  }
}
const lines = objects.map((object) => JSON.stringify(object));
await Bun.write(
  join(root, "src/apiserver/secure/bootstrap-policy.json.txt"),
  `[\n${lines.join(",\n")}\n]\n`,
);
console.log(`${objects.length} roles and bindings`);
