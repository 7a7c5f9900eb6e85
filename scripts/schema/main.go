// Prints the schema of the Kubernetes API as one JSON document without prose: which resources the default API server
// serves, and how every one of their types looks in JSON and in protobuf. It reads three published sources: the Go types
// (by reflection), the discovery and OpenAPI documents in the kubernetes module, and the registry strategies beside them.
// scripts/schema/generate.ts runs it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

type document struct {
	Version   string            `json:"version"`
	Resources []*resourceRow    `json:"resources"`
	Kinds     map[string]int    `json:"kinds"`
	Types     []*typeDescriptor `json:"types"`
}

func main() {
	kubernetes := moduleFolder("k8s.io/kubernetes")
	published := readOpenAPI(kubernetes + "/api/openapi-spec/v3")
	types := newTypeTable(published)
	kinds := types.addKinds()
	result := document{
		Version:   moduleVersion("k8s.io/kubernetes"),
		Resources: readResources(kubernetes),
		Kinds:     kinds,
		Types:     types.descriptors,
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(result))
}

func moduleFolder(path string) string  { return goList("{{.Dir}}", path) }
func moduleVersion(path string) string { return goList("{{.Version}}", path) }

func goList(format, path string) string {
	output, err := exec.Command("go", "list", "-m", "-f", format, path).Output()
	if err != nil {
		panic(fmt.Errorf("go list -m %s: %w; run this program in its own folder", path, err))
	}
	return strings.TrimSpace(string(output))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
