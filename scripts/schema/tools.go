//go:build tools

// Package main needs only the files of k8s.io/kubernetes, never its code; this import keeps the version pinned.
package main

import _ "k8s.io/kubernetes/pkg/apis/core"
