package opener

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpensNothingElse(t *testing.T) {
	for _, target := range []string{
		"", "javascript:alert(1)", "file:///etc/passwd", "smb://host/x", "--help", "-x", "https://good.example\\@collect.invalid/", "mailto:a@kestrel.example",
	} {
		if err := Open(t.Context(), target); !errors.Is(err, ErrRefused) {
			t.Errorf("Open(%q) = %v", target, err)
		}
	}
}

func TestCommandsHaveNoShell(t *testing.T) {
	const link = "https://kestrel.example/a(b);c&d"
	for goos, want := range map[string][]string{
		"linux":   {"xdg-open", link},
		"freebsd": {"xdg-open", link},
		"darwin":  {"/usr/bin/open", link},
		"windows": {filepath.Join(`C:\Windows`, "System32", "rundll32.exe"), "url.dll,FileProtocolHandler", link},
	} {
		name, args := command(goos, `C:\Windows`, link)
		if diff := cmp.Diff(want, append([]string{name}, args...)); diff != "" {
			t.Errorf("%s: %s", goos, diff)
		}
	}
}
