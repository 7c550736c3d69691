//go:build tools

// Package tools keeps the programs in go.mod that the end-to-end suite builds.
package tools

import _ "sigs.k8s.io/kustomize/kustomize/v5"
