//go:build !desktop && !bindings

package main

import "deskhand/internal/cli"

// window: this build is the command line alone. The build tags desktop and bindings bring window.go in its place.
func window() cli.WindowFunc { return nil }
