// Events on their way to where they are kept: joined as they come, written one batch after another, dropped and counted
// where they come faster than they can be written.

import { type Logger, messageOf } from "../../base/index.ts";

/** Characters that may wait to be written. */
const WAITING_CHARS_MAX = 64 * 1024 * 1024;

export class AuditWriter {
  events = 0;
  dropped = 0;
  private lines: string[] = [];
  private chars = 0;
  private writing: Promise<void> | undefined;
  private isTroubled = false;

  constructor(
    /** Resolves when the text is written. */
    private readonly write: (text: string) => Promise<void>,
    private readonly logger: Logger,
  ) {}

  get waitingChars(): number {
    return this.chars;
  }

  /** Takes one event, a line of JSON without its end. */
  add(line: string): void {
    if (this.chars + line.length > WAITING_CHARS_MAX) {
      this.drop(1, "they come faster than they can be written");
      return;
    }
    this.events++;
    this.lines.push(line);
    this.chars += line.length;
    this.writing ??= this.drain();
  }

  /** Waits until everything is written. */
  async finish(): Promise<void> {
    await this.writing;
  }

  private async drain(): Promise<void> {
    // What the event loop already holds becomes one batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.lines.length > 0) {
      const { lines } = this;
      this.lines = [];
      this.chars = 0;
      try {
        await this.write(`${lines.join("\n")}\n`);
        this.isTroubled = false;
      } catch (error) {
        this.drop(lines.length, messageOf(error));
      }
    }
    this.writing = undefined;
  }

  private drop(count: number, why: string): void {
    this.dropped += count;
    if (!this.isTroubled) this.logger.error(`audit events are lost: ${why}`);
    this.isTroubled = true;
  }
}
