package cli

import (
	"strings"
	"testing"
)

// onTerminal runs a command line as on a terminal, without colour.
func onTerminal(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	sh, out, _ := testShell(stdin, map[string]string{"DESKHAND_PASSPHRASE": "correct horse", "NO_COLOR": "1"})
	sh.prog.WorkFactor = 10
	sh.outTTY, sh.errTTY, sh.columns = true, true, 100
	root := sh.root()
	root.SetArgs(args)
	root.SetOut(sh.prog.Out)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// TestAnEmptyListSaysSomethingOnATerminal: a pipe gets nothing (cli.md), a person a sentence and what to try.
func TestAnEmptyListSaysSomethingOnATerminal(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	dir := t.TempDir()
	run := func(want string, args ...string) {
		t.Helper()
		out, err := onTerminal(t, "password\n", append([]string{"--data", dir}, args...)...)
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%v: %v, output %q; want %q", args, err, out, want)
		}
	}
	run("kept unchecked", "account", "add", "--email", "support@kestrel.example", "--imap", "127.0.0.1:1", "--smtp", "127.0.0.1:1",
		"--imap-security", "none", "--smtp-security", "none", "--agent", "asha", "--password-stdin", "--offline")
	run("Nothing is in mine.\ndeskhand queue shows", "queue", "mine")
	run("No meeting is planned.", "meeting", "list")
	run("Nothing is due that day.", "agenda")
	run("deskhand undo takes it back", "new", "--subject", "Seats for the office", "--from", "mina@northwind.example")
	run("Nothing found for “is:open status:closed”.\nTry: deskhand search 'is:open'", "search", "is:open", "status:closed")
	run("Nothing found for “zzzunheard”.\ndeskhand queue all", "search", "zzzunheard")
	run("", "search", "zzzunheard", "--json")
}

// TestSigningInSaysWhere: a server that does not answer keeps a person waiting.
func TestSigningInSaysWhere(t *testing.T) {
	sh, _, errs := testShell("password\n", nil)
	sh.errTTY, sh.columns = true, 100
	root := sh.root()
	root.SetArgs([]string{
		"--data", t.TempDir(), "account", "add", "--email", "support@kestrel.example", "--imap", "127.0.0.1:1", "--smtp", "127.0.0.1:1",
		"--imap-security", "none", "--smtp-security", "none", "--agent", "asha", "--password-stdin",
	})
	err := root.ExecuteContext(t.Context())
	if sh.finish(err) != 5 || !strings.Contains(errs.String(), "Trying 127.0.0.1:1 …") {
		t.Errorf("%v: %q", err, errs)
	}
	if !strings.Contains(errs.String(), "Nobody answers at 127.0.0.1:1.") {
		t.Errorf("%q", errs)
	}
}

func TestAnEmptyDeskSaysHowToConnect(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	dir := t.TempDir()
	if _, err := onTerminal(t, "", "--data", dir, "account", "add", "--email", "nobody"); err == nil {
		t.Fatal("no address was taken for one")
	}
	for _, args := range [][]string{{"queue", "mine"}, {"search", "seats"}, {"agenda"}, {"account", "list"}} {
		out, err := onTerminal(t, "", append([]string{"--data", dir}, args...)...)
		if err != nil || !strings.Contains(out, "No mailbox is connected.") || !strings.Contains(out, "deskhand demo") {
			t.Errorf("%v: %v, output %q", args, err, out)
		}
	}
}
