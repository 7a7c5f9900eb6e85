// Writes what benchstat's own packages make of seeded samples, as golden data for the tests of
// src/compare/statistics. Run it from this folder, with Go and access to a module proxy:
//
//	CGO_ENABLED=0 go run . ../../../test/golden/compare
//
// It is deterministic: running it again changes nothing unless the cases or the modules change.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strings"

	"github.com/aclements/go-moremath/stats"
	"golang.org/x/perf/benchmath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . DIRECTORY")
		os.Exit(2)
	}
	random := rand.New(rand.NewSource(1))
	write("mann-whitney.jsonl", mannWhitney(random))
	write("median-interval.jsonl", medianInterval())
	write("student.jsonl", student(random))
}

type pair struct {
	Left, Right []float64
}

// samples gives pairs of every size that matters: the exact range, its border, and beyond.
func samples(random *rand.Rand, distinct bool) []pair {
	var pairs []pair
	for _, size := range [][2]int{
		{1, 1}, {2, 2}, {3, 3}, {4, 4}, {4, 7}, {5, 5}, {6, 6}, {7, 10}, {8, 8}, {9, 9}, {10, 3},
		{10, 10}, {12, 12}, {20, 20}, {25, 25}, {26, 26}, {30, 12}, {50, 50}, {51, 51}, {60, 80},
	} {
		for _, shift := range []float64{0, 0.5, 2} {
			pairs = append(pairs, pair{
				draw(random, size[0], 0, distinct),
				draw(random, size[1], shift, distinct),
			})
		}
	}
	return pairs
}

func draw(random *rand.Rand, count int, shift float64, distinct bool) []float64 {
	values := make([]float64, count)
	for at := range values {
		value := 10 + random.NormFloat64() + shift
		if distinct {
			values[at] = math.Round(value*1e6) / 1e6
		} else {
			values[at] = math.Round(value * 2)
		}
	}
	return values
}

func mannWhitney(random *rand.Rand) []any {
	var cases []any
	for _, distinct := range []bool{true, false} {
		for _, one := range samples(random, distinct) {
			test, err := stats.MannWhitneyUTest(one.Left, one.Right, stats.LocationDiffers)
			if err != nil {
				continue
			}
			compared := benchmath.AssumeNothing.Compare(
				benchmath.NewSample(append([]float64(nil), one.Left...), &benchmath.DefaultThresholds),
				benchmath.NewSample(append([]float64(nil), one.Right...), &benchmath.DefaultThresholds),
			)
			if compared.P != test.P {
				panic("benchstat does not use this test")
			}
			cases = append(cases, map[string]any{
				"left": one.Left, "right": one.Right, "tied": !distinct, "u": test.U, "p": test.P,
			})
		}
	}
	return cases
}

func medianInterval() []any {
	var cases []any
	for count := 1; count <= 30; count++ {
		for _, quantile := range []float64{0.5, 0.9, 0.99} {
			for _, confidence := range []float64{0.9, 0.95, 0.99} {
				found := stats.QuantileCI(count, quantile, confidence)
				cases = append(cases, map[string]any{
					"count": count, "quantile": quantile, "asked": confidence,
					"low": found.LoOrder, "high": found.HiOrder, "confidence": found.Confidence,
				})
			}
		}
	}
	return cases
}

func student(random *rand.Rand) []any {
	var cases []any
	for _, one := range samples(random, true) {
		left, right := stats.Sample{Xs: one.Left}, stats.Sample{Xs: one.Right}
		test, err := stats.TwoSampleTTest(left, right, stats.LocationDiffers)
		if err != nil || len(one.Left)+len(one.Right) > 24 {
			continue
		}
		cases = append(cases, map[string]any{"left": one.Left, "right": one.Right, "p": test.P})
	}
	return cases
}

// write puts one case on a line, so that a change of the data reads well in a diff.
func write(name string, cases []any) {
	lines := make([]string, len(cases))
	for at, one := range cases {
		line, err := json.Marshal(one)
		if err != nil {
			panic(err)
		}
		lines[at] = string(line)
	}
	text := strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(os.Args[1], name), []byte(text), 0o644); err != nil {
		panic(err)
	}
	fmt.Printf("%s: %d cases\n", name, len(cases))
}
