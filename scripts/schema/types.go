package main

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

// One Go struct. Fields are listed in declaration order; an inlined struct is a field with an empty name.
type typeDescriptor struct {
	Name     string   `json:"n"`
	Fields   [][]any  `json:"f"`
	Required []string `json:"r,omitempty"`
	MapType  string   `json:"m,omitempty"`
}

// What a field's tuple [name, protobuf number, code] carries as its fourth element, where there is anything to say.
type fieldExtras struct {
	PatchStrategy string   `json:"p,omitempty"`
	PatchMergeKey string   `json:"g,omitempty"`
	ListType      string   `json:"l,omitempty"`
	ListMapKeys   []string `json:"k,omitempty"`
	MapType       string   `json:"m,omitempty"`
	Default       any      `json:"d,omitempty"`
}

type typeTable struct {
	published   map[string]publishedSchema
	indexes     map[reflect.Type]int
	descriptors []*typeDescriptor
	// The published properties of the type around an inlined one, which is not published by itself.
	around map[string]publishedProperty
}

func newTypeTable(published map[string]publishedSchema) *typeTable {
	return &typeTable{published: published, indexes: map[reflect.Type]int{}}
}

// The kinds a request body can be: everything with object metadata, and the few of meta/v1 that have none.
func (t *typeTable) addKinds() map[string]int {
	scheme := newScheme()
	known := scheme.AllKnownTypes()
	var names []string
	types := map[string]reflect.Type{}
	for kind, goType := range known {
		if kind.Version == runtime.APIVersionInternal || !isObject(goType) {
			continue
		}
		name := kind.GroupVersion().String() + "/" + kind.Kind
		names = append(names, name)
		types[name] = goType
	}
	for kind, goType := range metaKinds {
		name := "meta.k8s.io/v1/" + kind
		names = append(names, name)
		types[name] = goType
	}
	slices.Sort(names)
	kinds := map[string]int{}
	for _, name := range names {
		kinds[name] = t.index(types[name])
	}
	return kinds
}

func isObject(goType reflect.Type) bool {
	field, ok := goType.FieldByName("ObjectMeta")
	return ok && field.Anonymous
}

func (t *typeTable) index(goType reflect.Type) int {
	if index, ok := t.indexes[goType]; ok {
		return index
	}
	index := len(t.descriptors)
	descriptor := &typeDescriptor{Name: modelName(goType), Fields: [][]any{}}
	t.indexes[goType] = index
	t.descriptors = append(t.descriptors, descriptor)
	schema, ok := t.published[descriptor.Name]
	if !ok {
		schema.Properties = t.around
	}
	descriptor.Required, descriptor.MapType = schema.Required, schema.MapType
	for i := range goType.NumField() {
		t.addField(descriptor, schema, goType.Field(i))
	}
	return index
}

func (t *typeTable) addField(descriptor *typeDescriptor, schema publishedSchema, field reflect.StructField) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	number := protobufNumber(field)
	inline := name == "" && (field.Anonymous || strings.Contains(options, "inline"))
	if name == "-" || !field.IsExported() {
		return
	}
	if inline && number == 0 {
		// Only TypeMeta: its two fields are not part of the message but of the envelope around it.
		for i := range field.Type.NumField() {
			inlined := field.Type.Field(i)
			inlined.Tag = reflect.StructTag(`json:"` + inlined.Tag.Get("json") + `"`)
			t.addField(descriptor, schema, inlined)
		}
		return
	}
	if inline {
		t.around = schema.Properties
	}
	code := t.code(field.Type)
	if strings.Contains(options, "omitempty") {
		code += "?"
	}
	if strings.Contains(options, "omitzero") {
		code += "!"
	}
	tuple := []any{name, number, code}
	property := schema.Properties[name]
	extras := fieldExtras{field.Tag.Get("patchStrategy"), field.Tag.Get("patchMergeKey"), property.ListType, property.ListMapKeys,
		property.MapType, meaningful(property.Default, field.Type.Kind() == reflect.Pointer)}
	if !reflect.ValueOf(extras).IsZero() {
		tuple = append(tuple, extras)
	}
	descriptor.Fields = append(descriptor.Fields, tuple)
}

// The published defaults are mostly the zero value of a field that Go cannot tell from an absent one, which says nothing.
func meaningful(value any, pointer bool) any {
	if object, ok := value.(map[string]any); ok && len(object) == 0 {
		return nil
	}
	if value == nil || !pointer && reflect.ValueOf(value).IsZero() {
		return nil
	}
	return value
}

func protobufNumber(field reflect.StructField) int {
	parts := strings.Split(field.Tag.Get("protobuf"), ",")
	if len(parts) < 2 {
		return 0
	}
	number, err := strconv.Atoi(parts[1])
	must(err)
	return number
}

func modelName(goType reflect.Type) string {
	if named, ok := reflect.New(goType).Interface().(interface{ OpenAPIModelName() string }); ok {
		return named.OpenAPIModelName()
	}
	host, path, _ := strings.Cut(goType.PkgPath(), "/")
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	return strings.Join(append(labels, strings.ReplaceAll(path, "/", "."), goType.Name()), ".")
}
