// What goes wrong with one object goes wrong with ten thousand alike: each stage's problem is told now and then, not each time.

import { type Clock, type Logger, messageOf } from "../base/index.ts";

const TELL_AGAIN_MS = 60_000;

interface Told {
  atMs: number;
  unsaid: number;
}

export class ProblemLog {
  private readonly told = new Map<string, Told>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
    /** What went wrong, in a few words. */
    private readonly what: string,
  ) {}

  report(stage: string, error: unknown): void {
    const nowMs = this.clock.nowMs();
    const told = this.told.get(stage);
    if (told && nowMs - told.atMs < TELL_AGAIN_MS) {
      told.unsaid++;
      return;
    }
    const since = told?.unsaid ?? 0;
    this.told.set(stage, { atMs: nowMs, unsaid: 0 });
    this.logger.warn(`${this.what}: ${messageOf(error)}`, {
      stage,
      unsaid: since,
    });
  }
}
