// Effects to requests.

import type { Clock } from "../base/index.ts";
import {
  type ApiRequest,
  type Client,
  ApiError,
  type ResourceFinder,
  deleteRequest,
  patchRequest,
} from "../client/index.ts";
import { type KubeObject, type ObjectMeta, type Resource, collectionPath } from "../kube/index.ts";
import type { ApplyEffect, Effect } from "../stage/index.ts";
import { eventObject } from "./event-object.ts";
import type { PlayCounters } from "./metrics.ts";
import { versionOf } from "./version.ts";

const FIELD_MANAGER = "kwokbench";

/** What is known of the object after a patch of it. */
export interface Answer {
  /** NaN where the answer has none. */
  readonly version: number;
  /** Undefined where nobody wanted it. */
  readonly object: KubeObject | undefined;
}

/** The object an effect is about. */
export interface Target {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly uid: string;
}

export class Sender {
  constructor(
    private readonly client: Client,
    private readonly finder: ResourceFinder,
    private readonly counters: PlayCounters,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Sends an effect. Gives an answer after a patch, with the object in it where it is wanted. Rejects with ApiError. */
  async send(
    effect: Effect,
    resource: Resource,
    target: Target,
    wantsObject: boolean,
  ): Promise<Answer | undefined> {
    const ref = refOf(target.key);
    switch (effect.kind) {
      case "patch": {
        const request = patchRequest(resource, ref, effect.type, effect.body, effect);
        if (!wantsObject) {
          const version = await this.counted(request, this.client.version(request));
          return { version, object: undefined };
        }
        const text = await this.counted(request, this.client.text(request));
        const object = JSON.parse(text) as KubeObject;
        return { version: versionOf(object), object };
      }
      case "delete":
        await this.done(deleteRequest(resource, ref, { gracePeriodSeconds: 0, uid: target.uid }));
        return undefined;
      case "event":
        await this.done(this.eventRequest(effect, resource, target));
        return undefined;
      case "apply":
        await this.apply(effect, ref.namespace);
        return undefined;
    }
  }

  read(resource: Resource, key: string): Promise<KubeObject> {
    return this.client.get<KubeObject>(resource, refOf(key));
  }

  private done(request: ApiRequest): Promise<void> {
    return this.counted(request, this.client.discard(request));
  }

  private async counted<T>({ method }: ApiRequest, answer: Promise<T>): Promise<T> {
    try {
      const result = await answer;
      this.counters.request(method, "2xx");
      return result;
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 0;
      this.counters.request(method, code === 0 ? "connection" : String(code));
      throw error;
    }
  }

  private eventRequest(
    effect: Extract<Effect, { kind: "event" }>,
    resource: Resource,
    target: Target,
  ): ApiRequest {
    const { namespace, name } = refOf(target.key);
    const about = { resource, namespace, name, uid: target.uid };
    const event = eventObject(effect, about, this.clock.wallMs(), this.random());
    return {
      method: "POST",
      path: `/api/v1/namespaces/${event.metadata.namespace}/events`,
      body: JSON.stringify(event),
    };
  }

  /** Creates the object, or patches the one that is there already. */
  private async apply(effect: ApplyEffect, sourceNamespace: string | undefined): Promise<void> {
    const object = effect.object as unknown as KubeObject;
    const resource = await this.finder.find(String(object.apiVersion), String(object.kind));
    const metadata: ObjectMeta = { ...object.metadata };
    const namespace = resource.namespaced ? (metadata.namespace ?? sourceNamespace) : undefined;
    const placed = { ...object, metadata: { ...metadata, ...(namespace && { namespace }) } };
    const headers = effect.impersonate ? { "impersonate-user": effect.impersonate } : undefined;
    if (effect.subresource === "") {
      try {
        const path = collectionPath(resource, namespace);
        await this.done({ method: "POST", path, body: JSON.stringify(placed), headers });
        return;
      } catch (error) {
        if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
      }
    }
    const ref = { name: metadata.name, namespace };
    const server = effect.type === "apply" ? { fieldManager: FIELD_MANAGER, force: true } : {};
    await this.done(patchRequest(resource, ref, effect.type, placed, { ...effect, ...server }));
  }
}

export function refOf(key: string): { readonly name: string; readonly namespace?: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
