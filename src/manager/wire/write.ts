// What controllers decide to do, as data; and the one place that does it.

import { LatencyHistogram, Limiter, type Clock, messageOf } from "../../base/index.ts";
import { ApiError, type Client, deleteRequest, patchRequest } from "../../client/index.ts";
import { type Resource, collectionPath } from "../../kube/index.ts";
import type { Refusals } from "./refusals.ts";

export interface Ref {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export type Write =
  | {
      readonly kind: "create";
      readonly resource: Resource;
      readonly namespace: string;
      /** The object, or its JSON where many are alike. */
      readonly object: object | string;
    }
  | {
      readonly kind: "delete";
      readonly resource: Resource;
      readonly ref: Ref;
      /** Only this very object, not another that took its name. */
      readonly uid: string;
      readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
      readonly gracePeriodSeconds?: number;
    }
  | {
      readonly kind: "patch";
      readonly resource: Resource;
      readonly ref: Ref;
      readonly type: "merge" | "strategic" | "json";
      readonly patch: unknown;
      readonly subresource?: string;
    };

export class Writer {
  readonly latency = LatencyHistogram.empty();
  writes = 0;
  failures = 0;
  private readonly limiter: Limiter;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
    inFlightMax: number,
  ) {
    this.limiter = new Limiter(inFlightMax);
  }

  get inFlight(): number {
    return this.limiter.inFlight;
  }

  /**
   * Does one; rejects with ApiError. An object to delete that is already gone, or already another, is no error: false says
   * that there was nothing to do.
   */
  write(write: Write): Promise<boolean> {
    return this.limiter.run(async () => {
      const sentMs = this.clock.nowMs();
      this.writes++;
      try {
        await this.send(write);
        this.latency.recordMs(this.clock.nowMs() - sentMs);
        return true;
      } catch (error) {
        if (write.kind === "delete" && isGone(error)) return false;
        this.failures++;
        this.refusals.tell(messageOf(error));
        throw error;
      }
    });
  }

  /** Does all, and then rejects with the first error, if any. */
  async writeAll(writes: readonly Write[]): Promise<void> {
    const results = await Promise.allSettled(writes.map((write) => this.write(write)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  private send(write: Write): Promise<void> {
    switch (write.kind) {
      case "create": {
        const { resource, namespace, object } = write;
        const body = typeof object === "string" ? object : JSON.stringify(object);
        const path = collectionPath(resource, namespace);
        return this.client.discard({ method: "POST", path, body });
      }
      case "delete": {
        const { resource, ref, uid, propagationPolicy, gracePeriodSeconds } = write;
        const options = { uid, propagationPolicy, gracePeriodSeconds };
        return this.client.discard(deleteRequest(resource, ref, options));
      }
      case "patch": {
        const { resource, ref, type, patch, subresource } = write;
        return this.client.discard(patchRequest(resource, ref, type, patch, { subresource }));
      }
    }
  }
}

/** 404, or the 409 of a uid precondition. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 404 || error.code === 409);
}
