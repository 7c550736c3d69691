//go:build tools

// Package tools keeps the programs in go.mod that the end-to-end suite builds.
package tools

import _ "github.com/fluxcd/kustomize-controller"
