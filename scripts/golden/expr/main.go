// Writes the expected results of the expression cases: what gojq, text/template with sprig,
// sigs.k8s.io/yaml and cel-go make of them, in the way KWOK uses them.
//
//	cd scripts/golden/expr && TZ=UTC CGO_ENABLED=0 go run . ../../../test/golden/expr
//	bun fmt test/golden/expr
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: golden DIRECTORY, which holds the *.cases.json files")
	}
	directory := os.Args[1]
	for name, answer := range map[string]func([]byte) any{
		"jq":       answerJq,
		"template": answerTemplates,
		"cel":      answerCel,
	} {
		cases, err := os.ReadFile(filepath.Join(directory, name+".cases.json"))
		if os.IsNotExist(err) {
			continue
		}
		check(err)
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		check(encoder.Encode(answer(cases)))
		var lines bytes.Buffer
		check(json.Indent(&lines, text.Bytes(), "", " "))
		check(os.WriteFile(filepath.Join(directory, name+".json"), lines.Bytes(), 0o644))
	}
}

// decode reads JSON with its numbers as text, as KWOK reads objects for templates.
func decode(text []byte, into any) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	check(decoder.Decode(into))
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
