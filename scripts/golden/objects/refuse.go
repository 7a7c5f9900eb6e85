package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	serializerjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
)

type refusal struct {
	Text  string `json:"text"`
	Error string `json:"error"`
}

// What a strict decoder says to each JSON document, one a line.
func refusals(scheme *runtime.Scheme, file string) []refusal {
	decoder := serializerjson.NewSerializerWithOptions(serializerjson.DefaultMetaFactory, scheme, scheme,
		serializerjson.SerializerOptions{Strict: true})
	open, err := os.Open(file)
	must(file, err)
	defer open.Close()
	result := []refusal{}
	for lines := bufio.NewScanner(open); lines.Scan(); {
		_, _, err := decoder.Decode(lines.Bytes(), nil, nil)
		message := ""
		if err != nil {
			message = err.Error()
		}
		result = append(result, refusal{lines.Text(), message})
	}
	return result
}

func isRefusals(file string) bool { return strings.HasSuffix(file, ".txt") }

func printRefusals(scheme *runtime.Scheme, file string) {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	must("stdout", encoder.Encode(refusals(scheme, file)))
}
