import { expect, test } from "bun:test";
import { ApiError, type Client } from "../client/index.ts";
import { type KubeObject, type Resource, keyOf } from "../kube/index.ts";
import { cleanup } from "./cleanup.ts";
import { leftovers } from "./remains.ts";

/** A cluster as far as listing by label and deleting go: `plural key run`. */
class Cluster {
  readonly deleted: string[] = [];
  refuse: (key: string) => ApiError | undefined = () => undefined;
  private readonly objects = new Map<string, KubeObject>();

  constructor(...lines: readonly string[]) {
    for (const line of lines) {
      const [plural, key = "", run = ""] = line.split(" ");
      const [name = "", namespace] = key.split("/").reverse();
      const labels = { "app.kubernetes.io/managed-by": "kwokbench", "kwokbench.dev/run": run };
      const metadata = { name, ...(namespace && { namespace }), ...(run && { labels }) };
      this.objects.set(`${plural} ${key}`, { metadata });
    }
  }

  get left(): readonly string[] {
    return [...this.objects.keys()];
  }

  readonly client: Pick<Client, "list" | "delete"> = {
    list: async (resource: Resource, options: { labelSelector?: string; limit?: number } = {}) => {
      const [label = "", value] = options.labelSelector?.split("=") ?? [];
      const items = [...this.objects]
        .filter(([key]) => key.startsWith(`${resource.plural} `))
        .map(([, object]) => object)
        .filter(({ metadata }) => metadata.labels?.[label] === value);
      return { items, metadata: { resourceVersion: "1" } } as never;
    },
    delete: async (resource, ref) => {
      const key = `${resource.plural} ${keyOf(ref as never)}`;
      const refusal = this.refuse(key);
      if (refusal) throw refusal;
      if (!this.objects.delete(key)) throw new ApiError(404, "NotFound", "not found");
      this.deleted.push(key);
    },
  };
}

test("a run's objects go, owners first and nodes with their leases last; nothing else is touched", async () => {
  const cluster = new Cluster(
    "nodes node-000000 mine",
    "nodes node-000001 other",
    "nodes real-node",
    "leases kube-node-lease/node-000000",
    "leases kube-node-lease/real-node",
    "pods kwokbench-t-0/p-000000 mine",
    "pods default/web",
    "deployments kwokbench-t-0/d-000000 mine",
    "namespaces kwokbench-t-0 mine",
    "namespaces default",
  );
  expect(await cleanup(cluster.client, "mine")).toEqual({ deleted: 4, remaining: [] });
  expect(cluster.deleted).toEqual([
    "deployments kwokbench-t-0/d-000000",
    "pods kwokbench-t-0/p-000000",
    "namespaces kwokbench-t-0",
    "nodes node-000000",
    "leases kube-node-lease/node-000000",
  ]);
  expect(cluster.left).toEqual([
    "nodes node-000001",
    "nodes real-node",
    "leases kube-node-lease/real-node",
    "pods default/web",
    "namespaces default",
  ]);
});

test("what is refused is told; the rest goes", async () => {
  const cluster = new Cluster("nodes node-000000 mine", "nodes node-000001 mine");
  cluster.refuse = (key) =>
    key === "nodes node-000000" ? new ApiError(403, "Forbidden", "not yours") : undefined;
  const signal = AbortSignal.timeout(300);
  const outcome = await cleanup(cluster.client, "mine", { signal });
  expect(outcome).toEqual({ deleted: 1, remaining: ["nodes node-000000: not yours"] });
});

test("a busy server is asked again", async () => {
  const cluster = new Cluster("nodes node-000000 mine");
  let refusals = 1;
  cluster.refuse = () => (refusals-- > 0 ? new ApiError(503, "Busy", "later") : undefined);
  expect(await cleanup(cluster.client, "mine")).toEqual({ deleted: 1, remaining: [] });
});

test("leftovers are told run by run", async () => {
  const cluster = new Cluster(
    "nodes a one",
    "nodes b one",
    "nodes c two",
    "namespaces n one",
    "nodes real",
  );
  expect(await leftovers(cluster.client)).toEqual([
    "Run one left namespaces: 1; kubectl delete namespaces -l kwokbench.dev/run=one removes them.",
    "Run one left nodes: 2; kubectl delete nodes -l kwokbench.dev/run=one removes them.",
    "Run two left nodes: 1; kubectl delete nodes -l kwokbench.dev/run=two removes them.",
  ]);
  expect(await leftovers(new Cluster("nodes real").client)).toEqual([]);
});
