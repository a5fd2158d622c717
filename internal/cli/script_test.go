package cli_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"deskhand/internal/cli"
	"deskhand/internal/demo"
	"deskhand/internal/testkit"
)

// TestMain makes this test binary the deskhand command of the scripts: each command is a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"deskhand": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		prog := cli.Process("test", nil)
		prog.WorkFactor, prog.Patience = 10, time.Minute // the scripts prove what is offered, TestTabWaits how soon
		code := cli.Main(ctx, os.Args[1:], prog)
		stop()
		os.Exit(code)
	}})
}

// TestScript runs the scripts against the sample mailbox; each has its own server and its own data folder.
func TestScript(t *testing.T) {
	imap, smtp := testkit.StartIMAP(t), testkit.StartSMTP(t) // with TLS, by certificates that nobody has signed
	secure := map[string]string{
		"TLSIMAP": fmt.Sprintf("%s:%d", imap.Host, imap.TLSPort), "TLSSMTP": fmt.Sprintf("%s:%d", smtp.Host, smtp.TLSPort),
		"TLSIMAPPRINT": imap.Cert.SHA256, "TLSSMTPPRINT": smtp.Cert.SHA256, "TLSUSER": imap.User, "TLSPASSWORD": imap.Password,
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for name, value := range secure {
				env.Setenv(name, value)
			}
			return setup(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "ticket": ticketVar, "server": serverState, "deliver": deliver, "harmless": harmless, "field": field,
			"await": await, "newer": newer, "until": until, "accepted": accepted, "copies": copies, "cutoff": cutoff, "delayed": delayed,
			"folder": folder, "aged": aged, "expunged": expunged, "ruled": ruled,
		},
	})
}

type serverKey struct{}

func setup(env *testscript.Env) error {
	s, err := demo.Start(context.Background(), demo.Options{Files: true})
	if err != nil {
		return fmt.Errorf("start the sample mailbox: %w", err)
	}
	env.Defer(func() { _ = s.Close() })
	env.Values[serverKey{}] = s
	env.Setenv("IMAP", s.IMAPAddr)
	env.Setenv("SMTP", s.SMTPAddr)
	env.Setenv("EMAIL", s.User)
	env.Setenv("PASSWORD", s.Password)
	env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("DESK", env.WorkDir+"/data/deskhand")
	env.Setenv("DESKHAND_PASSPHRASE", "correct horse")
	env.Setenv("TZ", "Europe/London")
	soon := time.Now().AddDate(0, 0, 20)
	env.Setenv("SOON", soon.Format("2006-01-02"))
	if _, err := os.Stat(env.WorkDir + "/password"); err == nil {
		return nil // the script has its own
	}
	return os.WriteFile(env.WorkDir+"/password", []byte(s.Password+"\n"), 0o600)
}

// exits CODE PROGRAM ARG… runs a program that must end with this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// ticketVar: ticket VAR TEXT sets VAR to the number of the only ticket whose subject holds TEXT.
func ticketVar(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ticket VAR TEXT")
	}
	ts.Check(ts.Exec("deskhand", "--json", "search", "is:any", "--limit", "1000"))
	var numbers []string
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile("stdout")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var t struct{ Number, Subject string }
		ts.Check(json.Unmarshal(lines.Bytes(), &t))
		if strings.Contains(t.Subject, args[1]) {
			numbers = append(numbers, t.Number)
		}
	}
	if len(numbers) != 1 {
		ts.Fatalf("%d tickets with %q: %v", len(numbers), args[1], numbers)
	}
	ts.Setenv(args[0], numbers[0])
}

// field: field VAR LINE KEY sets VAR to a text or number of a JSON line on stdout, the first being 1.
func field(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: field VAR LINE KEY")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	lines := strings.Split(ts.ReadFile("stdout"), "\n")
	if n < 1 || n > len(lines) {
		ts.Fatalf("stdout has %d lines", len(lines))
	}
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(lines[n-1]), &object))
	ts.Setenv(args[0], fmt.Sprint(object[args[2]]))
}

// serverState: server stop|start, as a server that goes and comes back.
func serverState(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*demo.Server) //nolint:forcetypeassert // setup put it there
	switch {
	case neg || len(args) != 1:
		ts.Fatalf("usage: server stop|start")
	case args[0] == "stop":
		s.Stop()
	default:
		ts.Check(s.Listen())
	}
}

// deliver FILE puts a mail into the INBOX; @now@ is the time, @-30m@ half an hour ago, and a line may hold Go escapes after "%q ".
func deliver(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: deliver FILE")
	}
	var raw strings.Builder
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\n"), "@now@", time.Now().Format(time.RFC1123Z))
		if head, ago, ok := strings.Cut(strings.TrimSuffix(line, "@"), "@-"); ok {
			before, err := time.ParseDuration(ago)
			ts.Check(err)
			line = head + time.Now().Add(-before).Format(time.RFC1123Z)
		}
		if quoted, ok := strings.CutPrefix(line, "%q "); ok {
			plain, err := strconv.Unquote(`"` + quoted + `"`)
			ts.Check(err)
			line = plain
		}
		raw.WriteString(line + "\r\n")
	}
	s := ts.Value(serverKey{}).(*demo.Server) //nolint:forcetypeassert // setup put it there
	ts.Check(s.Deliver([]byte(raw.String()), "INBOX"))
}

// harmless: the last command wrote no control character a terminal would obey, on either stream.
func harmless(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: harmless")
	}
	for _, stream := range []string{"stdout", "stderr"} {
		text := ts.ReadFile(stream)
		for i, r := range text {
			if r < 0x20 && r != '\n' || r >= 0x7F && r <= 0x9F || r >= 0x202A && r <= 0x202E || r == 0xFFFD && text[i] != 0xEF {
				ts.Fatalf("%s holds %U at byte %d: %q", stream, r, i, text[max(0, i-20):min(len(text), i+20)])
			}
		}
	}
}

// await FILE waits until a file is there.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s does not come", args[0])
		}
	}
}

// until TEXT PROGRAM ARG… runs a program again until its output holds TEXT.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until TEXT PROGRAM ARG…")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if err := ts.Exec(args[1], args[2:]...); err == nil && strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%q does not come", args[0])
		}
	}
}

// newer DESK.DB lets a database seem to be of a later version of the program.
func newer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: newer DESK.DB")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	ts.Check(errors.Join(err, db.Close()))
}
