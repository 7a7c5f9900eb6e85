import { describe, expect, test } from "bun:test";
import golden from "../../../test/golden/kube/merge-schema.json";
import { builtinMergeSchema } from "./builtin-schema.ts";
import type { FieldMerge, MergeSchema } from "./merge-schema.ts";

/** What the schema says of the field at a path such as `spec.containers.ports`. */
function fieldAt(schema: MergeSchema | undefined, path: string): FieldMerge | undefined {
  let field: FieldMerge | undefined = schema ? { schema } : undefined;
  for (const name of path.split(".")) field = field?.schema?.field(name);
  return field;
}

describe("every list a patch can reach merges as the tags of the Go types say", () => {
  for (const { apiVersion, kind, fields } of golden)
    test(`${apiVersion} ${kind}`, () => {
      const schema = builtinMergeSchema(apiVersion, kind);
      expect(schema).toBeDefined();
      const paths = Object.keys(fields);
      expect(paths).toContain("metadata.ownerReferences");
      const ours = paths.map((path) => {
        const { strategy = "", mergeKey = "" } = fieldAt(schema, path) ?? {};
        return [path, `${strategy} ${mergeKey}`.trim()];
      });
      expect(Object.fromEntries(ours)).toEqual(fields);
    });
});
