// Plays a script against a server and writes down what came back, as it came: normalising is another matter.

import {
  type Body,
  isObject,
  type Json,
  type JsonObject,
  type RequestStep,
  type Script,
  type Step,
} from "./script.ts";
import { WatchStream } from "./watch-stream.ts";

/** Where a server is, and how to be its administrator. */
export interface Server {
  readonly url: string;
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string } | undefined;
}

/** One step and its answer. */
export interface Exchange {
  /** `POST /api/v1/namespaces/x/pods`, as written in the script. */
  readonly request: string;
  readonly status: number;
  readonly headers: JsonObject;
  /** JSON where it is JSON, else text; of a watch, the events. */
  readonly body: Json;
}

/** Longer than the minute after which the real server takes away an address that it gave back to a service by mistake. */
const WAIT_MS = 90_000;
const POLL_MS = 100;
/** Longer than any answer takes, but for the longest watch. */
const ANSWER_MS = 60_000;
/** What a client can act on. */
const HEADERS = ["content-type", "warning", "retry-after"];

export class Execution {
  private readonly answers = new Map<string, Json>();
  private readonly watches = new Map<string, WatchStream>();

  constructor(
    private readonly server: Server,
    private readonly script: Script,
  ) {
    this.answers.set("ns", namespaceOf(script));
  }

  async run(): Promise<Exchange[]> {
    await this.makeNamespace();
    const exchanges: Exchange[] = [];
    try {
      for (const step of this.script.steps) exchanges.push(await this.play(step));
    } finally {
      for (const watch of this.watches.values()) await watch.end();
    }
    return exchanges;
  }

  private async makeNamespace(): Promise<void> {
    const name = namespaceOf(this.script);
    const response = await this.fetch("POST", "/api/v1/namespaces", {
      body: new TextEncoder().encode(JSON.stringify({ metadata: { name } })),
      headers: { "content-type": "application/json" },
    });
    if (response.status !== 201)
      throw new Error(`the namespace ${name} was not made: ${await response.text()}`);
    await response.arrayBuffer();
  }

  private async play(step: Step): Promise<Exchange> {
    switch (step.kind) {
      case "request":
        return this.request(step);
      case "openWatch": {
        const headers = { accept: step.accept ?? "application/json" };
        const response = await this.fetch("GET", this.text(step.path), { headers });
        const request = `WATCH ${step.path}`;
        if (!response.ok)
          return { request, ...answerOf(response), body: jsonOrText(await response.text()) };
        this.watches.set(step.name, new WatchStream(response));
        return { request, ...answerOf(response), body: "(events follow)" };
      }
      case "closeWatch": {
        const watch = this.watches.get(step.name);
        this.watches.delete(step.name);
        const events = (await watch?.collect(step.events)) ?? [];
        return { request: `EVENTS ${step.name}`, status: 0, headers: {}, body: events };
      }
    }
  }

  private async request(step: RequestStep): Promise<Exchange> {
    const endMs = performance.now() + WAIT_MS;
    for (;;) {
      const exchange = await this.requestOnce(step);
      const { until } = step;
      const reached =
        until === undefined ||
        JSON.stringify(valueAt(exchange.body, until.path)) === JSON.stringify(until.value);
      if (reached || performance.now() > endMs) {
        if (step.as !== undefined) this.answers.set(step.as, exchange.body);
        return exchange;
      }
      await Bun.sleep(POLL_MS);
    }
  }

  private async requestOnce(step: RequestStep): Promise<Exchange> {
    const headers: Record<string, string> = { accept: step.accept ?? "application/json" };
    if (step.contentType !== undefined) headers["content-type"] = step.contentType;
    if (step.user !== undefined) headers["impersonate-user"] = this.text(step.user);
    const body = step.body && this.encode(step.body);
    const request = `${step.method} ${step.path}`;
    try {
      const response = await this.fetch(step.method, this.text(step.path), {
        headers,
        ...(body && { body }),
      });
      const text = await response.text();
      return { request, ...answerOf(response), body: jsonOrText(text) };
    } catch (error) {
      return { request, status: 0, headers: {}, body: `no answer: ${String(error)}` };
    }
  }

  private fetch(method: string, path: string, init: RequestInit): Promise<Response> {
    const { tls } = this.server;
    return fetch(this.server.url + path, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
      ...init,
      // The real one takes the default field manager from the user agent.
      headers: {
        "accept-encoding": "identity",
        "user-agent": "conformance/1",
        ...(init.headers as Record<string, string>),
      },
      ...(tls && { tls: { ca: tls.ca, cert: tls.cert, key: tls.key } }),
    });
  }

  private encode(body: Body): Uint8Array<ArrayBuffer> {
    const encoder = new TextEncoder();
    if ("text" in body) return encoder.encode(this.text(body.text));
    if ("base64" in body) return new Uint8Array(Buffer.from(body.base64, "base64"));
    if ("fill" in body) {
      const data = { filler: "x".repeat(body.fill) };
      return encoder.encode(JSON.stringify({ metadata: { name: "large" }, data }));
    }
    const json =
      "json" in body
        ? this.resolve(body.json)
        : edited(this.answers.get(body.edit) ?? {}, this.resolve(body.set), body.remove);
    return encoder.encode(JSON.stringify(json));
  }

  /** Fills references in, also where they are keys' values deep down; a string that is one reference becomes its value. */
  private resolve(json: Json): Json {
    if (typeof json === "string") {
      const whole = /^\{\{([^}]+)\}\}$/.exec(json);
      return whole ? (this.lookUp(whole[1] ?? "") ?? "(unresolved)") : this.text(json);
    }
    if (Array.isArray(json)) return json.map((item: Json) => this.resolve(item));
    if (json !== null && typeof json === "object")
      return Object.fromEntries(Object.entries(json).map(([k, v]) => [k, this.resolve(v)]));
    return json;
  }

  private text(template: string): string {
    return template.replaceAll(/\{\{([^}]+)\}\}/g, (_, path: string) => {
      const value = this.lookUp(path);
      return typeof value === "string" || typeof value === "number"
        ? String(value)
        : "(unresolved)";
    });
  }

  private lookUp(path: string): Json | undefined {
    const [name = "", ...rest] = path.split(".");
    return valueAt(this.answers.get(name), rest.join("."));
  }
}

/** The namespace a script works in: its name, as a DNS label. */
export function namespaceOf({ name }: Script): string {
  const label = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return label.slice(0, 60).replace(/-+$/, "");
}

function answerOf(response: Response): { status: number; headers: JsonObject } {
  const headers: Record<string, Json> = {};
  for (const name of HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: response.status, headers };
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function valueAt(json: Json | undefined, path: string): Json | undefined {
  let value = json;
  for (const key of path === "" ? [] : path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function edited(original: Json, set: Json, remove: readonly string[]): Json {
  const copy: Record<string, Json> = isObject(original) ? structuredClone(original) : {};
  const parent = (path: string): readonly [Record<string, Json>, string] => {
    const keys = path.split(".");
    let at = copy;
    for (const key of keys.slice(0, -1)) {
      const next = at[key];
      at = at[key] = isObject(next) ? { ...next } : {};
    }
    return [at, keys.at(-1) ?? ""];
  };
  for (const [path, value] of Object.entries(set as JsonObject)) {
    const [at, key] = parent(path);
    at[key] = value;
  }
  for (const path of remove) {
    const [at, key] = parent(path);
    delete at[key];
  }
  return copy;
}
