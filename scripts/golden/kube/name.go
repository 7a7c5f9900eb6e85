package main

import (
	"errors"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

type nameCase struct {
	Text       string   `json:"text"`
	Label      []string `json:"label"`
	Subdomain  []string `json:"subdomain"`
	LabelKey   []string `json:"labelKey"`
	LabelValue []string `json:"labelValue"`
}

func nameGolden() (cases []any) {
	texts := []string{
		"", "a", "A", "a-b", "a.b", "a..b", ".a", "a.", "-a", "a-", "a_b", "_", "1", "1a", "a/b", "/", "a/", "/b", "a/b/c", "example.com/x", "Example.com/x", "a b", "é", "x.y-z.1", "a.-b", "A.B_c", "kube-system", "my.name", "UPPER", "a/-b", "a/b_",
		strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253), strings.Repeat("a", 254), strings.Repeat("é", 32), strings.Repeat("a.", 40) + "b", strings.Repeat("a", 254) + "/b", "a/" + strings.Repeat("b", 64),
	}
	for _, text := range texts {
		cases = append(cases, nameCase{
			Text: text, Label: list(validation.IsDNS1123Label(text)), Subdomain: list(validation.IsDNS1123Subdomain(text)),
			LabelKey: list(validation.IsQualifiedName(text)), LabelValue: list(validation.IsValidLabelValue(text)),
		})
	}
	return cases
}

func list(errs []string) []string {
	return append([]string{}, errs...)
}

type statusCase struct {
	Name   string        `json:"name"`
	Status metav1.Status `json:"status"`
}

func statusGolden() (cases []any) {
	pods, deployments := schema.GroupResource{Resource: "pods"}, schema.GroupResource{Group: "apps", Resource: "deployments"}
	path := field.NewPath("spec", "replicas")
	modified := errors.New("the object has been modified; please apply your changes to the latest version and try again")
	errs := map[string]*apierrors.StatusError{
		"notFound":             apierrors.NewNotFound(pods, "x"),
		"notFoundGroup":        apierrors.NewNotFound(deployments, "x"),
		"pathNotFound":         apierrors.NewGenericServerResponse(404, "", schema.GroupResource{}, "", "", 0, false),
		"alreadyExists":        apierrors.NewAlreadyExists(deployments, "x"),
		"generateNameConflict": apierrors.NewGenerateNameConflict(pods, "x", 1),
		"conflict":             apierrors.NewConflict(pods, "x", modified),
		"invalid":              apierrors.NewInvalid(schema.GroupKind{Group: "apps", Kind: "Deployment"}, "x", field.ErrorList{field.Invalid(path, int64(-1), "must be greater than or equal to 0"), field.Required(path, "")}),
		"invalidOne":           apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, "x", field.ErrorList{field.Required(path, "must be set")}),
		"badRequest":           apierrors.NewBadRequest("no good"),
		"expired":              apierrors.NewResourceExpired("too old resource version: 5 (9)"),
		"forbidden":            apierrors.NewForbidden(pods, "x", errors.New("not you")),
		"forbiddenList":        apierrors.NewForbidden(deployments, "", errors.New("not you")),
		"methodNotAllowed":     apierrors.NewGenericServerResponse(405, "", schema.GroupResource{}, "", "", 0, false),
		"unprocessable":        apierrors.NewGenericServerResponse(422, "", schema.GroupResource{}, "", "why", 0, false),
		"tooManyRequests":      apierrors.NewTooManyRequests("slow down", 2),
		"timeout":              apierrors.NewTimeoutError("too slow", 3),
		"entityTooLarge":       apierrors.NewRequestEntityTooLargeError("limit is 3"),
		"unavailable":          apierrors.NewServiceUnavailable("starting"),
		"internal":             apierrors.NewInternalError(errors.New("oops")),
	}
	for _, name := range sortedKeys(errs) {
		cases = append(cases, statusCase{Name: name, Status: errs[name].ErrStatus})
	}
	return cases
}
