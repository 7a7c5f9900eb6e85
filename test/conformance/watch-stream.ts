// Reads a watch: events as they come, one JSON document a line.

import type { Json } from "./script.ts";

/** How long an event may take. */
const EVENTS_MS = 4000;
/** How long we wait for events that should not come. */
const QUIET_MS = 150;

export class WatchStream {
  private readonly events: Json[] = [];
  private readonly reading: Promise<void>;
  private readonly reader;
  private rest = "";
  private ended = false;

  constructor(response: Response) {
    this.reader = response.body?.getReader();
    this.reading = this.read();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const chunk = await this.reader?.read();
        if (!chunk || chunk.done) break;
        const lines = (this.rest + decoder.decode(chunk.value, { stream: true })).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines)
          if (line.trim() !== "") this.events.push(JSON.parse(line) as Json);
      }
      // What is one object and no stream may end without an end of line.
      if (this.rest.trim() !== "") this.events.push(JSON.parse(this.rest) as Json);
    } catch {
      // The watch was ended from here.
    }
    this.ended = true;
  }

  async collect(count: number): Promise<Json[]> {
    const endMs = performance.now() + EVENTS_MS;
    while (this.events.length < count && !this.ended && performance.now() < endMs)
      await Bun.sleep(10);
    await Promise.race([Bun.sleep(QUIET_MS), this.reading]);
    const { ended } = this;
    await this.end();
    return ended ? [...this.events, "(ended by the server)"] : this.events;
  }

  async end(): Promise<void> {
    await this.reader?.cancel().catch(() => {});
    await this.reading;
  }
}
