package main

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
)

type selectorCase struct {
	Text   string                `json:"text"`
	Object *metav1.LabelSelector `json:"object,omitempty"`
	Error  string                `json:"error,omitempty"`
	// The canonical text.
	Canonical string `json:"canonical"`
	Empty     bool   `json:"empty"`
	// Whether each of the label sets (or field sets) matches.
	Matches []bool `json:"matches,omitempty"`
}

// The tests have the same list: labelSets, fieldSets.
var labelSets = []map[string]string{
	nil,
	{"app": "web"},
	{"app": "db", "tier": "back"},
	{"app": "", "n": "5"},
	{"n": "10", "x": "a", "in": "in"},
	{"n": "notanumber", "x": "b", "example.com/role": "node"},
	{"x": "c", "y": "", "notin": "x", "constructor": "yes"},
}

var fieldSets = []map[string]string{
	{},
	{"spec.nodeName": "node-1", "status.phase": "Running"},
	{"spec.nodeName": "", "status.phase": "Failed"},
	{"metadata.name": "a,b", "type": `x\y`},
	{"metadata.name": "a=b", "metadata.namespace": "default"},
}

func labelTexts() []string {
	texts := []string{
		"", " ", ",", "app", "!app", " app ", "app,", ",app", "app,,x", "!", "!!app", "! app", "!app=web", "!app in (x)", "app web", "app!", "app!=", "app=", "app==", "app===web", "app=!web", "app=web", "app = web", "app==web", "app != web", "app!=web", "app=web=db",
		"app in (web)", "app in (web,db)", "app in (db,web)", "app in (web, db , web)", "app in ()", "app in (,)", "app in (,,)", "app in (web,)", "app in (,web)", "app in (web,,db)", "app in", "app in (", "app in )", "app in (web", "app in web", "app in (web db)", "app in (web)x", "app in ((web))", "app in (=)", "app in (in)", "app in (in,notin)", "app in(web)", "app in(web),x", "appin (web)",
		"app notin (web)", "app notin (web,db)", "app notin ()", "app notin", "app notin (a,b),tier", "in", "notin", "in in (in)", "notin notin (notin)", "in=in", "in!=notin", "x in (a),in", "in,notin", "!in", "!notin", "in notin (a)",
		"n>5", "n<5", "n>4", "n < 11", "n>10", "n>-1", "n<+9", "n>abc", "n>", "n<", "n>5,n<20", "n>9223372036854775807", "n>9223372036854775808", "n>5.5", "n>=5", "n<=5", "n><5", "n>5>6", "x>1", "app>0", "n gt 5", "n>00005",
		"x in (a,b),!y", "x,y", "y,x", "x=a,x=b", "x!=a,x!=b", "z notin (q),x", "x=a,y,!q,n>3", "a,b,c,d,e,f,g", "g,f,e,d,c,b,a",
		"example.com/role", "example.com/role=node", "example.com/role in (node,master)", "!example.com/role", "example.com/", "/role", "a/b/c", "Example.com/role", "example..com/x", "-app", "app-", "_app", "app_", "a.b_c-d", "app=-web", "app=web-", "app=we b", "app=we/b", "app=web!", "app=(web)", "app=)", "app=,x", "app in (-web)", "app in (we/b,ok)", "app=WEB_1.x",
		"constructor", "!constructor", "constructor=yes", "toString", "!toString", "toString!=x", "__proto__", "hasOwnProperty in (x)",
		"app(", "app)", "(app)", "(", ")", "=", "==", "!=", ">", "<", "=web", "!=web", "in (a)", "app\t=\tweb", "app\n=\nweb", "app=web,", "app=web,,", "app=web;x", "app='web'", "app=\"web\"", "app in ('a')", "app=wéb", "é", "app:web", "x=a y=b", "x=a,,y=b", "x notin a", "x not in (a)", "x exists", "x = a , y != b", "x=a&y=b", "x||y",
		strings.Repeat("a", 63), strings.Repeat("a", 64), "x=" + strings.Repeat("v", 63), "x=" + strings.Repeat("v", 64), strings.Repeat("p", 253) + "/x", strings.Repeat("p", 254) + "/x", "a/" + strings.Repeat("n", 64), "x in (" + strings.Repeat("v", 64) + "," + strings.Repeat("w", 64) + ")",
	}
	for _, key := range []string{"app", "n", "y"} {
		for _, rest := range []string{"=web,x", "!=web,!x", " in (web,5,),n", " notin (web,5),n>4", "<7,x notin (b)", ""} {
			texts = append(texts, key+rest, "!z,"+key+rest)
		}
	}
	return texts
}

func labelObjects() []*metav1.LabelSelector {
	expression := func(key string, operator metav1.LabelSelectorOperator, values ...string) *metav1.LabelSelector {
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: key, Operator: operator, Values: values}}}
	}
	return []*metav1.LabelSelector{
		{},
		{MatchLabels: map[string]string{"app": "web"}},
		{MatchLabels: map[string]string{"x": "a", "n": "10"}},
		{MatchLabels: map[string]string{"app": ""}},
		{MatchLabels: map[string]string{"-app": "web"}},
		{MatchLabels: map[string]string{"app": "we b"}},
		expression("app", "In", "web", "db"), expression("app", "In"), expression("app", "NotIn", "web"), expression("app", "NotIn"),
		expression("app", "Exists"), expression("app", "Exists", "x"), expression("app", "DoesNotExist"), expression("app", "Gt", "5"),
		expression("app", "In", "b", "a"), expression("x", "NotIn", "a", "b"), expression("constructor", "DoesNotExist"),
		{MatchLabels: map[string]string{"x": "a"}, MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "n", Operator: "Exists"}}},
	}
}

func labelCase(one selectorCase, selector labels.Selector, err error) selectorCase {
	if err != nil {
		one.Error = err.Error()
		return one
	}
	one.Canonical, one.Empty = selector.String(), selector.Empty()
	for _, set := range labelSets {
		one.Matches = append(one.Matches, selector.Matches(labels.Set(set)))
	}
	return one
}

func labelSelectorGolden() (cases []any) {
	for _, text := range labelTexts() {
		selector, err := labels.Parse(text)
		cases = append(cases, labelCase(selectorCase{Text: text}, selector, err))
	}
	for _, object := range labelObjects() {
		selector, err := metav1.LabelSelectorAsSelector(object)
		cases = append(cases, labelCase(selectorCase{Object: object}, selector, err))
	}
	return cases
}

func fieldTexts() []string {
	texts := []string{
		"", " ", ",", ",,", "a", "a=b", "a==b", "a!=b", "a===b", "a=!b", "a!b", "!a", "!a=b", "a>b", "a in (b)", "=b", "==b", "!=b", "=", "a=", "a==", "a!=", "a=b=c", "a=b,c", "a=b,c=d", "c=d,a=b", "a=b,,c=d", ",a=b", "a=b,", " a=b", "a =b", "a= b", "a=b , c=d",
		"spec.nodeName=node-1", "spec.nodeName!=", "spec.nodeName=", "spec.nodeName==node-1", "status.phase!=Succeeded,status.phase!=Failed", "status.phase=Running,spec.nodeName=node-1", "status.phase=Failed,spec.nodeName=", "metadata.name=x", "metadata.namespace!=default",
		`metadata.name=a\,b`, `metadata.name=a\=b`, `type=x\\y`, `type=x\y`, `type=x\`, `type=\`, `type=\\`, `a=\\\,b`, `a=b\,c=d`, `a\,b=c`, `a\=b=c`, `a=b\\,c=d`, `a=\,`, `a=\=`, `a!=\,\=\\`, `a=b\é`, `a=b\😀`, "a=b,a=b", "a=1,a=2", "a=1,a!=1", "b=2,a=1,c=3", "A=1,a=2,B=3", "a=é", "metadata.name=a,metadata.namespace=b", `\`, `\,`, `a\`, "a=\tb", "a.b[0]=c", "involvedObject.kind=Pod,reason!=Scheduled",
	}
	for _, path := range []string{"spec.nodeName", "status.phase", "metadata.name"} {
		for _, rest := range []string{"=Running", "!=Running", `=a\,b`, "==node-1,x!=y"} {
			texts = append(texts, path+rest)
		}
	}
	return texts
}

func fieldSelectorGolden() (cases []any) {
	for _, text := range fieldTexts() {
		one := selectorCase{Text: text}
		selector, err := fields.ParseSelector(text)
		if err != nil {
			one.Error = err.Error()
		} else {
			one.Canonical, one.Empty = selector.String(), selector.Empty()
			for _, set := range fieldSets {
				one.Matches = append(one.Matches, selector.Matches(fields.Set(set)))
			}
		}
		cases = append(cases, one)
	}
	return cases
}
