package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// One row of the resource table. What the strategies decide is read from their source text, because they are
// unexported types: three one-line methods and two assignments, each found by one expression.
type resourceRow struct {
	Group        string         `json:"group"`
	Version      string         `json:"version"`
	Plural       string         `json:"plural"`
	Singular     string         `json:"singular"`
	Kind         string         `json:"kind"`
	Namespaced   bool           `json:"namespaced"`
	ShortNames   []string       `json:"shortNames,omitempty"`
	Categories   []string       `json:"categories,omitempty"`
	Verbs        []string       `json:"verbs"`
	Subresources []*subresource `json:"subresources,omitempty"`
	// Whether the version is the one its group prefers.
	Preferred bool `json:"preferred"`
	// Whether metadata.generation counts changes of the desired state.
	Generation bool `json:"generation"`
	// Whether a replace without metadata.resourceVersion is allowed.
	UnconditionalUpdate bool `json:"unconditionalUpdate"`
	// Whether a replace of an absent object creates it.
	CreateOnUpdate bool `json:"createOnUpdate"`
	// Whether a delete answers with the object and not with a Status.
	ReturnsDeleted bool `json:"returnsDeleted"`
	// Tells clients when the stored form changes; none of what is not stored.
	StorageVersionHash string `json:"storageVersionHash,omitempty"`
	// What users of the kind are warned of.
	Deprecation string `json:"deprecation,omitempty"`
}

type subresource struct {
	Name    string   `json:"name"`
	Group   string   `json:"group"`
	Version string   `json:"version"`
	Kind    string   `json:"kind"`
	Verbs   []string `json:"verbs"`
}

// The shape of aggregated discovery, as far as it is read.
type aggregatedDiscovery struct {
	Items []struct {
		Metadata struct{ Name string }
		Versions []struct {
			Version   string
			Resources []struct {
				Resource, SingularResource, Scope string
				ResponseKind                      groupVersionKind
				ShortNames, Categories, Verbs     []string
				Subresources                      []struct {
					Subresource  string
					ResponseKind groupVersionKind
					Verbs        []string
				}
			}
		}
	}
}

type groupVersionKind struct{ Group, Version, Kind string }

// The legacy discovery of one group version. The aggregated document published beside it covers the named groups only,
// and leaves out the hashes.
type legacyDiscovery struct {
	Resources []struct {
		Name, SingularName, Kind, Group, Version string
		StorageVersionHash                       string
		Namespaced                               bool
		ShortNames, Categories, Verbs            []string
	}
}

func readResources(kubernetes string) []*resourceRow {
	rows := readCore(kubernetes + "/api/discovery/api__v1.json")
	var named aggregatedDiscovery
	readJSON(kubernetes+"/api/discovery/aggregated_v2.json", &named)
	for _, group := range named.Items {
		preferred := true
		for _, version := range group.Versions {
			if strings.Contains(version.Version, "alpha") || strings.Contains(version.Version, "beta") {
				continue
			}
			for _, r := range version.Resources {
				row := &resourceRow{Group: group.Metadata.Name, Version: version.Version, Plural: r.Resource, Singular: r.SingularResource,
					Kind: r.ResponseKind.Kind, Namespaced: r.Scope == "Namespaced", ShortNames: r.ShortNames, Categories: r.Categories,
					Verbs: r.Verbs, Preferred: preferred}
				for _, s := range r.Subresources {
					row.Subresources = append(row.Subresources, newSubresource(row, s.Subresource, s.ResponseKind, s.Verbs))
				}
				rows = append(rows, row)
			}
			preferred = false
		}
	}
	for _, row := range rows {
		readStrategy(kubernetes, row)
		row.StorageVersionHash = readStorageVersionHash(kubernetes, row)
	}
	addDeprecations(rows)
	return rows
}

func readStorageVersionHash(kubernetes string, row *resourceRow) string {
	name := "api__" + row.Version
	if row.Group != "" {
		name = "apis__" + row.Group + "__" + row.Version
	}
	var legacy legacyDiscovery
	readJSON(kubernetes+"/api/discovery/"+name+".json", &legacy)
	for _, resource := range legacy.Resources {
		if resource.Name == row.Plural {
			return resource.StorageVersionHash
		}
	}
	panic("no discovery of " + row.Plural + " in " + name)
}

func readCore(path string) []*resourceRow {
	var core legacyDiscovery
	readJSON(path, &core)
	rows := map[string]*resourceRow{}
	var order []*resourceRow
	for _, r := range core.Resources {
		parent, sub, isSub := strings.Cut(r.Name, "/")
		if isSub {
			row := rows[parent]
			row.Subresources = append(row.Subresources, newSubresource(row, sub, groupVersionKind{r.Group, r.Version, r.Kind}, r.Verbs))
			continue
		}
		row := &resourceRow{Version: "v1", Plural: r.Name, Singular: r.SingularName, Kind: r.Kind, Namespaced: r.Namespaced,
			ShortNames: r.ShortNames, Categories: r.Categories, Verbs: r.Verbs, Preferred: true}
		rows[r.Name] = row
		order = append(order, row)
	}
	return order
}

// Discovery leaves out the group and version of a subresource that is of the resource's own group.
func newSubresource(row *resourceRow, name string, kind groupVersionKind, verbs []string) *subresource {
	if kind.Version == "" {
		kind.Group, kind.Version = row.Group, row.Version
	}
	return &subresource{Name: name, Group: kind.Group, Version: kind.Version, Kind: kind.Kind, Verbs: verbs}
}

var (
	unconditional  = regexp.MustCompile(`\) AllowUnconditionalUpdate\(\) bool {\s*return true`)
	createOnUpdate = regexp.MustCompile(`\) AllowCreateOnUpdate\([^)]*\) bool {\s*return true`)
	generation     = regexp.MustCompile(`Generation = 1\b`)
	returnsDeleted = regexp.MustCompile(`ReturnDeletedObject:\s+true`)
)

// Folders of the registry that are not named after the kind.
var registryFolders = map[string]string{
	"core/endpoints":                         "core/endpoint",
	"certificates/certificatesigningrequest": "certificates/certificates",
	"events/event":                           "core/event",
	"apiextensions/customresourcedefinition": "k8s.io/apiextensions-apiserver:customresourcedefinition",
	"apiregistration/apiservice":             "k8s.io/kube-aggregator:apiservice",
}

func readStrategy(kubernetes string, row *resourceRow) {
	if !slices.Contains(row.Verbs, "update") {
		return
	}
	group, _, _ := strings.Cut(row.Group, ".")
	if group == "" {
		group = "core"
	}
	name := group + "/" + strings.ToLower(row.Kind)
	folder := filepath.Join(kubernetes, "pkg/registry", name)
	if other, ok := registryFolders[name]; ok {
		folder = filepath.Join(kubernetes, "pkg/registry", other)
		if module, inside, ok := strings.Cut(other, ":"); ok {
			folder = filepath.Join(moduleFolder(module), "pkg/registry", inside)
		}
	}
	text := readStrategyText(folder)
	row.UnconditionalUpdate = unconditional.MatchString(text)
	row.CreateOnUpdate = createOnUpdate.MatchString(text)
	row.Generation = generation.MatchString(text)
	row.ReturnsDeleted = returnsDeleted.MatchString(text)
}

// The strategy lies in the folder of the kind, its storage in a folder below.
func readStrategyText(folder string) string {
	var text strings.Builder
	for _, pattern := range []string{"strategy.go", "storage/storage.go", "etcd/etcd.go", "etcd.go"} {
		part, err := os.ReadFile(filepath.Join(folder, pattern))
		if os.IsNotExist(err) && pattern != "strategy.go" {
			continue
		}
		must(err)
		text.Write(part)
	}
	return text.String()
}

func readJSON(path string, into any) {
	text, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(text, into))
}
