package app

import (
	"context"
	"os"
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// screen is what this package asks of the window.
type screen interface {
	Emit(event string, payload any)
	SaveAs(name string) (path string, err error)         // empty: cancelled
	OpenFiles(pictures bool) (paths []string, err error) // none: cancelled
	OpenFolder() (path string, err error)                // empty: cancelled
	Print()
	Show()
	Size() (width, height int, maximised bool)
	Quit()
}

// wailsScreen is the real one; ctx is the one that Wails gives at its start.
type wailsScreen struct{ ctx context.Context }

func newScreen(ctx context.Context) screen { return wailsScreen{ctx} }

func (s wailsScreen) Emit(event string, payload any) { runtime.EventsEmit(s.ctx, event, payload) }

func (s wailsScreen) SaveAs(name string) (string, error) {
	return runtime.SaveFileDialog(s.ctx, runtime.SaveDialogOptions{Title: "Save as a file", DefaultDirectory: downloads(), DefaultFilename: name})
}

func (s wailsScreen) OpenFiles(pictures bool) ([]string, error) {
	o := runtime.OpenDialogOptions{Title: "Attach files", DefaultDirectory: downloads()}
	if pictures {
		o.Title = "Put pictures into the text"
		o.Filters = []runtime.FileFilter{{DisplayName: "Pictures", Pattern: "*.png;*.jpg;*.jpeg;*.gif;*.webp;*.PNG;*.JPG;*.JPEG"}}
	}
	return runtime.OpenMultipleFilesDialog(s.ctx, o)
}

func (s wailsScreen) OpenFolder() (string, error) {
	return runtime.OpenDirectoryDialog(s.ctx, runtime.OpenDialogOptions{Title: "Choose the folder that all laptops share", CanCreateDirectories: true})
}

func (s wailsScreen) Print() { runtime.WindowPrint(s.ctx) }

// downloads is where people look for what they saved; empty leaves the choice to the dialog.
func downloads() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	for _, dir := range []string{filepath.Join(home, "Downloads"), home} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return ""
}

func (s wailsScreen) Show() {
	runtime.Show(s.ctx)
	runtime.WindowShow(s.ctx)
	runtime.WindowUnminimise(s.ctx)
}

func (s wailsScreen) Size() (int, int, bool) {
	w, h := runtime.WindowGetSize(s.ctx)
	return w, h, runtime.WindowIsMaximised(s.ctx)
}

func (s wailsScreen) Quit() { runtime.Quit(s.ctx) }
