// Writes src/kube/schema/builtin.json.txt from the published Kubernetes modules; needs Go and their module cache.
// Run it after changing the version in scripts/schema/go.mod: bun scripts/schema/generate.ts
// With --check it writes nothing and ends with 1 if the committed file is not what would be written.

const folder = import.meta.dir;
const target = `${folder}/../../src/kube/schema/builtin.json.txt`;

const go = Bun.spawnSync(["go", "run", "."], { cwd: folder, stderr: "inherit" });
if (go.exitCode !== 0) {
  console.error(
    "scripts/schema: the Go program failed; the schema was not changed. Is Go on PATH?",
  );
  process.exit(1);
}
// Through JSON once more, so that the file is known to be whole and minified.
const text = JSON.stringify(JSON.parse(go.stdout.toString()));
if (process.argv.includes("--check")) {
  if ((await Bun.file(target).text()) === text + "\n") process.exit(0);
  console.error("src/kube/schema/builtin.json.txt is stale; run bun scripts/schema/generate.ts");
  process.exit(1);
}
await Bun.write(target, text + "\n");
console.log(`${text.length} bytes written to src/kube/schema/builtin.json.txt`);
