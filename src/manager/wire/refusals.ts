// What the API server's access control keeps from us. It stays so until somebody changes a role, so each kind of request is
// told of once, and what needs it waits at once as long as it would after many failures.

import type { Logger } from "../../base/index.ts";

/** Kubernetes' words where no role allows a request; a quota that is full, and other refusals with 403, read otherwise. */
const DENIED = /User "[^"]*" cannot (\S+) resource "([^"]*)".*/;

/** Whether it is access control that refused. */
export function isDenied(message: string): boolean {
  return DENIED.test(message);
}

export class Refusals {
  private readonly told = new Set<string>();

  constructor(
    private readonly logger: Logger,
    /** The API server's URL. */
    private readonly server: string,
  ) {}

  /** Says what was refused, if access control did it and it was not said before; whose namespace it was makes no difference. */
  tell(message: string): void {
    const [what, verb, resource] = DENIED.exec(message) ?? [];
    const key = `${verb} ${resource}`;
    if (what === undefined || this.told.has(key)) return;
    this.told.add(key);
    this.logger.warn(
      `the API server at ${this.server} refuses: ${what}; bind that user to a role that allows it, or give a kubeconfig of a user who may; until then it is tried again every few seconds`,
    );
  }
}
