// Creates pods with client-go against the server of a kubeconfig and prints, as one line of JSON, how fast that went and
// what it cost this process. GODEBUG and client-go's own DISABLE_HTTP2 choose the protocol, as for any Go client.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

type report struct {
	Requests         int     `json:"requests"`
	Failed           int64   `json:"failed"`
	Seconds          float64 `json:"seconds"`
	ClientCPUSeconds float64 `json:"clientCpuSeconds"`
	P50Ms            float64 `json:"p50Ms"`
	P99Ms            float64 `json:"p99Ms"`
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that says where the server is")
	requests := flag.Int("requests", 10000, "pods to create")
	inFlight := flag.Int("in-flight", 64, "requests at once")
	prefix := flag.String("prefix", "bench", "of the pods' names")
	contentType := flag.String("content-type", "application/vnd.kubernetes.protobuf", "of the bodies sent")
	flag.Parse()
	if err := run(*kubeconfig, *requests, *inFlight, *prefix, *contentType); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kubeconfig string, requests, inFlight int, prefix, contentType string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1
	config.ContentType = contentType
	config.AcceptContentTypes = contentType + ",application/json"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	latencies := make([]float64, requests)
	var next, failed atomic.Int64
	var workers sync.WaitGroup
	cpuBefore, start := cpuSeconds(), time.Now()
	for range inFlight {
		workers.Go(func() {
			for {
				at := int(next.Add(1)) - 1
				if at >= requests {
					return
				}
				sent := time.Now()
				pod := podNamed(fmt.Sprintf("%s-%d", prefix, at))
				if _, err := client.CoreV1().Pods("default").Create(context.Background(), pod, metav1.CreateOptions{}); err != nil {
					if failed.Add(1) == 1 {
						fmt.Fprintln(os.Stderr, err)
					}
				}
				latencies[at] = float64(time.Since(sent).Microseconds()) / 1000
			}
		})
	}
	workers.Wait()
	seconds, cpu := time.Since(start).Seconds(), cpuSeconds()-cpuBefore
	slices.Sort(latencies)
	return json.NewEncoder(os.Stdout).Encode(report{
		Requests:         requests,
		Failed:           failed.Load(),
		Seconds:          seconds,
		ClientCPUSeconds: cpu,
		P50Ms:            latencies[requests/2],
		P99Ms:            latencies[requests*99/100],
	})
}

func podNamed(name string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"app": "bench"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "pause"}}},
	}
}

// User and system time of this process so far.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}
