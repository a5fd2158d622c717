//go:build !(linux && desktop && cgo)

package app

// dress: only GTK's text needs it.
func dress() {}
