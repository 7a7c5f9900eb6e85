// Watches pods with the informers of client-go while they are churned, and checks that every informer saw each object exactly
// as it was: no event for what it did not know, no version that goes back, and in the end what a list says. Then discovery,
// and a leader election. Prints what it counted as one line of JSON; what was wrong is a sentence on standard error.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

const namespace = "default"

var pods = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that says where the server is")
	count := flag.Int("pods", 200, "pods to create")
	contentType := flag.String("content-type", "application/vnd.kubernetes.protobuf", "of the bodies sent")
	flag.Parse()
	report, err := run(*kubeconfig, *count, *contentType)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
}

type report struct {
	Informers map[string]*observer `json:"informers"`
	Left      int                  `json:"left"`
	Resources int                  `json:"resources"`
	Leaders   []string             `json:"leaders"`
}

func run(kubeconfig string, count int, contentType string) (*report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	plain := rest.CopyConfig(config)
	config.ContentType = contentType
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	observers, err := observe(ctx, client, plain)
	if err != nil {
		return nil, err
	}
	if err := churn(ctx, client, count); err != nil {
		return nil, err
	}
	left, err := client.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for name, each := range observers {
		if err := each.settle(ctx, left.Items); err != nil {
			return nil, fmt.Errorf("the %s informer: %w", name, err)
		}
	}
	_, lists, err := client.Discovery().ServerGroupsAndResources()
	if err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	resources := 0
	for _, list := range lists {
		resources += len(list.APIResources)
	}
	leaders, err := elect(ctx, client)
	if err != nil {
		return nil, err
	}
	return &report{observers, len(left.Items), resources, leaders}, nil
}

// One informer of each kind, over the same pods.
func observe(ctx context.Context, client kubernetes.Interface, config *rest.Config) (map[string]*observer, error) {
	dynamicClient, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	metadataClient, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	typed := informers.NewSharedInformerFactory(client, 0)
	untyped := dynamicinformer.NewDynamicSharedInformerFactory(dynamicClient, 0)
	partial := metadatainformer.NewSharedInformerFactory(metadataClient, 0)
	observers := map[string]*observer{}
	for name, informer := range map[string]cache.SharedIndexInformer{
		"typed":    typed.Core().V1().Pods().Informer(),
		"dynamic":  untyped.ForResource(pods).Informer(),
		"metadata": partial.ForResource(pods).Informer(),
	} {
		each := &observer{store: informer.GetStore(), known: map[string]seen{}}
		if _, err := informer.AddEventHandler(each.handler()); err != nil {
			return nil, err
		}
		observers[name] = each
	}
	typed.Core().V1().Nodes().Informer()
	typed.Start(ctx.Done())
	untyped.Start(ctx.Done())
	partial.Start(ctx.Done())
	for _, synced := range []map[schema.GroupVersionResource]bool{untyped.WaitForCacheSync(ctx.Done()), partial.WaitForCacheSync(ctx.Done())} {
		for resource, ok := range synced {
			if !ok {
				return nil, fmt.Errorf("%s never synced", resource)
			}
		}
	}
	for kind, ok := range typed.WaitForCacheSync(ctx.Done()) {
		if !ok {
			return nil, fmt.Errorf("%s never synced", kind)
		}
	}
	return observers, nil
}

// Pods are created, labelled, given a status; every other one is deleted. Eight writers at once.
func churn(ctx context.Context, client kubernetes.Interface, count int) error {
	api := client.CoreV1().Pods(namespace)
	write := func(name string, keep bool) error {
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"app": "churn"}},
			Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "pause"}}},
		}
		made, err := api.Create(ctx, pod, metav1.CreateOptions{})
		if err != nil {
			return err
		}
		made.Labels["seen"] = "once"
		if made, err = api.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
			return err
		}
		made.Status.Phase = corev1.PodRunning
		if _, err = api.UpdateStatus(ctx, made, metav1.UpdateOptions{}); err != nil {
			return err
		}
		patch := []byte(`{"metadata":{"annotations":{"patched":"yes"}}}`)
		if _, err = api.Patch(ctx, name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}); err != nil {
			return err
		}
		if keep {
			return nil
		}
		now := int64(0)
		return api.Delete(ctx, name, metav1.DeleteOptions{GracePeriodSeconds: &now})
	}
	names := make(chan int)
	failures := make(chan error, count)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for at := range names {
				failures <- write(fmt.Sprintf("churn-%d", at), at%2 == 0)
			}
		})
	}
	for at := range count {
		names <- at
	}
	close(names)
	writers.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

type seen struct {
	uid     types.UID
	version uint64
}

// What one informer told, and what was wrong with it.
type observer struct {
	Added    int `json:"added"`
	Updated  int `json:"updated"`
	Deleted  int `json:"deleted"`
	store    cache.Store
	known    map[string]seen
	problems []string
	lock     sync.Mutex
}

func (o *observer) handler() cache.ResourceEventHandlerFuncs {
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { o.note(&o.Added, object, false) },
		UpdateFunc: func(_, object any) { o.note(&o.Updated, object, true) },
		DeleteFunc: func(object any) { o.note(&o.Deleted, object, true) },
	}
}

func (o *observer) note(counter *int, object any, wasKnown bool) {
	o.lock.Lock()
	defer o.lock.Unlock()
	*counter++
	meta, ok := object.(metav1.Object)
	if !ok {
		o.problems = append(o.problems, fmt.Sprintf("an event of %T", object))
		return
	}
	version, err := strconv.ParseUint(meta.GetResourceVersion(), 10, 64)
	before, known := o.known[meta.GetName()]
	switch {
	case err != nil:
		o.problems = append(o.problems, err.Error())
	case known != wasKnown:
		o.problems = append(o.problems, fmt.Sprintf("%s: known %v, and yet an event of the other kind", meta.GetName(), known))
	case known && version <= before.version:
		o.problems = append(o.problems, fmt.Sprintf("%s: version %d after %d", meta.GetName(), version, before.version))
	}
	if counter == &o.Deleted {
		delete(o.known, meta.GetName())
	} else {
		o.known[meta.GetName()] = seen{meta.GetUID(), version}
	}
}

// Waits until the informer knows what was listed, and nothing else.
func (o *observer) settle(ctx context.Context, listed []corev1.Pod) error {
	for {
		difference := o.difference(listed)
		if difference == "" {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("never knew what a list says: %s", difference)
		case <-time.After(50 * time.Millisecond):
		}
	}
	o.lock.Lock()
	defer o.lock.Unlock()
	if len(o.problems) > 0 {
		return fmt.Errorf("%d problems, the first: %s", len(o.problems), o.problems[0])
	}
	return nil
}

func (o *observer) difference(listed []corev1.Pod) string {
	o.lock.Lock()
	defer o.lock.Unlock()
	if len(o.known) != len(listed) || len(o.store.ListKeys()) != len(listed) {
		return fmt.Sprintf("%d told, %d stored, %d listed", len(o.known), len(o.store.ListKeys()), len(listed))
	}
	for _, pod := range listed {
		told := o.known[pod.Name]
		if told.uid != pod.UID || strconv.FormatUint(told.version, 10) != pod.ResourceVersion {
			return fmt.Sprintf("%s is of version %s, told %d", pod.Name, pod.ResourceVersion, told.version)
		}
	}
	return ""
}

// Two candidates: the first leads until it gives up, then the second does.
func elect(ctx context.Context, client kubernetes.Interface) ([]string, error) {
	var leaders []string
	for _, identity := range []string{"first", "second"} {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "informers", Namespace: "kube-system"},
			Client:     client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		term, resign := context.WithCancel(ctx)
		leaderelection.RunOrDie(term, leaderelection.LeaderElectionConfig{
			Lock:            lock,
			ReleaseOnCancel: true,
			LeaseDuration:   5 * time.Second,
			RenewDeadline:   4 * time.Second,
			RetryPeriod:     200 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { leaders = append(leaders, identity); resign() },
				OnStoppedLeading: func() {},
			},
		})
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("leader election: %w", ctx.Err())
	}
	return leaders, nil
}
