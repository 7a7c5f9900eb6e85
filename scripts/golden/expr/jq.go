package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"

	"github.com/itchyny/gojq"
)

type jqGroup struct {
	Input   json.RawMessage `json:"input"`
	Queries []string        `json:"queries"`
}

type jqAnswer struct {
	Query   string `json:"query"`
	Results []any  `json:"results"`
	// Error is what stopped the run; CompileError says that there was none.
	Error        string `json:"error,omitempty"`
	CompileError string `json:"compileError,omitempty"`
}

// resultsMax bounds a query that would give results for ever.
const resultsMax = 1000

func answerJq(cases []byte) any {
	var groups []jqGroup
	decode(cases, &groups)
	answers := [][]jqAnswer{}
	for _, group := range groups {
		row := []jqAnswer{}
		for _, query := range group.Queries {
			// Every query gets an input of its own, its numbers float64.
			var input any
			check(json.Unmarshal(group.Input, &input))
			row = append(row, runJq(query, input))
		}
		answers = append(answers, row)
	}
	return answers
}

func runJq(text string, input any) jqAnswer {
	answer := jqAnswer{Query: text, Results: []any{}}
	query, err := gojq.Parse(text)
	if err != nil {
		answer.CompileError = err.Error()
		return answer
	}
	code, err := gojq.Compile(query)
	if err != nil {
		answer.CompileError = err.Error()
		return answer
	}
	results := code.Run(input)
	for len(answer.Results) < resultsMax {
		value, ok := results.Next()
		if !ok {
			return answer
		}
		if err, isError := value.(error); isError {
			answer.Error = err.Error()
			return answer
		}
		answer.Results = append(answer.Results, tagged(value))
	}
	return answer
}

// tagged marks what JSON cannot say: integers, and floats that are no numbers.
func tagged(value any) any {
	switch value := value.(type) {
	case int:
		return map[string]any{"$int": fmt.Sprint(value)}
	case *big.Int:
		return map[string]any{"$int": value.String()}
	case json.Number:
		return map[string]any{"$number": value.String()}
	case float64:
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return map[string]any{"$float": fmt.Sprint(value)}
		}
		return value
	case []any:
		list := []any{}
		for _, element := range value {
			list = append(list, tagged(element))
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for key, element := range value {
			object[key] = tagged(element)
		}
		return object
	default:
		return value
	}
}
