package main

import (
	"os"
	"path/filepath"
	"strings"
)

// What the published OpenAPI documents say that the Go types do not: list and map types, required fields, defaults.
type publishedSchema struct {
	Required   []string
	MapType    string `json:"x-kubernetes-map-type"`
	Properties map[string]publishedProperty
}

type publishedProperty struct {
	Default     any
	ListType    string   `json:"x-kubernetes-list-type"`
	ListMapKeys []string `json:"x-kubernetes-list-map-keys"`
	MapType     string   `json:"x-kubernetes-map-type"`
}

func readOpenAPI(folder string) map[string]publishedSchema {
	files, err := filepath.Glob(folder + "/*_openapi.json")
	must(err)
	schemas := map[string]publishedSchema{}
	for _, file := range files {
		if base := filepath.Base(file); strings.Contains(base, "alpha") || strings.Contains(base, "beta") {
			continue
		}
		var document struct {
			Components struct{ Schemas map[string]publishedSchema }
		}
		readJSON(file, &document)
		for name, schema := range document.Components.Schemas {
			schemas[name] = schema
		}
	}
	if len(schemas) == 0 {
		panic("no OpenAPI documents in " + folder + string(os.PathSeparator))
	}
	return schemas
}
