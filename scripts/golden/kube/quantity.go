package main

import (
	"fmt"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
)

type quantityCase struct {
	Text      string `json:"text"`
	Error     string `json:"error,omitempty"`
	Canonical string `json:"canonical,omitempty"`
	// As decimal texts, for they may not fit a double.
	Value      string `json:"value,omitempty"`
	MilliValue string `json:"milliValue,omitempty"`
	Sign       int    `json:"sign"`
	// The sum and the difference with, and the comparison to, the operand.
	Operand    string `json:"operand,omitempty"`
	Sum        string `json:"sum,omitempty"`
	Difference string `json:"difference,omitempty"`
	Order      int    `json:"order"`
}

var operands = []string{"0", "1", "100m", "1Gi", "1500M", "3e3", "-250m", "7"}

func quantityTexts() []string {
	texts := []string{
		"", "0", "00", "+0", "-0", "0m", "0Ki", "0.0", "0e5", "+", "-", ".", "1.", "1.Gi", ".5", "0.5", "+1", "-1", "001", "012Mi", "1.500", "1.5000",
		"1000m", "1500m", "100m", "1m", "999m", "1001m", "1u", "1n", "0.1n", "0.5n", "1.5n", "-0.1n", "0.0000000001", "0.000000001", "1e-9", "1e-10", "12e-3",
		"1000", "1000000", "1234567890", "999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808", "123456789012345678901",
		"1k", "1K", "1000k", "1M", "1500M", "1G", "1T", "1P", "1E", "9E", "1e3", "1E3", "1e0", "1e1", "12e4", "12e5", "1e6", "1.5e3", "100e-3", "1e18", "1e-3", "1e+3",
		"1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei", "8Ei", "9Ei", "9223372036854775807Ki", "128Mi", "1.5Gi", "0.5Gi", "0.5Ki", "0.1Ki", "0.0001Ki", "1.1Ki", "1.0Ki", "1024Ki",
		"1025Ki", "1023Ki", "1000Ki", "4096Ki", "1536Mi", "2048Mi", "65536", "1024", "100Ti", "10Ti", "99Ti", "1025Gi", "12345678Ki", "1234567890123Ki", "-1Gi", "-1.5Gi", "-1000Ki", "-100m", "-1.5",
		"1i", "1mi", "1ki", "1g", "abc", "1 Gi", " 1Gi", "1Gi ", "1..5", "1.5.5", "--1", "+-1", "1e", "1e+", "1E", "1ee3", "1e3e", "1e3.5", "1Gi5", "1m5", "1,5", "0x10", "1e1000000000000000000000", "NaN", "Inf", "१",
		"1.23456789", "1.234567891", "1.2345678912", "123456789.123456789", "0.999999999", "0.9999999999", "5.5k", "1.2345k", "1.23456Mi", "2.5Mi", "3.3333Gi", "1.000Gi", "100.50m", "0.30", "0.300", "0.003",
		"10", "20", "30", "100", "110", "250", "4", "8", "16", "32", "64", "128", "256", "512", "4000m", "7910m", "7.91", "30Gi", "31.2Gi", "32891384Ki", "16386408Ki", "110Mi", "100k", "10M", "47Gi", "1000000Ki", "1048576Ki", "1048577Ki",
	}
	for _, number := range []string{"1", "3", "15", "250", "1000", "1024", "2500", "0.25", "1.75", "12.125", "-2", "-0.75", "65.5", "900"} {
		for _, suffix := range []string{"n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi", "Ti", "e3", "e-3"} {
			texts = append(texts, number+suffix)
		}
	}
	return texts
}

func quantityGolden() (cases []any) {
	for at, text := range quantityTexts() {
		one := quantityCase{Text: text}
		quantity, err := resource.ParseQuantity(text)
		if err != nil {
			one.Error = err.Error()
			cases = append(cases, one)
			continue
		}
		one.Canonical = quantity.String()
		one.Value = strconv.FormatInt(quantity.Value(), 10)
		one.MilliValue = strconv.FormatInt(quantity.MilliValue(), 10)
		one.Sign = quantity.Sign()
		one.Operand = operands[at%len(operands)]
		operand := resource.MustParse(one.Operand)
		one.Order = quantity.Cmp(operand)
		sum, difference := quantity.DeepCopy(), quantity.DeepCopy()
		sum.Add(operand)
		difference.Sub(operand)
		one.Sum, one.Difference = fmt.Sprint(&sum), fmt.Sprint(&difference)
		cases = append(cases, one)
	}
	return cases
}
