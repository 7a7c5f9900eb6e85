package main

import (
	"encoding/json"
	"reflect"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
)

type schemaCase struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Path to "strategy mergeKey": every list a patch can reach, and every other field with a strategy.
	Fields map[string]string `json:"fields"`
}

var schemaKinds = map[string]any{
	"v1/Pod": corev1.Pod{}, "v1/Node": corev1.Node{}, "v1/Service": corev1.Service{}, "v1/Namespace": corev1.Namespace{}, "v1/PersistentVolumeClaim": corev1.PersistentVolumeClaim{}, "v1/PersistentVolume": corev1.PersistentVolume{},
	"v1/ServiceAccount": corev1.ServiceAccount{}, "v1/ReplicationController": corev1.ReplicationController{}, "v1/ConfigMap": corev1.ConfigMap{}, "v1/Secret": corev1.Secret{}, "v1/Event": corev1.Event{},
	"events.k8s.io/v1/Event": eventsv1.Event{}, "coordination.k8s.io/v1/Lease": coordinationv1.Lease{},
	"apps/v1/Deployment": appsv1.Deployment{}, "apps/v1/ReplicaSet": appsv1.ReplicaSet{}, "apps/v1/StatefulSet": appsv1.StatefulSet{}, "apps/v1/DaemonSet": appsv1.DaemonSet{},
	"batch/v1/Job": batchv1.Job{}, "batch/v1/CronJob": batchv1.CronJob{},
}

func mergeSchemaGolden() (cases []any) {
	for _, name := range sortedKeys(schemaKinds) {
		slash := strings.LastIndex(name, "/")
		fields := map[string]string{}
		walkType(reflect.TypeOf(schemaKinds[name]), "", fields)
		cases = append(cases, schemaCase{APIVersion: name[:slash], Kind: name[slash+1:], Fields: fields})
	}
	return cases
}

// Quantities, times and the like: structs in Go, scalars in JSON.
var marshaler = reflect.TypeFor[json.Marshaler]()

// walkType follows every field a strategic merge patch can merge into. Lists without a merge
// strategy are replaced whole, so what is in them does not matter.
func walkType(of reflect.Type, prefix string, fields map[string]string) {
	for at := range of.NumField() {
		field := of.Field(at)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if name == "" && field.Anonymous {
			walkType(inner, prefix, fields)
			continue
		}
		path, strategy := prefix+name, field.Tag.Get("patchStrategy")
		isList := inner.Kind() == reflect.Slice && inner.Elem().Kind() != reflect.Uint8
		if isList || strategy != "" {
			fields[path] = strings.TrimSpace(strategy + " " + field.Tag.Get("patchMergeKey"))
		}
		if isList {
			if !strings.Contains(strategy, "merge") {
				continue
			}
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && !reflect.PointerTo(inner).Implements(marshaler) {
			walkType(inner, path+".", fields)
		}
	}
}
