package opener

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Folder shows a folder of this desk in the desktop's file manager. The caller made the path itself: one that came from
// mail or a page must never get here.
func Folder(ctx context.Context, dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if !info.IsDir() || !filepath.IsAbs(dir) {
		return fmt.Errorf("open folder: %w: %s is no folder", ErrRefused, filepath.Base(dir))
	}
	name, args := folderCommand(runtime.GOOS, os.Getenv("SystemRoot"), dir)
	return start(ctx, name, args)
}

func folderCommand(goos, systemRoot, dir string) (name string, args []string) {
	switch goos {
	case "windows":
		return filepath.Join(systemRoot, "explorer.exe"), []string{dir}
	case "darwin":
		return "/usr/bin/open", []string{dir}
	}
	return "xdg-open", []string{dir}
}
