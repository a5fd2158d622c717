//go:build !(linux && desktop && cgo)

package app

// listenForDrops: only GTK's window says what is dropped on it without the page in between. Elsewhere files come by the
// dialog, or pasted.
func listenForDrops(func(uris []string)) {}
