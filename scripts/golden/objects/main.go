// Shows what Kubernetes itself makes of API objects. For each YAML document in the files it is given it prints
//
//	input     the document
//	printed   the object read into Go types and printed again
//	protobuf  the same object as a protobuf request body, in base64
//	decoded   the protobuf body read back and printed, where that differs from printed
//	stored    the object as the API server stores it: read, defaulted, converted to the internal type and back
//
// Given a .txt file instead, it prints what a strict decoder says to each of its lines.
// scripts/golden/objects/generate.ts runs it over test/golden/objects/*.yaml.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"sigs.k8s.io/yaml"
)

type golden struct {
	Input    json.RawMessage `json:"input"`
	Printed  json.RawMessage `json:"printed"`
	Protobuf string          `json:"protobuf"`
	Decoded  json.RawMessage `json:"decoded,omitempty"`
	Stored   json.RawMessage `json:"stored,omitempty"`
}

func main() {
	scheme := newScheme()
	codecs := serializer.NewCodecFactory(scheme)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if len(os.Args) == 2 && isRefusals(os.Args[1]) {
		printRefusals(scheme, os.Args[1])
		return
	}
	result := []golden{}
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		must(file, err)
		for index, document := range strings.Split("\n"+string(text), "\n---\n") {
			if strings.TrimSpace(document) == "" {
				continue
			}
			result = append(result, show(scheme, codecs, fmt.Sprintf("%s, document %d", file, index+1), document))
		}
	}
	must("stdout", encoder.Encode(result))
}

func show(scheme *runtime.Scheme, codecs serializer.CodecFactory, place, document string) golden {
	input, err := yaml.YAMLToJSON([]byte(document))
	must(place, err)
	object, kind, err := codecs.UniversalDeserializer().Decode(input, nil, nil)
	must(place, err)
	printed, err := json.Marshal(object)
	must(place, err)
	var message bytes.Buffer
	must(place, protobuf.NewSerializer(scheme, scheme).Encode(object, &message))
	// Protobuf has no empty lists: what comes back may differ from what went in.
	received, _, err := protobuf.NewSerializer(scheme, scheme).Decode(message.Bytes(), nil, nil)
	must(place, err)
	decoded, err := json.Marshal(received)
	must(place, err)
	if bytes.Equal(decoded, printed) {
		decoded = nil
	}
	result := golden{Decoded: decoded, Input: input, Printed: printed, Protobuf: base64.StdEncoding.EncodeToString(message.Bytes())}
	// Options are read and never stored.
	if scheme.Recognizes(kind.GroupKind().WithVersion(runtime.APIVersionInternal)) {
		result.Stored = stored(codecs, place, input, kind.GroupVersion())
	}
	return result
}

func stored(codecs serializer.CodecFactory, place string, input []byte, version schema.GroupVersion) json.RawMessage {
	internal, err := runtime.Decode(codecs.UniversalDecoder(schema.GroupVersion{Group: version.Group, Version: runtime.APIVersionInternal}), input)
	must(place, err)
	text, err := runtime.Encode(codecs.LegacyCodec(version), internal)
	must(place, err)
	return text
}

func must(place string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", place, err)
		os.Exit(1)
	}
}
