package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

type celGroup struct {
	Self        json.RawMessage `json:"self"`
	Expressions []string        `json:"expressions"`
}

type celAnswer struct {
	Expression   string `json:"expression"`
	Result       any    `json:"result"`
	Error        string `json:"error,omitempty"`
	CompileError string `json:"compileError,omitempty"`
}

// now is the time of Now in every case.
var now = time.Date(2026, 1, 1, 0, 10, 0, 0, time.UTC)

func answerCel(cases []byte) any {
	var groups []celGroup
	decode(cases, &groups)
	env, err := cel.NewEnv(
		cel.Variable("self", cel.DynType),
		cel.Function("Now", cel.Overload("now", nil, cel.TimestampType,
			cel.FunctionBinding(func(...ref.Val) ref.Val { return types.Timestamp{Time: now} }))),
		cel.Function("UnixSecond", cel.Overload("unix_second", []*cel.Type{cel.TimestampType}, cel.DoubleType,
			cel.UnaryBinding(unixSecond)), cel.MemberOverload("unix_second_member", []*cel.Type{cel.TimestampType}, cel.DoubleType,
			cel.UnaryBinding(unixSecond))),
	)
	check(err)
	answers := [][]celAnswer{}
	for _, group := range groups {
		var self any
		decode(group.Self, &self)
		row := []celAnswer{}
		for _, expression := range group.Expressions {
			row = append(row, runCel(env, expression, typed(self)))
		}
		answers = append(answers, row)
	}
	return answers
}

func unixSecond(value ref.Val) ref.Val {
	return types.Double(float64(value.(types.Timestamp).UnixNano()) / 1e9)
}

// typed gives numbers the types that Kubernetes' own decoding gives them.
func typed(value any) any {
	switch value := value.(type) {
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			number, err := value.Float64()
			check(err)
			return number
		}
		number, err := value.Int64()
		check(err)
		return number
	case []any:
		for index, element := range value {
			value[index] = typed(element)
		}
	case map[string]any:
		for key, element := range value {
			value[key] = typed(element)
		}
	}
	return value
}

func runCel(env *cel.Env, text string, self any) celAnswer {
	answer := celAnswer{Expression: text}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		answer.CompileError = issues.Err().Error()
		return answer
	}
	program, err := env.Program(ast)
	check(err)
	result, _, err := program.Eval(map[string]any{"self": self})
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Result = celTagged(result)
	return answer
}

// celTagged marks what JSON cannot say.
func celTagged(value ref.Val) any {
	switch value := value.(type) {
	case types.Int:
		return map[string]any{"$int": fmt.Sprint(int64(value))}
	case types.Uint:
		return map[string]any{"$int": fmt.Sprint(uint64(value))}
	case types.Double:
		if number := float64(value); math.IsNaN(number) || math.IsInf(number, 0) {
			return map[string]any{"$float": fmt.Sprint(number)}
		}
		return float64(value)
	case types.String:
		return string(value)
	case types.Bool:
		return bool(value)
	case types.Null:
		return nil
	case types.Bytes:
		list := []any{}
		for _, element := range value {
			list = append(list, map[string]any{"$int": fmt.Sprint(element)})
		}
		return list
	case types.Timestamp:
		return map[string]any{"$timestamp": fmt.Sprint(value.UnixMilli())}
	case types.Duration:
		return map[string]any{"$duration": fmt.Sprint(value.Nanoseconds())}
	case ref.Type:
		return value.TypeName()
	case traits.Lister:
		list := []any{}
		for iterator := value.Iterator(); iterator.HasNext() == types.True; {
			list = append(list, celTagged(iterator.Next()))
		}
		return list
	case traits.Mapper:
		object := map[string]any{}
		for iterator := value.Iterator(); iterator.HasNext() == types.True; {
			key := iterator.Next()
			object[fmt.Sprint(key.Value())] = celTagged(value.Get(key))
		}
		return object
	default:
		return fmt.Sprint(value)
	}
}
