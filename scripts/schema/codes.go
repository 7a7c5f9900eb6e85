package main

import (
	"fmt"
	"reflect"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// The code of a type: a letter, or the index of a struct; before it `*` for a pointer, `[` for a list, `{` for a map with
// string keys, `w` for a list that protobuf wraps in a message of its own. src/kube/schema/field-code.ts reads them.
var specials = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():                          "Q",
	reflect.TypeFor[meta.Time]():                                  "T",
	reflect.TypeFor[meta.MicroTime]():                             "M",
	reflect.TypeFor[intstr.IntOrString]():                         "I",
	reflect.TypeFor[runtime.RawExtension]():                       "R",
	reflect.TypeFor[meta.FieldsV1]():                              "F",
	reflect.TypeFor[apiextensions.JSON]():                         "J",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrBool]():        "B",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrArray]():       "A",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrStringArray](): "S",
}

var scalars = map[reflect.Kind]string{
	reflect.String: "s", reflect.Bool: "b", reflect.Int32: "i", reflect.Int64: "l", reflect.Float64: "d",
}

var metaKinds = map[string]reflect.Type{
	"DeleteOptions":         reflect.TypeFor[meta.DeleteOptions](),
	"PartialObjectMetadata": reflect.TypeFor[meta.PartialObjectMetadata](),
	"Status":                reflect.TypeFor[meta.Status](),
}

func (t *typeTable) code(goType reflect.Type) string {
	if code, ok := specials[goType]; ok {
		return code
	}
	switch goType.Kind() {
	case reflect.Pointer:
		return "*" + t.code(goType.Elem())
	case reflect.Slice:
		return t.listCode(goType)
	case reflect.Map:
		return "{" + t.code(goType.Elem())
	case reflect.Struct:
		return fmt.Sprint(t.index(goType))
	default:
		if code, ok := scalars[goType.Kind()]; ok {
			return code
		}
		panic(fmt.Sprintf("%v: no code for a field of kind %v; add one here and in src/kube/schema/field-code.ts", goType, goType.Kind()))
	}
}

func (t *typeTable) listCode(goType reflect.Type) string {
	if goType.Elem().Kind() == reflect.Uint8 {
		return "y"
	}
	// A named list with a marshaller of its own (ExtraValue) is a message with the items as its first field.
	if _, ok := reflect.New(goType).Interface().(interface{ MarshalTo([]byte) (int, error) }); ok {
		return "w" + t.code(goType.Elem())
	}
	return "[" + t.code(goType.Elem())
}
