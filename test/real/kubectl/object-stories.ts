// Everything `kubectl create` makes, how it prints and how it goes; and what kubectl asks a server about itself.

import { type Story, manifest } from "./step.ts";

const custom = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", singular: "gadget", kind: "Gadget", shortNames: ["gd"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: { size: { type: "integer", minimum: 1 }, tag: { type: "string" } },
              },
              status: { type: "object", properties: { ready: { type: "boolean" } } },
            },
          },
        },
      },
    ],
  },
};
const gadget = (spec: object): string =>
  manifest({ apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "g" }, spec });

const created: Story = {
  name: "created",
  steps: [
    { run: "create quota q --hard=pods=3", shows: "resourcequota/q created" },
    { run: "create role r --verb=get,list --resource=pods", shows: "role.rbac" },
    { run: "create rolebinding rb --role=r --user=jane", shows: "rolebinding.rbac" },
    { run: "create configmap c --from-literal=a=b", shows: "configmap/c created" },
    { run: "create secret generic s --from-literal=a=b", shows: "secret/s created" },
    {
      run: "create secret docker-registry d --docker-username=u --docker-password=p",
      shows: "created",
    },
    { run: "create ingress i --rule=h/p=s:80", shows: "ingress.networking.k8s.io/i created" },
    { run: "create job j --image=x", shows: "job.batch/j created" },
    {
      run: "create cronjob cj --image=x --schedule='*/5 * * * *'",
      shows: "cronjob.batch/cj created",
    },
    { run: "create job j2 --from=cronjob/cj", shows: "job.batch/j2 created" },
    { run: "create pdb p --selector=app=none --min-available=1", shows: "budget.policy/p created" },
    { run: "create service clusterip sc --tcp=80:80", shows: "service/sc created" },
    { run: "create service nodeport sn --tcp=80:80", shows: "service/sn created" },
    { run: "create service loadbalancer sl --tcp=80:80", shows: "service/sl created" },
    { run: "create service externalname se --external-name=x.y", shows: "service/se created" },
    { run: "create serviceaccount robot", shows: "serviceaccount/robot created" },
    {
      run: "create token robot --duration=10m",
      shows: /^[\w-]+\.[\w-]+\./,
      differs: "a signature",
    },
    { run: "create token nobody", says: 'serviceaccounts "nobody" not found', exit: 1 },
    {
      run: "create configmap '_bad' --from-literal=a=b",
      says: "a lowercase RFC 1123 subdomain",
      exit: 1,
    },
    {
      run: "wait --for=condition=Complete job/j job/j2 --timeout=60s",
      shows: "job.batch/j2 condition",
    },
    { run: "get quota,role,rolebinding,secret,ingress,job,cronjob,pdb,service,serviceaccount" },
    { run: "get ingress,job,cronjob,service -o wide" },
    { run: "describe quota q", shows: "q" },
    { run: "describe role,rolebinding,secret,ingress" },
    { run: "describe job j", shows: "1 Succeeded", differs: "controllers of ours write no events" },
    { run: "describe cronjob,service,pdb", shows: "*/5 * * * *" },
    { run: "get all -o name", shows: "cronjob.batch/cj" },
    {
      run: "create cronjob bad --image=x --schedule='every now and then'",
      exit: 1,
      says: "invalid",
    },
    // With their pods: what deletes all next would find them or not, as the collector is slow or quick.
    { run: "delete job j j2 --cascade=foreground", shows: '"j2" deleted' },
    { run: "delete configmap,secret --all", shows: 'secret "s" deleted' },
    { run: "delete all --all", shows: 'service "sl" deleted' },
  ],
};

/** Told after the rest: for a while there is a resource more. */
const customs: Story["steps"] = [
  { run: "apply -f -", stdin: manifest(custom), shows: "gadgets.example.com created" },
  {
    run: "wait --for=condition=Established crd/gadgets.example.com --timeout=30s",
    shows: "condition met",
  },
  {
    run: "apply -f -",
    stdin: gadget({ size: 3 }),
    shows: "gadget.example.com/g created",
    until: true,
  },
  { run: "apply -f -", stdin: gadget({ size: 0 }), says: "greater than or equal to 1", exit: 1 },
  { run: "apply -f -", stdin: gadget({}), says: "spec.size: Required value", exit: 1 },
  {
    run: "apply -f -",
    stdin: gadget({ size: 4, colour: "red" }),
    says: 'strict decoding error: unknown field "spec.colour"',
    exit: 1,
    differs: "a refusal that is in the conformance suite's list",
  },
  { run: "apply -f -", stdin: gadget({ size: 4, tag: "t" }), shows: "configured" },
  { run: "get gd", shows: /NAME +SIZE\ng +4/ },
  { run: "explain gadget.spec.size", shows: "FIELD: size <integer>", until: true },
  {
    run: `patch gadget g --subresource=status --type=merge -p '{"status":{"ready":true}}'`,
    shows: "patched",
  },
  {
    run: "wait gadget/g --for=jsonpath={.status.ready}=true --timeout=30s",
    shows: "condition met",
  },
  { run: "get gadgets g -o yaml", shows: "ready: true" },
  { run: "delete crd gadgets.example.com", shows: "deleted" },
  {
    run: "get gadgets",
    says: "the server",
    exit: 1,
    differs: "how fast discovery forgets",
    until: true,
  },
];

const asked: Story = {
  name: "asked",
  steps: [
    { run: "version", shows: "Server Version: v1.36", differs: "the version" },
    { run: "cluster-info", shows: "Kubernetes control plane", differs: "the address" },
    { run: "api-versions", shows: "resource.k8s.io/v1" },
    { run: "api-resources", shows: /deployments +deploy +apps\/v1 +true +Deployment/ },
    { run: "api-resources --namespaced=false -o wide", shows: /nodes +no +v1/ },
    {
      run: "explain pod.spec.nodeName",
      shows: "FIELD: nodeName <string>",
      differs: "prose is left out",
    },
    {
      run: "explain deployment --recursive",
      shows: "progressDeadlineSeconds",
      differs: "prose is left out",
    },
    { run: "explain pod.spec.nope", says: 'field "nope" does not exist', exit: 1 },
    { run: "auth can-i create pods", shows: /^yes/ },
    { run: "auth can-i --list", shows: "*.*", differs: "plain HTTP lets everybody do everything" },
    { run: "auth whoami", shows: "system:masters", differs: "who the administrator is" },
    { run: "get nopes", says: `the server doesn't have a resource type "nopes"`, exit: 1 },
    { run: "get pod nope", says: 'pods "nope" not found', exit: 1 },
    { run: "get namespaces", shows: "kube-node-lease", differs: "other stories" },
    { run: "get --raw /apis/apps", shows: '"kind":"APIGroup"' },
    { run: "get --raw /livez", shows: "ok" },
    { run: "get --raw /nope", says: "the server could not find the requested resource", exit: 1 },
    { run: "get priorityclasses", shows: /system-node-critical +2000001000 +false/ },
    {
      run: "certificate approve nope",
      says: 'signingrequests.certificates.k8s.io "nope"',
      exit: 1,
    },
    { run: "config view -o jsonpath={.kind}", shows: "Config" },
    { run: "create clusterrole looker --verb=get --resource=nodes", shows: "looker created" },
    {
      run: "create clusterrolebinding looks --clusterrole=looker --user=jane",
      shows: "looks created",
    },
    { run: "create priorityclass urgent --value=10", shows: "urgent created" },
    { run: "get clusterrole looker -o yaml", shows: "- nodes" },
    {
      run: "delete clusterrole/looker clusterrolebinding/looks priorityclass/urgent",
      shows: "deleted",
    },
    ...customs,
  ],
};

export const objectStories: readonly Story[] = [created, asked];
