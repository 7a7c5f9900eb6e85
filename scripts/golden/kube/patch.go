package main

import (
	"encoding/json"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
)

type patchCase struct {
	Document json.RawMessage `json:"document"`
	Patch    json.RawMessage `json:"patch"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func jsonPatchGolden() (cases []any) {
	documents := []string{`{"a":{"b":1,"c":[1,2,3]},"l":["x","y"],"e":{},"n":null,"~/":7}`, `["p",{"q":[]}]`}
	patches := []string{
		`[]`, `{}`, `[1]`, `[{"op":"add"}]`, `[{"op":"jump","path":"/a"}]`, `[{"op":"add","path":"a","value":1}]`, `[{"op":"move","path":"/a"}]`,
		`[{"op":"add","path":"/d","value":1}]`, `[{"op":"add","path":"/a/d","value":{"z":null}}]`, `[{"op":"add","path":"/a","value":0}]`, `[{"op":"add","path":"/q/r","value":0}]`, `[{"op":"add","path":"/l/0","value":"w"}]`, `[{"op":"add","path":"/l/1","value":"w"}]`, `[{"op":"add","path":"/l/2","value":"w"}]`, `[{"op":"add","path":"/l/3","value":"w"}]`, `[{"op":"add","path":"/l/-","value":"w"}]`, `[{"op":"add","path":"/l/-1","value":"w"}]`, `[{"op":"add","path":"/l/-3","value":"w"}]`, `[{"op":"add","path":"/l/-4","value":"w"}]`, `[{"op":"add","path":"/l/x","value":"w"}]`, `[{"op":"add","path":"/a/c/1","value":[9]},{"op":"add","path":"/a/c/1/0","value":8}]`, `[{"op":"add","path":"/e/","value":1}]`,
		`[{"op":"remove","path":"/a"}]`, `[{"op":"remove","path":"/a/b"}]`, `[{"op":"remove","path":"/a/x"}]`, `[{"op":"remove","path":"/l/0"}]`, `[{"op":"remove","path":"/l/1"}]`, `[{"op":"remove","path":"/l/2"}]`, `[{"op":"remove","path":"/l/-1"}]`, `[{"op":"remove","path":"/l/-3"}]`, `[{"op":"remove","path":"/a/b/c"}]`, `[{"op":"remove","path":"/~0~1"}]`, `[{"op":"remove","path":"/n"}]`,
		`[{"op":"replace","path":"/a/b","value":2}]`, `[{"op":"replace","path":"/a/x","value":2}]`, `[{"op":"replace","path":"/l/1","value":2}]`, `[{"op":"replace","path":"/l/2","value":2}]`, `[{"op":"replace","path":"/l/-2","value":2}]`, `[{"op":"replace","path":"/a","value":[]}]`, `[{"op":"replace","path":"","value":{"new":1}}]`, `[{"op":"replace","path":"/~0~1","value":8}]`,
		`[{"op":"move","from":"/a/b","path":"/m"}]`, `[{"op":"move","from":"/l/0","path":"/l/1"}]`, `[{"op":"move","from":"/a/c","path":"/e/c"}]`, `[{"op":"move","from":"/zz","path":"/m"}]`, `[{"op":"move","from":"/a/b","path":"/zz/m"}]`, `[{"op":"move","from":"/l/1","path":"/l/-"}]`,
		`[{"op":"copy","from":"/a","path":"/b"}]`, `[{"op":"copy","from":"/a","path":"/b"},{"op":"replace","path":"/b/b","value":5}]`, `[{"op":"copy","from":"/a","path":"/b"},{"op":"replace","path":"/a/b","value":5}]`, `[{"op":"add","path":"/a/k","value":1},{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/a/k2","value":2},{"op":"add","path":"/b/k3","value":3}]`, `[{"op":"copy","from":"/l/0","path":"/l/-"}]`, `[{"op":"copy","from":"/zz","path":"/b"}]`,
		`[{"op":"test","path":"/a/b","value":1}]`, `[{"op":"test","path":"/a/b","value":2}]`, `[{"op":"test","path":"/a/b","value":"1"}]`, `[{"op":"test","path":"/a","value":{"c":[1,2,3],"b":1}}]`, `[{"op":"test","path":"/a/c","value":[1,3,2]}]`, `[{"op":"test","path":"/n","value":null}]`, `[{"op":"test","path":"/zz","value":null}]`, `[{"op":"test","path":"/zz","value":1}]`, `[{"op":"test","path":"/l/0","value":"x"},{"op":"remove","path":"/l/0"}]`, `[{"op":"remove","path":"/l/0"},{"op":"test","path":"/l/0","value":"x"}]`, `[{"op":"test","path":"/~0~1","value":7}]`,
		`[{"op":"add","path":"/1/q/-","value":5}]`, `[{"op":"replace","path":"/0","value":"P"}]`, `[{"op":"add","path":"/-","value":"end"}]`,
	}
	for at, patch := range patches {
		document := documents[0]
		if at >= len(patches)-3 {
			document = documents[1]
		}
		one := patchCase{Document: raw(document), Patch: raw(patch)}
		var result []byte
		decoded, err := jsonpatch.DecodePatch([]byte(patch))
		if err == nil {
			result, err = apply(decoded, document)
		}
		if err != nil {
			one.Error = err.Error()
		} else {
			one.Result = result
		}
		cases = append(cases, one)
	}
	return cases
}

func mergePatchGolden() (cases []any) {
	documents := []string{`{"a":"b","c":{"d":"e","f":{"g":1}},"l":[1,{"m":2}]}`, `{"a":{"b":"c"}}`, `{}`}
	patches := []string{
		`{}`, `{"a":"z"}`, `{"a":null}`, `{"z":null}`, `{"c":{"f":null}}`, `{"c":{"d":"e"}}`, `{"c":"gone"}`, `{"c":[1]}`, `{"l":{"x":1}}`, `{"l":[]}`, `{"l":[1,{"m":2}]}`, `{"l":[null,1]}`, `{"a":{"b":null,"d":1}}`, `{"a":{"b":{"c":null}}}`, `{"new":{"x":null,"y":{"z":null,"k":1}}}`, `{"new":{"x":null}}`, `{"c":{"f":{"g":2,"h":[3]}}}`, `{"a":1.5,"c":null,"l":null}`, `{"c":{"f":{"g":1}}}`, `{"a":false}`, `{"a":""}`,
	}
	for _, document := range documents {
		for _, patch := range patches {
			one := patchCase{Document: raw(document), Patch: raw(patch)}
			result, err := jsonpatch.MergePatch([]byte(document), []byte(patch))
			if err != nil {
				one.Error = err.Error()
			} else {
				one.Result = result
			}
			cases = append(cases, one)
		}
	}
	return cases
}

// apply turns the panics of the library into errors, as the API server does.
func apply(patch jsonpatch.Patch, document string) (result []byte, err error) {
	defer recovered(&err)
	return patch.Apply([]byte(document))
}

func raw(text string) json.RawMessage {
	return json.RawMessage(text)
}
