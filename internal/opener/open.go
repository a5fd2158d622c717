// Package opener opens what is allowed with the desktop's own opener, without a shell.
//
// It must not open anything that link.Check refuses, must not fetch, and must not know where a link came from.
package opener

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"deskhand/internal/mail/link"
)

// ErrRefused means that the link is not on the allow-list, or is not for another program (mailto).
var ErrRefused = errors.New("link refused")

// Open hands a web or telephone link to the desktop. The link is checked again and spelt safely; a Verdict with Ask
// counts as agreed to, since only the caller can have asked. Open returns as soon as the opener has started well: a
// browser may run for days.
func Open(ctx context.Context, target string) error {
	v := link.Check(target, "")
	if v.Refused != "" {
		return fmt.Errorf("%w: %s", ErrRefused, v.Refused)
	}
	if v.Kind == link.Mail {
		return fmt.Errorf("%w: a mail link belongs to the composer", ErrRefused)
	}
	name, args := command(runtime.GOOS, os.Getenv("SystemRoot"), v.URL)
	return start(ctx, name, args)
}

// command is the program that opens a link on a platform, and its arguments. The link is one argument, never a line
// for a shell; it begins with its scheme, so that no program can take it for an option.
func command(goos, systemRoot, target string) (name string, args []string) {
	switch goos {
	case "windows":
		// Not "cmd /c start", which is a shell. The full path keeps a rundll32.exe beside a document out.
		return filepath.Join(systemRoot, "System32", "rundll32.exe"), []string{"url.dll,FileProtocolHandler", target}
	case "darwin":
		return "/usr/bin/open", []string{target}
	}
	return "xdg-open", []string{target}
}

// start runs the opener and waits a little for a failure: xdg-open ends at once with a code where it finds no browser
// (3) or the browser failed (4), and stays where it is the browser's parent.
func start(ctx context.Context, name string, args []string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("open link: this desktop has no %s: %w", filepath.Base(name), err)
	}
	cmd := exec.Command(path, args...) // without ctx: the browser outlives it
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("open link: %w", err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	const patience = 2 * time.Second
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("open link: %s: %w", filepath.Base(name), err)
		}
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}
