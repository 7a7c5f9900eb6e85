package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

type templateGroup struct {
	Data      json.RawMessage `json:"data"`
	Templates []string        `json:"templates"`
}

type templateAnswer struct {
	Template string `json:"template"`
	Text     string `json:"text"`
	Error    string `json:"error,omitempty"`
	// JSON is the text read as YAML; YAMLError says that it is none.
	JSON         json.RawMessage `json:"json,omitempty"`
	YAMLError    string          `json:"yamlError,omitempty"`
	CompileError string          `json:"compileError,omitempty"`
}

func answerTemplates(cases []byte) any {
	var groups []templateGroup
	decode(cases, &groups)
	answers := [][]templateAnswer{}
	for _, group := range groups {
		row := []templateAnswer{}
		for _, text := range group.Templates {
			var data any
			decode(group.Data, &data)
			row = append(row, runTemplate(text, data))
		}
		answers = append(answers, row)
	}
	return answers
}

func runTemplate(text string, data any) templateAnswer {
	answer := templateAnswer{Template: text}
	functions := sprig.TxtFuncMap()
	functions["Quote"] = quote
	parsed, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		answer.CompileError = err.Error()
		return answer
	}
	var rendered bytes.Buffer
	if err := parsed.Execute(&rendered, data); err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Text = rendered.String()
	document, err := yaml.YAMLToJSON(rendered.Bytes())
	if err != nil {
		answer.YAMLError = err.Error()
		return answer
	}
	answer.JSON = document
	return answer
}

// quote is KWOK's Quote: a JSON string; what is no string is JSON first.
func quote(value any) string {
	text, isString := value.(string)
	if !isString {
		encoded, err := json.Marshal(value)
		check(err)
		text = string(encoded)
	}
	var out bytes.Buffer
	check(json.NewEncoder(&out).Encode(text))
	return strings.TrimSuffix(out.String(), "\n")
}
