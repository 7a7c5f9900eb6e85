// Writes what Kubernetes' own Go code makes of the cases in this folder, as golden data for the
// tests of src/kube. Run it from this folder, with Go and access to a module proxy:
//
//	CGO_ENABLED=0 go run . ../../../test/golden/kube
//
// It is deterministic: running it again changes nothing unless the cases or the modules change.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . DIRECTORY")
		os.Exit(2)
	}
	write("quantity.json", quantityGolden())
	write("label-selector.json", labelSelectorGolden())
	write("field-selector.json", fieldSelectorGolden())
	write("strategic-patch.json", strategicGolden())
	write("merge-schema.json", mergeSchemaGolden())
	write("json-patch.json", jsonPatchGolden())
	write("merge-patch.json", mergePatchGolden())
	write("name.json", nameGolden())
	write("status.json", statusGolden())
}

// write puts one case on a line, so that a change of the data reads well in a diff.
func write(name string, cases []any) {
	var out bytes.Buffer
	out.WriteString("[\n")
	for at, one := range cases {
		line, err := marshal(one)
		if err != nil {
			panic(err)
		}
		out.Write(line)
		if at < len(cases)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("]\n")
	path := filepath.Join(os.Args[1], name)
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		panic(err)
	}
	fmt.Printf("%s: %d cases\n", name, len(cases))
}

func marshal(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(out.Bytes()), err
}
