//go:build !bindings

package app

// Generate does nothing but in a build with the tag bindings.
func Generate() {}
