// Deployments and what belongs to them: created, changed, rolled out and back, scaled, applied, deleted.

import { type Story, manifest } from "./step.ts";

const app = (image: string, more: object = {}): string =>
  manifest(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "app", labels: { app: "app" } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "app" } },
        template: {
          metadata: { labels: { app: "app" } },
          spec: { containers: [{ name: "c", image, ports: [{ containerPort: 80 }] }] },
        },
        ...more,
      },
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "conf" }, data: { a: "1" } },
  );

const rollouts: Story = {
  name: "rollouts",
  steps: [
    { run: "create deployment web --image=nginx:1 --replicas=3", shows: "web created" },
    { run: "rollout status deployment/web --timeout=60s", shows: "successfully", differs: "haste" },
    { run: "get deployment web -o wide", shows: /web\s+3\/3\s+3\s+3 .* nginx:1 +app=web/ },
    { run: "set image deployment/web nginx=nginx:2", shows: "image updated" },
    { run: "rollout status deployment/web --timeout=60s", shows: "successfully", differs: "haste" },
    { run: "rollout history deployment/web", shows: /^1 .*\n2 /m },
    { run: "rollout history deployment/web --revision=2", shows: "nginx:2" },
    { run: "rollout undo deployment/web", shows: "rolled back" },
    { run: "rollout status deployment/web --timeout=60s", shows: "successfully", differs: "haste" },
    { run: "get deployment web -o jsonpath={..image}", shows: /^nginx:1$/ },
    { run: "rollout restart deployment/web", shows: "restarted" },
    { run: "rollout status deployment/web --timeout=60s", shows: "successfully", differs: "haste" },
    { run: "rollout pause deployment/web", shows: "paused" },
    { run: "rollout undo deployment/web", says: "cannot rollback a paused deployment", exit: 1 },
    { run: "rollout resume deployment/web", shows: "resumed" },
    { run: "set env deployment/web COLOUR=green", shows: "env updated" },
    { run: "set env deployment/web --list", shows: "COLOUR=green" },
    { run: "set resources deployment/web --limits=cpu=200m,memory=64Mi", shows: "requirements" },
    { run: "set serviceaccount deployment/web robot", shows: "serviceaccount updated" },
    { run: "rollout status deployment/web --timeout=60s", shows: "successfully", differs: "haste" },
    { run: "scale deployment/web --replicas=2 --current-replicas=3", shows: "scaled" },
    {
      run: "scale deployment/web --replicas=2 --current-replicas=7",
      says: "Expected replicas to be 7, was 2",
      exit: 1,
    },
    {
      run: "wait deployment/web --for=jsonpath={.status.readyReplicas}=2 --timeout=60s",
      shows: "condition met",
    },
    { run: "get deployment/web --subresource=scale -o json", shows: '"kind": "Scale"' },
    { run: "get rs -l app=web --no-headers", shows: /web-\w+ +2 +2 +2 /, differs: "hashes" },
    { run: "autoscale deployment/web --min=1 --max=5 --cpu-percent=80", shows: "autoscaled" },
    { run: "get hpa web", shows: /Deployment\/web +cpu: <unknown>\/80% +1 +5/ },
    { run: "expose deployment/web --port=80 --target-port=8080", shows: "service/web exposed" },
    { run: "get service web -o wide", shows: /ClusterIP .* 80\/TCP +\S+ +app=web/ },
    { run: "describe deployment web", shows: "2 desired | 2 updated | 2 total | 2 available" },
    { run: "label deployment/web tier=front", shows: "labeled" },
    { run: "label deployment/web tier=back", says: "--overwrite is false", exit: 1 },
    { run: "label deployment/web tier=back --overwrite", shows: "labeled" },
    { run: "label deployment/web tier-", shows: "unlabeled" },
    { run: "annotate deployment/web note=kept", shows: "annotated" },
    { run: "delete deployment web --cascade=orphan", shows: '"web" deleted' },
    { run: "get rs -l app=web -o name", shows: "replicaset.apps/web-", differs: "hashes" },
    { run: "delete rs -l app=web --cascade=foreground", shows: "deleted", differs: "hashes" },
    { run: "get pods -l app=web", says: "No resources found" },
  ],
};

const applied: Story = {
  name: "applied",
  steps: [
    { run: "apply -f -", stdin: app("img:1"), shows: "app created\nconfigmap/conf created" },
    { run: "apply -f -", stdin: app("img:1"), shows: "app unchanged\nconfigmap/conf unchanged" },
    {
      run: "diff -f -",
      stdin: app("img:2"),
      shows: /-\s+- image: img:1\n\+\s+- image: img:2/,
      exit: 1,
      differs: "the generation, which counts what controllers have noted down by then",
    },
    {
      run: "apply --dry-run=server -f -",
      stdin: app("img:2"),
      shows: "configured (server dry run)",
    },
    { run: "apply -f -", stdin: app("img:2"), shows: "app configured" },
    { run: "apply view-last-applied deployment/app", shows: "image: img:2" },
    { run: "apply --server-side -f -", stdin: app("img:1"), shows: "app serverside-applied" },
    {
      run: "apply --server-side --field-manager=other -f -",
      stdin: app("img:2"),
      says: 'conflict with "kubectl": .spec.template.spec.containers[name="c"].image',
      exit: 1,
    },
    {
      run: "apply --server-side --field-manager=other --force-conflicts -f -",
      stdin: app("img:2"),
      shows: "app serverside-applied",
    },
    {
      run: `get deployment app --show-managed-fields -o 'jsonpath={.metadata.managedFields[?(@.manager=="other")].fieldsV1}'`,
      shows: '"f:image"',
    },
    { run: "diff --server-side --field-manager=other -f -", stdin: app("img:2"), exit: 0 },
    {
      run: "apply -f -",
      stdin: app("img:2", { replicass: 3 }),
      says: 'unknown field "spec.replicass"',
      exit: 1,
    },
    {
      run: "apply --validate=warn -f -",
      stdin: app("img:2", { replicass: 3 }),
      says: 'Warning: unknown field "spec.replicass"',
    },
    { run: "edit deployment app", editor: "sed -i 's/replicas: 2/replicas: 3/'", shows: "edited" },
    { run: "edit deployment app", editor: "true", says: "no changes made" },
    {
      run: "edit deployment app",
      editor: "sed -i 's/replicas: 3/replicas: many/'",
      says: "Edit cancelled, no valid changes were saved",
      exit: 1,
      differs: "the name of a temporary file",
    },
    {
      run: `patch deployment app -p '{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"img:3"}]}}}}'`,
      shows: "patched",
    },
    {
      run: `patch deployment app --type=json -p '[{"op":"replace","path":"/spec/replicas","value":4}]'`,
      shows: "patched",
    },
    {
      run: `patch deployment app --type=json -p '[{"op":"test","path":"/spec/replicas","value":9}]'`,
      says: "the server rejected our request due to an error in our request",
      exit: 1,
    },
    {
      run: `patch deployment app --type=merge -p '{"metadata":{"labels":{"x":"y"}}}'`,
      shows: "patched",
    },
    {
      run: `patch deployment app --type=merge -p '{"metadata":{"labels":{"x":"y"}}}'`,
      shows: "patched (no change)",
    },
    {
      run: `patch deployment app --subresource=scale --type=merge -p '{"spec":{"replicas":1}}'`,
      shows: "patched",
    },
    {
      run: `patch deployment app --type=merge -p '{"spec":{"selector":{"matchLabels":{"app":"b"}}}}'`,
      says: "field is immutable",
      exit: 1,
    },
    {
      run: "get deployment app -o jsonpath={.spec.replicas}{..image}{.metadata.labels.x}",
      shows: "1img:3y",
    },
    { run: "replace -f -", stdin: app("img:4"), shows: "app replaced" },
    {
      run: "replace --force -f -",
      stdin: app("img:5"),
      shows: /deployment.*deleted[^]*app replaced/,
    },
    { run: "create -f -", stdin: app("img:5"), says: '"app" already exists', exit: 1 },
    { run: "rollout status deployment/app --timeout=60s", shows: "successfully", differs: "haste" },
    {
      run: "apply --prune -l app=app --prune-allowlist=core/v1/ConfigMap --prune-allowlist=apps/v1/Deployment -f -",
      stdin: app("img:5").split("\n")[0] ?? "",
      says: "resource deployments/app is missing",
      shows: "app configured",
    },
    { run: "delete -f -", stdin: app("img:5"), shows: '"conf" deleted' },
    { run: "delete --ignore-not-found -f -", stdin: app("img:5") },
    { run: "delete deployment app", says: 'deployments.apps "app" not found', exit: 1 },
  ],
};

export const workloadStories: readonly Story[] = [rollouts, applied];
