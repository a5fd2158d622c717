package cli

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	sh, _, _ := testShell("", nil)
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		if !strings.Contains(c.Example, "deskhand ") || c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(sh.root())
}

func TestHelpFitsATerminal(t *testing.T) {
	sh, out, _ := testShell("", nil)
	var paths [][]string
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Name() != "completion" && (c.Parent() == nil || c.Parent().Name() != "completion") { // the library's own words
			paths = append(paths, strings.Fields(c.CommandPath())[1:])
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(sh.root())
	for _, path := range paths {
		out.Reset()
		Main(context.Background(), append(path, "--help"), sh.prog)
		if out.Len() < 200 {
			t.Errorf("%v: %q", path, out)
		}
		for line := range strings.Lines(out.String()) {
			most := helpWidth
			if strings.HasPrefix(line, "  deskhand ") || strings.Contains(line, " | deskhand ") {
				most = 120 // an example is one line, to be copied
			}
			if uniseg.StringWidth(strings.TrimSuffix(line, "\n")) > most {
				t.Errorf("%v: %q is too wide", path, line)
			}
		}
	}
}

func TestCommandsAreThoseOfTheIssue(t *testing.T) {
	sh, _, _ := testShell("", nil)
	want := "accept account agenda assign callback checklist claim close company demo doctor history import inspect machine meeting merge new note outbox place policy priority queue rename " +
		"replies reply search show snooze split status suggestions sync tag team undo unsnooze"
	var got []string
	for _, c := range sh.root().Commands() {
		got = append(got, c.Name())
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestProgressWritesOverItselfAndGoes(t *testing.T) {
	sh, _, errs := testShell("", nil)
	now := time.Unix(0, 0)
	sh.prog.Now = func() time.Time { return now }
	sh.errTTY, sh.columns = true, 40
	g := sh.progress()
	g.clock = sh.prog.Now
	now = now.Add(time.Second)
	g.show("Syncing %s: 1 of 60", "support\x1b]0;x\a")
	g.show("too soon")
	now = now.Add(time.Second)
	g.show("Syncing: 2 of 60")
	g.done()
	screen := regexp.MustCompile(`\r`).Split(errs.String(), -1)
	if len(screen) != 5 || strings.Contains(errs.String(), "\x1b") || strings.Contains(errs.String(), "too soon") {
		t.Errorf("%q", screen)
	}
	if strings.TrimSpace(screen[3]) != "" || len(screen[2]) < len("Syncing: 2 of 60") {
		t.Errorf("the line does not go: %q", screen)
	}
}

func TestNoProgressWhereNobodyWatches(t *testing.T) {
	sh, _, errs := testShell("", nil)
	g := sh.progress()
	g.show("Syncing")
	g.done()
	if errs.Len() != 0 {
		t.Errorf("%q", errs)
	}
}

func TestWindowOpensWithoutACommand(t *testing.T) {
	for _, c := range []struct {
		args   []string
		env    map[string]string
		want   Window
		opened bool
	}{
		{nil, map[string]string{"DISPLAY": ":0"}, Window{}, true},
		{[]string{"--data", "d"}, map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, Window{Data: "d"}, true},
		{[]string{"demo", "-v"}, map[string]string{"DISPLAY": ":0"}, Window{Sample: true, Verbose: true}, true},
		{nil, nil, Window{}, false},
	} {
		var got Window
		opened := false
		sh, _, errs := testShell("", c.env)
		sh.prog.Window = func(_ context.Context, w Window) error {
			got, opened = w, true
			return nil
		}
		code := Main(t.Context(), c.args, sh.prog)
		if opened != c.opened || got != c.want || (code == 0) != c.opened {
			t.Errorf("%v: exit %d, opened %v with %+v; stderr %q", c.args, code, opened, got, errs)
		}
	}
}
