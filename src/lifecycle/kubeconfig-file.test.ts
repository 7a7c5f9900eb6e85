import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { kubeconfigText } from "../cluster/index.ts";
import { addContext, removeContext } from "./kubeconfig-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const theirs = `# the company's clusters
apiVersion: v1
kind: Config
clusters:
  - name: production # do not touch
    cluster: { server: https://production.invalid }
users:
  - name: me
    user: {}
contexts:
  - name: production
    context: { cluster: production, user: me }
current-context: production
`;

const ours = (url: string): string => kubeconfigText("kwokbench-a", { url });

interface Config {
  readonly clusters: readonly { name: string; cluster: { server: string } }[];
  readonly contexts: readonly { name: string }[];
  readonly "current-context": string;
}

describe("a context in the user's kubeconfig", () => {
  test("makes a file that was not there, readable by its owner alone", () => {
    const file = join(folder, "deep", "config");
    addContext(file, ours("http://127.0.0.1:1"));
    const config = parse(readFileSync(file, "utf8")) as Config;
    expect(config["current-context"]).toBe("kwokbench-a");
    expect(config.clusters[0]?.cluster.server).toBe("http://127.0.0.1:1");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("stands beside the others, whose words stay as they are", () => {
    const file = join(folder, "config");
    writeFileSync(file, theirs);
    addContext(file, ours("http://127.0.0.1:1"));
    const text = readFileSync(file, "utf8");
    expect(text).toContain("# the company's clusters");
    expect(text).toContain("production # do not touch");
    const names = (parse(text) as Config).contexts.map(({ name }) => name);
    expect(names).toEqual(["production", "kwokbench-a"]);
  });

  test("is replaced by one of the same name", () => {
    const file = join(folder, "config");
    addContext(file, ours("http://127.0.0.1:1"));
    addContext(file, ours("http://127.0.0.1:2"));
    const { clusters } = parse(readFileSync(file, "utf8")) as Config;
    expect(clusters.map(({ cluster }) => cluster.server)).toEqual(["http://127.0.0.1:2"]);
  });

  test("goes and leaves what was there before; the current one is then none, not another", () => {
    const file = join(folder, "config");
    writeFileSync(file, theirs);
    addContext(file, ours("http://127.0.0.1:1"));
    removeContext(file, "kwokbench-a");
    const before = parse(theirs) as Config;
    expect(parse(readFileSync(file, "utf8"))).toEqual({ ...before, "current-context": "" });
  });

  test("is not put into a file that is no kubeconfig", () => {
    const file = join(folder, "config");
    writeFileSync(file, "- a list\n");
    expect(() => addContext(file, ours("http://127.0.0.1:1"))).toThrow("is not a kubeconfig");
    expect(readFileSync(file, "utf8")).toBe("- a list\n");
  });
});
