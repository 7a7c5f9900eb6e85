// Writes what Kubernetes' own field managers make of the scripts in cases.go, as golden data for the tests of
// src/kube/apply. Run it from this folder, with Go and access to a module proxy:
//
//	CGO_ENABLED=0 go run . ../../../test/golden/apply/scripts.json
//
// It is deterministic: running it again changes nothing unless the scripts or the modules change.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
)

type step struct {
	Op          string         `json:"op"`
	Manager     string         `json:"manager"`
	Force       bool           `json:"force,omitempty"`
	Subresource string         `json:"subresource,omitempty"`
	Object      map[string]any `json:"object"`
}

type outcome struct {
	step
	// What the object is afterwards, without its managedFields; absent where the step failed.
	Live          map[string]any       `json:"live,omitempty"`
	ManagedFields []any                `json:"managedFields,omitempty"`
	Message       string               `json:"message,omitempty"`
	Causes        []metav1.StatusCause `json:"causes,omitempty"`
}

type scriptCase struct {
	Name  string    `json:"name"`
	Steps []outcome `json:"steps"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . FILE")
		os.Exit(2)
	}
	converter := applyconfigurations.NewTypeConverter(scheme.Scheme)
	var out bytes.Buffer
	out.WriteString("[\n")
	for at, one := range scripts {
		line, err := json.Marshal(scriptCase{Name: one.name, Steps: play(converter, one)})
		if err != nil {
			panic(err)
		}
		out.Write(line)
		if at < len(scripts)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("]\n")
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		panic(err)
	}
}

func play(converter managedfields.TypeConverter, one script) []outcome {
	var live runtime.Object = &unstructured.Unstructured{Object: map[string]any{"apiVersion": one.apiVersion, "kind": one.kind, "metadata": map[string]any{}}}
	outcomes := []outcome{}
	for _, text := range one.steps {
		var next step
		if err := json.Unmarshal([]byte(text), &next); err != nil {
			panic(fmt.Errorf("%s: %w: %s", one.name, err, text))
		}
		next.Object["apiVersion"], next.Object["kind"] = one.apiVersion, one.kind
		result, failure := run(converter, one, live, next)
		said := outcome{step: next}
		if failure != nil {
			said.Message = failure.Error()
			var status *apierrors.StatusError
			if errors.As(failure, &status) && status.ErrStatus.Details != nil {
				said.Causes = status.ErrStatus.Details.Causes
			}
		} else {
			live = result
			said.Live, said.ManagedFields = split(live)
		}
		outcomes = append(outcomes, said)
	}
	return outcomes
}

func run(converter managedfields.TypeConverter, one script, live runtime.Object, next step) (runtime.Object, error) {
	kind := schema.FromAPIVersionAndKind(one.apiVersion, one.kind)
	manager, err := managedfields.NewDefaultFieldManager(converter, asIs{}, asIs{}, asIs{}, kind, kind.GroupVersion(), next.Subresource, nil)
	if err != nil {
		panic(err)
	}
	object := &unstructured.Unstructured{Object: runtime.DeepCopyJSON(next.Object)}
	if next.Op == "apply" {
		return manager.Apply(live, object, next.Manager, next.Force)
	}
	return manager.Update(live, object, next.Manager)
}

// split takes the managedFields out of an object, and the times out of them.
func split(object runtime.Object) (map[string]any, []any) {
	content := runtime.DeepCopyJSON(object.(*unstructured.Unstructured).Object)
	entries, _, _ := unstructured.NestedSlice(content, "metadata", "managedFields")
	unstructured.RemoveNestedField(content, "metadata", "managedFields")
	for _, entry := range entries {
		delete(entry.(map[string]any), "time")
	}
	return content, entries
}

// asIs converts, defaults and creates nothing.
type asIs struct{}

func (asIs) Convert(_, _, _ any) error { return nil }
func (asIs) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}
func (asIs) ConvertFieldLabel(_ schema.GroupVersionKind, _, _ string) (string, string, error) {
	return "", "", nil
}
func (asIs) Default(_ runtime.Object) {}
func (asIs) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	empty := &unstructured.Unstructured{Object: map[string]any{"metadata": map[string]any{}}}
	empty.SetGroupVersionKind(kind)
	return empty, nil
}
