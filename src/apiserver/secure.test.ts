// The server over HTTPS, as its clients see it: who gets in, by what, and what the others are told. Where clients may show
// certificates another HTTP server carries it, so both are asked the same.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:http2";
import {
  type Authority,
  type KeyAndCertificate,
  createAuthority,
  serviceAccountKeys,
  silentLogger,
} from "../base/index.ts";
import { parseTokenFile, startApiServer, type ApiServerHandle } from "./index.ts";

const TOKENS = 'root,kwokbench-admin,1,system:masters\nann,ann,2,"team"\n';
const PODS = "/api/v1/namespaces/default/pods";

const authority: Promise<Authority> = createAuthority(Date.now());

async function start(asksForCertificates: boolean): Promise<ApiServerHandle> {
  const { cert: ca, ...own } = await authority;
  return startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    secure: {
      tls: { ...(await own.signServer(["127.0.0.1"])), ca, asksForCertificates },
      staticTokens: parseTokenFile(TOKENS, "tokens"),
      serviceAccountKey: serviceAccountKeys().privateKey,
    },
  });
}

interface Sent {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly certificate?: KeyAndCertificate;
}

/** Status, body and HTTP version of one request on a connection of its own. */
async function ask(
  server: ApiServerHandle,
  method: string,
  path: string,
  { token, body, headers, certificate }: Sent = {},
): Promise<{ code: number; body: Record<string, unknown> & { message?: string } }> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    tls: { ca: (await authority).cert, ...certificate },
    keepalive: false,
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { code: response.status, body: isJson ? JSON.parse(text) : { text } };
}

describe.each([
  ["with client certificates", true],
  ["with tokens only", false],
])("%s", (_, asksForCertificates) => {
  let server: ApiServerHandle;
  beforeAll(async () => {
    server = await start(asksForCertificates);
  });
  afterAll(() => server.stop());

  const post = (path: string, body: object, sent: Sent = { token: "root" }) =>
    ask(server, "POST", path, { ...sent, body });
  const allow = (name: string, subject: object, ...rules: object[]) =>
    Promise.all([
      post("/apis/rbac.authorization.k8s.io/v1/clusterroles", { metadata: { name }, rules }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
        metadata: { name },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
        subjects: [subject],
      }),
    ]);

  test("nobody gets in without saying who they are, but probes", async () => {
    const { code, body } = await ask(server, "GET", PODS);
    expect([code, body["reason"], body.message]).toEqual([401, "Unauthorized", "Unauthorized"]);
    expect((await ask(server, "GET", "/version")).code).toBe(401);
    expect((await ask(server, "GET", PODS, { token: "wrong" })).code).toBe(401);
    for (const probe of ["/healthz", "/livez", "/readyz"])
      expect((await ask(server, "GET", probe)).body).toEqual({ text: "ok" });
  });

  test("a token lets in its user, who is told what it may not", async () => {
    expect((await ask(server, "GET", PODS, { token: "root" })).code).toBe(200);
    const { code, body } = await ask(server, "GET", `${PODS}/x`, { token: "ann" });
    expect(code).toBe(403);
    expect(body).toMatchObject({
      reason: "Forbidden",
      details: { name: "x", kind: "pods" },
      message:
        'pods "x" is forbidden: User "ann" cannot get resource "pods" in API group "" in the namespace "default"',
    });
    expect((await ask(server, "GET", "/metrics", { token: "ann" })).body.message).toBe(
      'forbidden: User "ann" cannot get path "/metrics"',
    );
    expect((await ask(server, "GET", "/apis/none/v1/things", { token: "ann" })).body.message).toBe(
      'things.none is forbidden: User "ann" cannot list resource "things" in API group "none" at the cluster scope',
    );
    expect((await ask(server, "GET", "/apis", { token: "ann" })).code).toBe(200);
  });

  test("a service account has tokens, for as long as it is there", async () => {
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    await post(accounts, { metadata: { name: "robot" } });
    const issued = await post(`${accounts}/robot/token`, { spec: {} });
    const { token } = issued.body["status"] as { token: string };
    const review = async () =>
      (await post("/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token } })).body[
        "status"
      ];
    expect(await review()).toMatchObject({
      authenticated: true,
      user: {
        username: "system:serviceaccount:default:robot",
        groups: [
          "system:serviceaccounts",
          "system:serviceaccounts:default",
          "system:authenticated",
        ],
      },
    });
    expect((await ask(server, "GET", PODS, { token })).body.message).toContain(
      'User "system:serviceaccount:default:robot" cannot list',
    );
    await ask(server, "DELETE", `${accounts}/robot`, { token: "root" });
    expect(await review()).toMatchObject({ error: expect.stringContaining("not found") });
    expect((await ask(server, "GET", PODS, { token })).code).toBe(401);
  });

  test("acting as somebody else takes the right to", async () => {
    const headers = { "impersonate-user": "bob", "impersonate-group": "others" };
    const refused = await ask(server, "GET", PODS, { token: "ann", headers });
    expect(refused.body.message).toBe(
      'users "bob" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    const acting = await ask(server, "GET", PODS, { token: "root", headers });
    expect(acting.body.message).toContain('User "bob" cannot list');
    await allow(
      "impersonators",
      { kind: "User", name: "ann" },
      {
        verbs: ["impersonate"],
        apiGroups: [""],
        resources: ["users", "groups"],
        resourceNames: ["bob", "others"],
      },
    );
    const { body } = await post(
      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      {},
      { token: "ann", headers },
    );
    expect(body["status"]).toEqual({
      userInfo: { username: "bob", groups: ["others", "system:authenticated"] },
    });
  });

  test("a right that is given counts at once, and says where it is from", async () => {
    const attributes = { verb: "list", resource: "nodes" };
    const review = async () =>
      (
        await post(
          "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          { spec: { resourceAttributes: attributes } },
          { token: "ann" },
        )
      ).body["status"];
    expect(await review()).toEqual({ allowed: false });
    await allow(
      "nodes",
      { kind: "Group", name: "team" },
      {
        verbs: ["list"],
        apiGroups: [""],
        resources: ["nodes"],
      },
    );
    expect(await review()).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "nodes" of ClusterRole "nodes" to Group "team"',
    });
    expect((await ask(server, "GET", "/api/v1/nodes", { token: "ann" })).code).toBe(200);
  });

  test("HTTP/2: what is written arrives on a watch of the same connection", async () => {
    const session = connect(server.url, { ca: (await authority).cert });
    const authorization = "Bearer root";
    const watch = session.request({ ":path": "/api/v1/configmaps?watch=true", authorization });
    const arrived = new Promise<string>((resolve) => {
      let text = "";
      watch.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes('"over-http2"')) resolve(text);
      });
    });
    await new Promise((resolve) => watch.on("response", resolve));
    const write = session.request({
      ":method": "POST",
      ":path": "/api/v1/namespaces/default/configmaps",
      "content-type": "application/json",
      authorization,
    });
    write.end(JSON.stringify({ metadata: { name: "over-http2" } }));
    expect(await arrived).toContain('"type":"ADDED"');
    session.destroy();
  });

  test("a body that is too large is refused, one below is not", async () => {
    const body = (length: number) => ({
      token: "root",
      body: { metadata: { name: "large" }, data: { a: "x".repeat(length) } },
    });
    const path = "/api/v1/namespaces/default/configmaps";
    expect((await ask(server, "POST", path, body(900_000))).code).toBe(201);
    expect((await ask(server, "POST", path, body(4_000_000))).code).toBe(413);
  });
});

describe("a client certificate", () => {
  let server: ApiServerHandle;
  beforeAll(async () => {
    server = await start(true);
  });
  afterAll(() => server.stop());
  const whoami = async (certificate: KeyAndCertificate) =>
    (
      await ask(server, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
        certificate,
        body: {},
      })
    ).body;

  test("names a user and its groups", async () => {
    const certificate = await (await authority).signClient("cleo", ["team", "others"]);
    const { status } = (await whoami(certificate)) as { status?: unknown };
    expect(status).toMatchObject({
      userInfo: {
        username: "cleo",
        groups: ["team", "others", "system:authenticated"],
        extra: {
          "authentication.kubernetes.io/credential-id": [
            expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/),
          ],
        },
      },
    });
  });

  test("of another authority is worth nothing", async () => {
    const foreign = await createAuthority(Date.now());
    const certificate = await foreign.signClient("kwokbench-admin", ["system:masters"]);
    expect(await whoami(certificate)).toMatchObject({ code: 401 });
  });
});
