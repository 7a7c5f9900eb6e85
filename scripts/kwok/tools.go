//go:build tools

// Package tools names the program that install builds, so that its version is kept in go.mod.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
