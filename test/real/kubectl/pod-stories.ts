// Pods and nodes: run, read in every form, logged, entered, debugged, evicted, drained, deleted.

import { type Story, manifest } from "./step.ts";

const node = (name: string): object => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { story: "nodes", "kubernetes.io/hostname": name } },
  spec: { taints: [{ key: "story", value: "nodes", effect: "NoSchedule" }] },
});
const guarded = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "api" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "api" } },
    template: {
      metadata: { labels: { app: "api" } },
      spec: {
        nodeSelector: { story: "nodes" },
        tolerations: [{ key: "story", operator: "Exists" }],
        containers: [{ name: "c", image: "img:1" }],
      },
    },
  },
};

const budget = (allowed: number): string =>
  `patch pdb api --subresource=status --type=merge -p '{"status":{"observedGeneration":1,"disruptionsAllowed":${allowed},"currentHealthy":2,"desiredHealthy":${2 - allowed},"expectedPods":2}}'`;

const pods: Story = {
  name: "pods",
  steps: [
    { run: "run two --image=x --labels=a=b --port=80 --expose", shows: "pod/two created" },
    { run: "wait --for=condition=Ready pod/two --timeout=60s", shows: "condition met" },
    { run: "get pod two", shows: /two +1\/1 +Running +0 / },
    { run: "get pod two -o wide", shows: /n0 +<none> +<none>/ },
    { run: "get pods -L a --show-labels", shows: /b +a=b/ },
    { run: "get pods --field-selector=status.phase=Running -o name", shows: "pod/two" },
    { run: "get pods --sort-by=.metadata.name -o custom-columns=N:.metadata.name,P:.status.phase" },
    {
      run: "get pods -o jsonpath='{range .items[*]}{.metadata.name} {.status.qosClass}{end}'",
      shows: "two BestEffort",
    },
    { run: "get pods -o go-template='{{len .items}}'", shows: "1" },
    {
      run: "get pod two -o yaml",
      shows: "restartPolicy: Always",
      differs: "who is told of whom in what order",
    },
    {
      run: "get pod two -o json",
      shows: '"kind": "Pod"',
      differs: "who is told of whom in what order",
    },
    { run: "get pods -A --chunk-size=1 --no-headers", shows: "two", differs: "other stories" },
    { run: "get pod/two service/two", shows: /pod\/two[^]*service\/two/ },
    { run: "logs two", shows: "container two started", differs: "how long it has run" },
    { run: "logs -l a=b --prefix", shows: "[pod/two/two]", differs: "how long it has run" },
    { run: "logs two -c nope", says: "container nope is not valid for pod two", exit: 1 },
    {
      run: "exec two -- sh -c 'echo $COLOUR; exit 3'",
      shows: "green",
      exit: 3,
      says: "exit code 3",
    },
    { run: "describe pod two", shows: "QoS Class:" },
    { run: "debug two --image=busybox --attach=false -c dbg --profile=general" },
    { run: "get pod two -o jsonpath={.spec.ephemeralContainers[*].image}", shows: "busybox" },
    {
      run: "debug two --image=busybox --copy-to=three --attach=false --profile=general",
      differs: "a random name",
    },
    { run: "wait --for=condition=Ready pod/three --timeout=60s", shows: "condition met" },
    { run: "set image pod/two two=y", shows: "image updated" },
    {
      run: `patch pod two -p '{"spec":{"nodeName":"other"}}'`,
      says: "pod updates may not change fields other than",
      exit: 1,
      differs: "the real one adds how its Go structures differ",
    },
    { run: "annotate pod two a=b", shows: "annotated" },
    { run: "delete pod two --grace-period=5 --wait=false", shows: "deleted" },
    { run: "wait --for=delete pod/two --timeout=60s" },
    { run: "delete pod three --now", shows: "deleted" },
    { run: "run three --image=x", shows: "pod/three created" },
    {
      run: "delete pod --all --grace-period=0 --force",
      shows: "force deleted",
      says: "Immediate deletion",
    },
    { run: "wait --for=create configmap/late --timeout=1s", says: "timed out waiting", exit: 1 },
    { run: "wait --for=delete configmap/never --timeout=1s" },
    { run: "events", differs: "what players tell" },
  ],
};

const nodes: Story = {
  name: "nodes",
  steps: [
    { run: "create -f -", stdin: manifest(node("n1"), node("n2")), shows: "node/n2 created" },
    {
      run: "wait --for=condition=Ready nodes -l story=nodes --timeout=60s",
      shows: "node/n2 condition met",
    },
    { run: "get nodes -l story=nodes", shows: /n1 +Ready +<none>/ },
    { run: "get nodes -l story=nodes -o wide", shows: "simulated" },
    { run: "taint nodes -l story=nodes k=v:NoSchedule", shows: "node/n1 tainted\nnode/n2 tainted" },
    { run: "taint nodes n1 k=w:NoSchedule", says: "already has k taint", exit: 1 },
    { run: "taint nodes n1 n2 k-", shows: "node/n2 untainted" },
    { run: "taint nodes n1 k-", says: 'taint "k" not found', exit: 1 },
    { run: "label node n1 node-role.kubernetes.io/worker=", shows: "labeled" },
    { run: "get node n1", shows: /n1 +Ready +worker/ },
    { run: "create -f -", stdin: manifest(guarded), shows: "replicaset.apps/api created" },
    { run: "wait rs/api --for=jsonpath={.status.readyReplicas}=2 --timeout=60s", shows: "met" },
    { run: "create pdb api --selector=app=api --min-available=2", shows: "created" },
    { run: budget(0), shows: "patched" },
    { run: "cordon n2", shows: "node/n2 cordoned" },
    { run: "cordon n2", shows: "node/n2 already cordoned" },
    { run: "get node n2", shows: "Ready,SchedulingDisabled" },
    {
      run: "drain n1 n2 --ignore-daemonsets --timeout=1s",
      says: "Cannot evict pod as it would violate the pod's disruption budget.",
      exit: 1,
      differs: "which pods are where",
    },
    { run: "get pdb api", shows: /api +2 +N\/A +0/ },
    { run: budget(2), shows: "patched" },
    { run: "uncordon n2", shows: "node/n2 uncordoned" },
    {
      run: "drain n1 --ignore-daemonsets --timeout=60s",
      shows: "node/n1 drained",
      differs: "which pods are where",
    },
    { run: "get pods -l app=api --field-selector=spec.nodeName=n1", says: "No resources found" },
    { run: "uncordon n1", shows: "node/n1 uncordoned" },
    { run: "describe node n2", shows: "api-", differs: "what players tell" },
    { run: "delete rs api", shows: "deleted" },
    { run: "delete node n1 n2", shows: 'node "n2" deleted' },
  ],
};

export const podStories: readonly Story[] = [pods, nodes];
