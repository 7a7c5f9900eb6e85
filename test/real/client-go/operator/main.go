// An operator as people write them, with controller-runtime: a Fleet has so many ConfigMaps, applied server-side and owned;
// its status counts them, and a finalizer clears them away. The program installs the kind, plays the user too, and prints one
// line of JSON when everything ended right.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	metav1apply "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const (
	namespace = "default"
	finalizer = "example.com/fleet"
	owner     = client.FieldOwner("fleet-operator")
)

var kind = schema.GroupVersionKind{Group: "example.com", Version: "v1", Kind: "Fleet"}

func main() {
	flag.Parse()
	log.SetLogger(zap.New(zap.WriteTo(os.Stderr)))
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(`{"ended":"right"}`)
}

func run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	// Reads the flag --kubeconfig, which controller-runtime defines.
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	types := runtime.NewScheme()
	if err := errors.Join(scheme.AddToScheme(types), apiextensionsv1.AddToScheme(types)); err != nil {
		return err
	}
	user, err := client.New(config, client.Options{Scheme: types})
	if err != nil {
		return err
	}
	if err := install(ctx, user); err != nil {
		return fmt.Errorf("installing the kind: %w", err)
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:                  types,
		Metrics:                 server.Options{BindAddress: "0"},
		LeaderElection:          true,
		LeaderElectionID:        "fleet-operator",
		LeaderElectionNamespace: "kube-system",
	})
	if err != nil {
		return err
	}
	operator := &reconciler{manager.GetClient()}
	if err := ctrl.NewControllerManagedBy(manager).For(fleet("")).Owns(&corev1.ConfigMap{}).Complete(operator); err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- manager.Start(running) }()
	lived := live(ctx, user)
	stop()
	return errors.Join(lived, <-ended)
}

// What the user does, and what must come of it.
func live(ctx context.Context, user client.Client) error {
	mine := fleet("mine")
	if err := unstructured.SetNestedField(mine.Object, int64(2), "spec", "size"); err != nil {
		return err
	}
	if err := user.Create(ctx, mine); err != nil {
		return err
	}
	if err := until(ctx, user, 2); err != nil {
		return err
	}
	var lost corev1.ConfigMap
	lost.Namespace, lost.Name = namespace, "mine-0"
	if err := user.Delete(ctx, &lost); err != nil {
		return err
	}
	if err := until(ctx, user, 2); err != nil {
		return fmt.Errorf("after a loss: %w", err)
	}
	grow := client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"size":4}}`))
	if err := user.Patch(ctx, fleet("mine"), grow); err != nil {
		return err
	}
	if err := until(ctx, user, 4); err != nil {
		return fmt.Errorf("after growing: %w", err)
	}
	if err := user.Delete(ctx, fleet("mine")); err != nil {
		return err
	}
	err := poll(ctx, func() (bool, error) {
		err := user.Get(ctx, client.ObjectKey{Namespace: namespace, Name: "mine"}, fleet("mine"))
		return apierrors.IsNotFound(err), client.IgnoreNotFound(err)
	})
	if err != nil {
		return fmt.Errorf("the fleet never went: %w", err)
	}
	var left corev1.ConfigMapList
	if err := user.List(ctx, &left, client.InNamespace(namespace), client.MatchingLabels{"fleet": "mine"}); err != nil {
		return err
	}
	if len(left.Items) > 0 {
		return fmt.Errorf("%d ConfigMaps are left of a fleet that went", len(left.Items))
	}
	return nil
}

// Waits until the fleet says it is complete, and is.
func until(ctx context.Context, user client.Client, size int64) error {
	err := poll(ctx, func() (bool, error) {
		mine := fleet("mine")
		if err := user.Get(ctx, client.ObjectKeyFromObject(mine), mine); err != nil {
			return false, err
		}
		ready, _, err := unstructured.NestedInt64(mine.Object, "status", "ready")
		if err != nil || ready != size {
			return false, err
		}
		var owned corev1.ConfigMapList
		err = user.List(ctx, &owned, client.InNamespace(namespace), client.MatchingLabels{"fleet": "mine"})
		return int64(len(owned.Items)) == size, err
	})
	if err != nil {
		return fmt.Errorf("the fleet never had %d: %w", size, err)
	}
	return nil
}

func poll(ctx context.Context, holds func() (bool, error)) error {
	return wait.PollUntilContextCancel(ctx, 50*time.Millisecond, true, func(context.Context) (bool, error) { return holds() })
}

func fleet(name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(kind)
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

type reconciler struct{ client.Client }

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	object := fleet(request.Name)
	if err := r.Get(ctx, request.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !object.GetDeletionTimestamp().IsZero() {
		return ctrl.Result{}, r.clear(ctx, object)
	}
	if controllerutil.AddFinalizer(object, finalizer) {
		if err := r.Update(ctx, object); err != nil {
			return ctrl.Result{}, err
		}
	}
	size, _, err := unstructured.NestedInt64(object.Object, "spec", "size")
	if err != nil {
		return ctrl.Result{}, err
	}
	reference := metav1apply.OwnerReference().WithAPIVersion("example.com/v1").WithKind("Fleet").
		WithName(object.GetName()).WithUID(object.GetUID()).WithController(true)
	for at := range size {
		ship := corev1apply.ConfigMap(fmt.Sprintf("%s-%d", request.Name, at), namespace).
			WithLabels(map[string]string{"fleet": request.Name}).
			WithOwnerReferences(reference).
			WithData(map[string]string{"number": fmt.Sprint(at)})
		if err := r.Apply(ctx, ship, owner, client.ForceOwnership); err != nil {
			return ctrl.Result{}, err
		}
	}
	before := object.DeepCopy()
	if err := unstructured.SetNestedField(object.Object, size, "status", "ready"); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, r.Status().Patch(ctx, object, client.MergeFrom(before))
}

func (r *reconciler) clear(ctx context.Context, object *unstructured.Unstructured) error {
	of := client.MatchingLabels{"fleet": object.GetName()}
	if err := r.DeleteAllOf(ctx, &corev1.ConfigMap{}, client.InNamespace(namespace), of); err != nil {
		return err
	}
	controllerutil.RemoveFinalizer(object, finalizer)
	return client.IgnoreNotFound(r.Update(ctx, object))
}

func install(ctx context.Context, user client.Client) error {
	integer := apiextensionsv1.JSONSchemaProps{Type: "integer"}
	properties := func(name string) apiextensionsv1.JSONSchemaProps {
		return apiextensionsv1.JSONSchemaProps{Type: "object", Properties: map[string]apiextensionsv1.JSONSchemaProps{name: integer}}
	}
	definition := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "fleets.example.com"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: kind.Group,
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "fleets", Singular: "fleet", Kind: kind.Kind, ListKind: "FleetList"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: kind.Version, Served: true, Storage: true,
				Subresources: &apiextensionsv1.CustomResourceSubresources{Status: &apiextensionsv1.CustomResourceSubresourceStatus{}},
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type:       "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{"spec": properties("size"), "status": properties("ready")},
				}},
			}},
		},
	}
	if err := user.Create(ctx, definition); err != nil {
		return err
	}
	return poll(ctx, func() (bool, error) {
		if err := user.Get(ctx, client.ObjectKeyFromObject(definition), definition); err != nil {
			return false, err
		}
		for _, condition := range definition.Status.Conditions {
			if condition.Type == apiextensionsv1.Established && condition.Status == apiextensionsv1.ConditionTrue {
				return true, nil
			}
		}
		return false, nil
	})
}
