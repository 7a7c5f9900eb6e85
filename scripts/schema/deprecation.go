package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// What generated methods say of a kind that is on its way out.
type deprecated interface {
	APILifecycleDeprecated() (major, minor int)
}
type removed interface {
	APILifecycleRemoved() (major, minor int)
}
type replaced interface {
	APILifecycleReplacement() schema.GroupVersionKind
}

func addDeprecations(rows []*resourceRow) {
	major, minor := 0, 0
	_, err := fmt.Sscanf(moduleVersion("k8s.io/kubernetes"), "v%d.%d", &major, &minor)
	must(err)
	scheme := newScheme()
	for _, row := range rows {
		kind := schema.GroupVersionKind{Group: row.Group, Version: row.Version, Kind: row.Kind}
		if object, err := scheme.New(kind); err == nil {
			row.Deprecation = deprecationOf(object, kind, major, minor)
		}
	}
}

// The text of the API server's Warning header (apiserver/pkg/endpoints/deprecation), or nothing.
func deprecationOf(object runtime.Object, kind schema.GroupVersionKind, major, minor int) string {
	since, ok := object.(deprecated)
	if !ok {
		return ""
	}
	sinceMajor, sinceMinor := since.APILifecycleDeprecated()
	if sinceMajor == 0 || sinceMajor > major || sinceMajor == major && sinceMinor > minor {
		return ""
	}
	text := fmt.Sprintf("%s %s is deprecated in v%d.%d+", kind.GroupVersion(), kind.Kind, sinceMajor, sinceMinor)
	if until, ok := object.(removed); ok {
		if untilMajor, untilMinor := until.APILifecycleRemoved(); untilMajor > 0 {
			text += fmt.Sprintf(", unavailable in v%d.%d+", untilMajor, untilMinor)
		}
	}
	if by, ok := object.(replaced); ok {
		if other := by.APILifecycleReplacement(); !other.Empty() {
			text += fmt.Sprintf("; use %s %s", other.GroupVersion(), other.Kind)
		}
	}
	return text
}
