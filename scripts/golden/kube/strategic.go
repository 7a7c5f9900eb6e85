package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type strategicCase struct {
	Kind     string          `json:"kind"`
	Document json.RawMessage `json:"document"`
	Patch    json.RawMessage `json:"patch"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    string          `json:"error,omitempty"`
}

var kinds = map[string]any{"Pod": corev1.Pod{}, "Node": corev1.Node{}, "Service": corev1.Service{}, "Deployment": appsv1.Deployment{}}

// The library walks Go maps, so a patch may have more than one outcome: such cases prove nothing.
const attemptsPerCase = 12

func strategicGolden() (cases []any) {
	unstable := 0
	add := func(kind, document, patch string) {
		if one, stable := strategicOutcome(kind, document, patch); stable {
			cases = append(cases, one)
		} else {
			unstable++
		}
	}
	for _, one := range writtenCases {
		for _, patch := range one.patches {
			add(one.kind, one.document, patch)
		}
	}
	random := rand.New(rand.NewSource(1))
	for range 140 {
		kind, document, patch := randomCase(random)
		add(kind, document, patch)
	}
	fmt.Printf("strategic-patch.json: %d cases with more than one outcome left out\n", unstable)
	return cases
}

func strategicOutcome(kind, document, patch string) (strategicCase, bool) {
	one := strategicCase{Kind: kind, Document: raw(document), Patch: raw(patch)}
	result, err := strategicApply(kind, document, patch)
	for range attemptsPerCase {
		again, errAgain := strategicApply(kind, document, patch)
		if again != result || fmt.Sprint(err) != fmt.Sprint(errAgain) {
			return one, false
		}
	}
	if err != nil {
		one.Error = err.Error()
	} else {
		one.Result = raw(result)
	}
	return one, true
}

func strategicApply(kind, document, patch string) (result string, err error) {
	defer recovered(&err)
	var live, change map[string]any
	if err := utiljson.Unmarshal([]byte(document), &live); err != nil {
		panic(err)
	}
	if err := utiljson.Unmarshal([]byte(patch), &change); err != nil {
		panic(patch + err.Error())
	}
	merged, err := strategicpatch.StrategicMergeMapPatch(live, change, kinds[kind])
	if err != nil {
		return "", err
	}
	out, err := marshal(merged)
	return string(out), err
}

func recovered(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("panic: %v", problem)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// randomCase makes a document with a keyed list or a set, and a patch for it with directives.
func randomCase(random *rand.Rand) (kind, document, patch string) {
	switch random.Intn(4) {
	case 0:
		list, change := randomKeyed(random, "name", "image", "c")
		return "Pod", `{"spec":{"containers":` + list + `}}`, `{"spec":{` + change("containers") + `}}`
	case 1:
		list, change := randomKeyed(random, "type", "status", "T")
		return "Node", `{"status":{"conditions":` + list + `}}`, `{"status":{` + change("conditions") + `}}`
	case 2:
		list, change := randomSet(random)
		return "Deployment", `{"metadata":{"finalizers":` + list + `}}`, `{"metadata":{` + change("finalizers") + `}}`
	default:
		list, change := randomKeyed(random, "name", "image", "c")
		return "Deployment", `{"spec":{"template":{"spec":{"containers":` + list + `}}}}`, `{"spec":{"template":{"spec":{` + change("containers") + `}}}}`
	}
}

func sample(random *rand.Rand, prefix string, most int) []string {
	var names []string
	for _, at := range random.Perm(7)[:random.Intn(most+1)] {
		names = append(names, fmt.Sprintf("%s%d", prefix, at))
	}
	return names
}

func randomKeyed(random *rand.Rand, key, value, prefix string) (string, func(string) string) {
	var live []string
	for _, name := range sample(random, prefix, 6) {
		live = append(live, fmt.Sprintf(`{%q:%q,%q:"old","extra":1}`, key, name, value))
	}
	change := func(field string) string {
		var items, order, fields []string
		for _, name := range sample(random, prefix, 4) {
			switch random.Intn(6) {
			case 0:
				items = append(items, fmt.Sprintf(`{"$patch":"delete",%q:%q}`, key, name))
			case 1:
				items = append(items, fmt.Sprintf(`{%q:%q,"extra":null,"more":{"x":null,"y":2}}`, key, name))
				order = append(order, name)
			default:
				items = append(items, fmt.Sprintf(`{%q:%q,%q:"new"}`, key, name, value))
				order = append(order, name)
			}
		}
		if random.Intn(12) == 0 {
			items = append(items, `{"$patch":"replace"}`)
		}
		if random.Intn(5) > 0 {
			fields = append(fields, fmt.Sprintf(`%q:[%s]`, field, strings.Join(items, ",")))
		}
		if random.Intn(2) == 0 {
			fields = append(fields, fmt.Sprintf(`"$setElementOrder/%s":[%s]`, field, strings.Join(orderItems(random, key, prefix, order), ",")))
		}
		return strings.Join(fields, ",")
	}
	return "[" + strings.Join(live, ",") + "]", change
}

// orderItems names the patch's items in their order, with others in between.
func orderItems(random *rand.Rand, key, prefix string, order []string) (items []string) {
	used := map[string]bool{}
	for _, name := range order {
		used[name] = true
	}
	for _, name := range append(order, "") {
		for _, other := range sample(random, prefix, 2) {
			if !used[other] {
				used[other] = true
				items = append(items, fmt.Sprintf(`{%q:%q}`, key, other))
			}
		}
		if name != "" {
			items = append(items, fmt.Sprintf(`{%q:%q}`, key, name))
		}
	}
	return items
}

func randomSet(random *rand.Rand) (string, func(string) string) {
	quoted := func(names []string) string {
		out := make([]string, len(names))
		for at, name := range names {
			out[at] = fmt.Sprintf("%q", name)
		}
		return "[" + strings.Join(out, ",") + "]"
	}
	live := sample(random, "f", 6)
	return quoted(live), func(field string) string {
		var fields []string
		added := sample(random, "f", 3)
		switch random.Intn(3) {
		case 0:
			fields = append(fields, fmt.Sprintf(`%q:%s`, field, quoted(added)))
		case 1:
			fields = append(fields, fmt.Sprintf(`"$deleteFromPrimitiveList/%s":%s`, field, quoted(sample(random, "f", 3))))
		default:
			fields = append(fields, fmt.Sprintf(`%q:%s`, field, quoted(added)), fmt.Sprintf(`"$setElementOrder/%s":%s`, field, quoted(append(added, "f9"))))
		}
		return strings.Join(fields, ",")
	}
}
