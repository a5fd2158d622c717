//go:build bindings

package app

import (
	"fmt"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// Generate writes the page's side of the bound services to frontend/wailsjs and ends the program: what is built with the
// tag bindings does nothing else.
func Generate() {
	if err := wails.Run(&options.App{Bind: newHost(Options{}).bound()}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
