// Puts an API server together and lets it listen.

import { serviceAccountKeys, systemClock, type Clock, type Logger } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { Admission } from "./admission/admission.ts";
import { chosenPlugins, type AdmissionChoice } from "./admission/plugins.ts";
import { audited } from "./audit/audited.ts";
import { AuditWriter } from "./audit/audit-writer.ts";
import type { Policy as AuditPolicy } from "./audit/policy.ts";
import { openData, type DataContext, type DataOptions } from "./durable/open.ts";
import type { Lookup } from "./registry/lookup.ts";
import { Registry } from "./registry/registry.ts";
import { createBootObjects } from "./serve/upkeep/boot.ts";
import type { Api, ManagedFieldsMode } from "./serve/http/call.ts";
import { flushScheduler } from "./serve/read/flush-scheduler.ts";
import { createHandler } from "./serve/http/handler.ts";
import { listen, type TlsOptions } from "./serve/http/listen.ts";
import { listenForCertificates } from "./serve/http/listen-for-certificates.ts";
import { Metrics } from "./serve/system/metrics.ts";
import { startUpkeep } from "./serve/upkeep/upkeep.ts";
import { NodeUsage } from "./serve/usage/node-usage.ts";
import { EVERYTHING } from "./store/selection.ts";
import { createSecurity } from "./secure/security.ts";
import type { User } from "./secure/user.ts";
import { Store } from "./store/store.ts";
import type { StoredObject } from "./store/stored-object.ts";

export interface ApiServerOptions {
  readonly hostname: string;
  /** 0: a free one. */
  readonly port: number;
  /** HTTPS, and every request must say who sends it; without, whoever connects may do everything. */
  readonly secure?: SecureOptions | undefined;
  /** Beside plain HTTP, the same over HTTPS at a port of its own: over HTTP/2 Go clients cost less. */
  readonly https?: Pick<TlsOptions, "cert" | "key"> | undefined;
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly admission?: AdmissionChoice;
  /** `applied` where absent. */
  readonly managedFields?: ManagedFieldsMode;
  /** Whether the server does what little of a controller manager's work its own admission calls for: see upkeep.ts. */
  readonly standsIn?: boolean;
  /** Where writes are kept beyond the life of the process; absent: nowhere. */
  readonly data?: DataOptions | undefined;
  readonly audit?: AuditOptions | undefined;
}

export interface AuditOptions {
  readonly policy: AuditPolicy;
  /** Keeps lines of JSON, one an event; resolves when they are written. */
  readonly write: (lines: string) => Promise<void>;
}

export interface SecureOptions {
  readonly tls: TlsOptions;
  /** Users by static token. */
  readonly staticTokens: ReadonlyMap<string, User>;
  /** P-256, PEM: signs tokens of service accounts. */
  readonly serviceAccountKey: string;
}

export interface ApiServerHandle {
  /** `http://127.0.0.1:6443` */
  readonly url: string;
  readonly port: number;
  /** Where `https` was asked for. */
  readonly httpsUrl: string | undefined;
  readonly store: Store;
  stop(): Promise<void>;
}

/** Serves at once: the boot objects are there before the port is. */
export function startApiServer(options: ApiServerOptions): ApiServerHandle {
  const { hostname, port, secure, clock = systemClock, logger } = options;
  const bare = createApi({ ...options, clock });
  const data = options.data && openData(options.data, dataContext(bare));
  const audit = options.audit && new AuditWriter(options.audit.write, logger);
  const api = { ...bare, commits: data?.log, audit };
  createBootObjects(api, secure?.tls.ca);
  const stopUpkeep = startUpkeep(api, options.standsIn ?? true);
  const plain = createHandler(api);
  const handler = options.audit && audit ? audited(plain, api, options.audit.policy, audit) : plain;
  const listener = secure?.tls.asksForCertificates
    ? listenForCertificates({ hostname, port, tls: secure.tls, handler })
    : listen({ hostname, port, tls: secure?.tls, handler });
  const https = options.https && listen({ hostname, port: 0, tls: options.https, handler });
  return {
    url: `${secure ? "https" : "http"}://${reachable(hostname)}:${listener.port}`,
    port: listener.port,
    httpsUrl: https && `https://${reachable(hostname)}:${https.port}`,
    store: api.store,
    async stop() {
      stopUpkeep();
      await Promise.all([listener.stop(), https?.stop()]);
      await data?.close();
      await audit?.finish();
    },
  };
}

/** The host of a URL: an address that stands for all is reached at loopback. */
function reachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  if (hostname === "::") return "[::1]";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

function dataContext({ store, registry, logger, defer }: Api): DataContext {
  const builtin = [...registry.all()].map(({ definition }) => definition);
  return { store, builtin, logger, defer };
}

/** A server without a port, for those who bring their own transport. */
export function createApi({
  clock = systemClock,
  logger,
  secure,
  admission = {},
  managedFields = "applied",
}: Omit<ApiServerOptions, "hostname" | "port">): Api {
  const registry = new Registry();
  const store = new Store({ clock, scheduleFlush: flushScheduler(clock) });
  const lookup = lookupIn(store, registry);
  const security = createSecurity(
    {
      isEnforced: secure !== undefined,
      staticTokens: secure?.staticTokens ?? new Map(),
      serviceAccountKey: secure?.serviceAccountKey ?? serviceAccountKeys().privateKey,
    },
    store,
    registry,
    lookup,
    clock,
  );
  return {
    store,
    registry,
    admission: new Admission(chosenPlugins(admission), lookup),
    metrics: new Metrics(),
    security,
    usage: new NodeUsage(clock, logger),
    managedFields,
    clock,
    logger,
    random: Math.random,
    newUid: () => crypto.randomUUID(),
    defer: (task) => void setImmediate(task),
    later(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

function lookupIn(store: Store, registry: Registry): Lookup {
  const definitions = new Map(
    [...registry.all()].map(({ definition }) => [definition.name, definition]),
  );
  const collectionNamed = (name: string): ReturnType<Store["collection"]> | undefined => {
    const definition = definitions.get(name);
    return definition && store.collection(definition);
  };
  return {
    get(name, namespace, object): KubeObject | undefined {
      const stored = collectionNamed(name)?.get(namespace, object);
      return stored && store.read(stored);
    },
    *list(name, namespace = "") {
      for (const stored of collectionNamed(name)?.select({ namespace, key: "" }) ?? [])
        yield store.read(stored);
    },
    revision: (name) => collectionNamed(name)?.log.latest ?? 0,
    hasAny(name, namespace) {
      return (collectionNamed(name)?.sizeOf(namespace) ?? 0) > 0;
    },
    hasField(name, field, value) {
      const collection = collectionNamed(name);
      const position = collection?.definition.fieldNames.indexOf(field) ?? -1;
      const matchesFields = ({ fields }: StoredObject): boolean => fields[position] === value;
      const selection = { ...EVERYTHING, exact: { [field]: value }, matchesFields };
      return (collection?.select(selection).length ?? 0) > 0;
    },
  };
}
