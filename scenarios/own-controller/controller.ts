// A small controller to try ../own-controller.yaml with, as any user's might be: for each Widget it makes a ConfigMap that
// the Widget owns and sets the Widget's Ready condition; of a deleted one it removes the ConfigMap, then its finalizer.
// It knows nothing of being measured.
//
//   kubectl proxy --port 8001 & bun controller.ts http://127.0.0.1:8001 [MILLISECONDS OF WORK A WIDGET]

interface Widget {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
    readonly resourceVersion: string;
  };
  readonly status?: { readonly conditions?: readonly unknown[] };
}

const FINALIZER = "example.com/settings";
const [server = "http://127.0.0.1:8001", work = "50"] = process.argv.slice(2);
const workMs = Number(work);

async function send(method: string, path: string, body?: object): Promise<void> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await fetch(server + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": type } }),
  });
  const text = await response.text();
  // What is there already, or gone already, is as it should be.
  if (!response.ok && response.status !== 404 && response.status !== 409)
    console.error(`${method} ${path}: ${response.status} ${text}`);
}

async function reconcile({ metadata, status }: Widget): Promise<void> {
  const { name, namespace, uid, finalizers = [], deletionTimestamp } = metadata;
  const widget = `/apis/example.com/v1/namespaces/${namespace}/widgets/${name}`;
  const settings = `/api/v1/namespaces/${namespace}/configmaps`;
  if (deletionTimestamp) {
    if (!finalizers.includes(FINALIZER)) return;
    await send("DELETE", `${settings}/${name}`);
    await send("PATCH", widget, { metadata: { finalizers: null } });
    return;
  }
  if (status?.conditions) return;
  if (!finalizers.includes(FINALIZER))
    await send("PATCH", widget, { metadata: { finalizers: [FINALIZER] } });
  await Bun.sleep(workMs);
  const owner = { apiVersion: "example.com/v1", kind: "Widget", name, uid };
  await send("POST", settings, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ownerReferences: [owner] },
  });
  const ready = { type: "Ready", status: "True", reason: "Reconciled", message: "" };
  await send("PATCH", `${widget}/status`, {
    status: { conditions: [{ ...ready, lastTransitionTime: new Date().toISOString() }] },
  });
}

/** One Widget at a time by name: what comes meanwhile is looked at afterwards, the newest only. */
const busy = new Map<string, Widget | undefined>();

async function take(widget: Widget): Promise<void> {
  const { uid } = widget.metadata;
  if (busy.has(uid)) return void busy.set(uid, widget);
  for (let next: Widget | undefined = widget; next;) {
    busy.set(uid, undefined);
    await reconcile(next);
    next = busy.get(uid);
  }
  busy.delete(uid);
}

async function watch(): Promise<void> {
  const collection = `${server}/apis/example.com/v1/widgets`;
  const list = (await (await fetch(collection)).json()) as {
    readonly items: readonly Widget[];
    readonly metadata: { readonly resourceVersion: string };
  };
  for (const widget of list.items) void take(widget);
  const since = list.metadata.resourceVersion;
  const response = await fetch(`${collection}?watch=true&resourceVersion=${since}`);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) {
      const event = JSON.parse(line) as { readonly type: string; readonly object: Widget };
      if (event.type === "ADDED" || event.type === "MODIFIED") void take(event.object);
    }
  }
}

console.log(`reconciling Widgets of ${server}`);
for (;;) {
  await watch().catch((error: unknown) => console.error(`the watch broke: ${String(error)}`));
  await Bun.sleep(200);
}
