package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// openWindow opens the window of this build or, on Windows, starts the other program, which has one.
func (sh *shell) openWindow(ctx context.Context, sample bool) error {
	w := Window{Data: sh.data, Sample: sample, Verbose: sh.verbose}
	if sh.prog.Window != nil {
		if !sh.display() {
			return usage("Set DISPLAY, or use a command: deskhand --help lists them.", "no display: the window cannot open here")
		}
		return sh.prog.Window(ctx, w)
	}
	if runtime.GOOS == "windows" {
		return startOther(w)
	}
	return usage("deskhand --help lists the commands.", "this build has no window; see build/run")
}

// display says whether a window could be seen; only X11 and Wayland tell.
func (sh *shell) display() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return sh.prog.Getenv("DISPLAY") != "" || sh.prog.Getenv("WAYLAND_DISPLAY") != ""
}

// startOther starts deskhandw.exe, which stands beside this program, and does not wait for it.
func startOther(w Window) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	other := filepath.Join(filepath.Dir(self), "deskhandw.exe")
	if _, err := os.Stat(other); err != nil {
		return usage("Put deskhandw.exe beside deskhand.exe, or use a command: deskhand --help lists them.",
			"this build has no window; see build/run")
	}
	var args []string
	if w.Sample {
		args = append(args, "demo")
	}
	if w.Data != "" {
		args = append(args, "--data", w.Data)
	}
	cmd := exec.Command(other, args...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", other, err)
	}
	return cmd.Process.Release() //nolint:wrapcheck // says what it tried
}
