// The pool against servers that answer in every legal way, and in a few illegal ones.

import { afterEach, describe, expect, test } from "bun:test";
import { ConnectionPool, type PooledRequest } from "./pool.ts";

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers each request's bytes with what `answer` writes. */
function rawServer(
  answer: (write: (text: string) => void, request: string, end: () => void) => unknown,
) {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket, data) => {
        answer(
          (text) => socket.write(text),
          data.toString(),
          () => socket.end(),
        );
      },
    },
  });
  closers.push(() => listener.stop(true));
  const pool = new ConnectionPool({
    hostname: "127.0.0.1",
    port: listener.port,
    tls: undefined,
    silenceSecondsMax: 1,
  });
  closers.push(() => pool.close());
  return pool;
}

const get = (path = "/"): PooledRequest => ({
  method: "GET",
  path,
  headerLines: "host: test\r\n",
  body: undefined,
  contentType: "",
  keep: "text",
  signal: undefined,
});

describe("responses", () => {
  test("with a length, split into single bytes", async () => {
    const pool = rawServer(async (write) => {
      for (const byte of "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody") {
        write(byte);
        await Bun.sleep(0);
      }
    });
    expect(await pool.send(get())).toMatchObject({ status: 200, text: "body" });
  });

  test("in chunks, with a trailer", async () => {
    const pool = rawServer((write) =>
      write(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n",
      ),
    );
    expect((await pool.send(get())).text).toBe("abcde");
    expect((await pool.send(get())).text).toBe("abcde");
  });

  test("until the connection closes, after 100 Continue, and without a body", async () => {
    const pool = rawServer((write, request, end) => {
      if (request.startsWith("GET /close")) {
        write("HTTP/1.1 200 OK\r\n\r\nall of it");
        end();
      } else if (request.startsWith("GET /none")) write("HTTP/1.1 204 No Content\r\n\r\n");
      else write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    expect((await pool.send(get("/close"))).text).toBe("all of it");
    expect((await pool.send(get("/none"))).status).toBe(204);
    expect((await pool.send(get("/continue"))).text).toBe("ok");
  });

  test("a refusal keeps its body even when bodies are not wanted", async () => {
    const pool = rawServer((write) =>
      write("HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\ncontent-length: 4\r\n\r\nbusy"),
    );
    const response = await pool.send({ ...get(), keep: "nothing" });
    expect(response).toMatchObject({ status: 429, text: "busy", retryAfter: "2" });
  });

  test("what is not HTTP is an error", () => {
    const pool = rawServer((write) => write("SSH-2.0-OpenSSH\r\n\r\n"));
    expect(pool.send(get())).rejects.toThrow("not an HTTP/1.1 response");
  });
});

describe("requests", () => {
  test("a large body with characters of several bytes arrives whole", async () => {
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (r) => new Response(await r.text()),
    });
    closers.push(() => server.stop(true));
    const pool = new ConnectionPool({
      hostname: "127.0.0.1",
      port: server.port!,
      tls: undefined,
      silenceSecondsMax: 60,
    });
    closers.push(() => pool.close());
    const body = "grüße 🚀 ".repeat(200_000);
    const response = await pool.send({ ...get(), method: "POST", body, contentType: "text/plain" });
    expect(response.text === body).toBe(true);
  });

  test("concurrent requests have a connection each, later ones use them again", async () => {
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request, server) => {
        await Bun.sleep(5);
        return new Response(String(server.requestIP(request)?.port));
      },
    });
    closers.push(() => server.stop(true));
    const pool = new ConnectionPool({
      hostname: "127.0.0.1",
      port: server.port!,
      tls: undefined,
      silenceSecondsMax: 60,
    });
    closers.push(() => pool.close());
    const round = async (): Promise<Set<string | undefined>> =>
      new Set((await Promise.all([1, 2, 3].map(() => pool.send(get())))).map(({ text }) => text));
    const first = await round();
    expect(first.size).toBe(3);
    expect(await round()).toEqual(first);
  });

  test("a connection closed while idle is not noticed by the caller", async () => {
    let requests = 0;
    const pool = rawServer((write, _request, end) => {
      requests++;
      write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      if (requests === 1) end();
    });
    await pool.send(get());
    await Bun.sleep(10);
    expect((await pool.send(get())).text).toBe("ok");
  });

  test("an abort rejects at once and frees the connection", async () => {
    const pool = rawServer(() => {});
    const abort = new AbortController();
    const sent = pool.send({ ...get(), signal: abort.signal });
    setTimeout(() => abort.abort(new Error("enough")), 5);
    expect(sent).rejects.toThrow("enough");
  });

  test("a server that says nothing is given up, and not asked twice", async () => {
    let requests = 0;
    const pool = rawServer((write) => {
      if (++requests === 1) write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    await pool.send(get());
    const silence = await pool.send(get()).catch(String);
    expect(silence).toContain("the server said nothing for 1 s");
    expect(requests).toBe(2);
  });

  test("a refused connection is an error", () => {
    const pool = new ConnectionPool({
      hostname: "127.0.0.1",
      port: 1,
      tls: undefined,
      silenceSecondsMax: 1,
    });
    expect(pool.send(get())).rejects.toThrow();
  });
});
