package desk_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	root "deskhand/internal/desk"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

var messages = flag.Int("messages", 20_000, "messages of the mailbox that is mirrored")

const roundTrip = 50 * time.Millisecond

// rival is one way to have a mailbox on the laptop; run brings its copy up to date with the server.
type rival struct {
	name string
	dir  string
	run  func(b *testing.B, port int) (peak int64)
}

// BenchmarkSync mirrors one Dovecot mailbox with each program, one after the other in the same run: all of it, nothing
// new, 100 new, and all of it once more over a line with a round trip of 50 ms. Each figure is a single run.
func BenchmarkSync(b *testing.B) {
	s := testkit.StartDovecot(b)
	corpus := testkit.Corpus{Seed: 1, N: *messages + 100, Start: time.Now().Add(-time.Duration(*messages+200) * 7 * time.Minute)}
	s.Preload("INBOX", *messages, corpus.Mail)
	program := build(b)
	fresh := func() []rival {
		mirror := mbsync(b, s)
		return []rival{mirror, notmuch(b, mirror.dir), desk(b, s, program)}
	}
	proxy := testkit.StartProxy(b, s.Port)
	proxy.Delay(roundTrip / 2)
	for b.Loop() {
		t := table{b: b}
		near := fresh()
		for _, r := range near {
			t.measure("whole", r, s.Port)
			b.ReportMetric(float64(size(b, r.dir))/(1<<20), r.name+"-MB")
		}
		for _, r := range near {
			t.measure("unchanged", r, s.Port)
		}
		for i := range 100 {
			s.Deliver("INBOX", corpus.Mail(*messages+i))
		}
		for _, r := range near {
			t.measure("100-new", r, s.Port)
		}
		far := fresh()
		t.measure("far", far[0], proxy.Port)
		t.measure("far", far[2], proxy.Port)
		t.print()
	}
}

// table keeps what was measured, by case and rival.
type table struct {
	b     *testing.B
	lines []string
	of    map[string]time.Duration
}

func (t *table) measure(what string, r rival, port int) {
	if t.of == nil {
		t.of = map[string]time.Duration{}
	}
	begin := time.Now()
	peak := r.run(t.b, port)
	took := time.Since(begin)
	t.of[what+" "+r.name] = took
	t.b.ReportMetric(took.Seconds(), what+"-"+r.name+"-s")
	line := fmt.Sprintf("%-10s %-22s %8.2f s  peak %4d MB", what, r.name, took.Seconds(), peak>>20)
	if base, ok := t.of[what+" mbsync"]; ok && r.name != "mbsync" {
		line += fmt.Sprintf("  %.2f × mbsync", took.Seconds()/base.Seconds())
	}
	t.lines = append(t.lines, line)
}

func (t *table) print() {
	for _, what := range []string{"whole", "unchanged", "100-new", "far"} {
		ours, theirs, both := t.of[what+" deskhand"], t.of[what+" mbsync"], t.of[what+" mbsync"]+t.of[what+" notmuch"]
		line := fmt.Sprintf("%-10s deskhand is %.2f × mbsync", what, ours.Seconds()/theirs.Seconds())
		if what != "far" {
			line += fmt.Sprintf(", %.2f × (mbsync + notmuch new)", ours.Seconds()/both.Seconds())
		}
		t.lines = append(t.lines, line)
	}
	fmt.Printf("\n%d messages, single runs\n%s\n", *messages, strings.Join(t.lines, "\n")) // the log of a benchmark is cut after ten lines
}

// build makes the command line as it ships: static, without the window.
func build(b *testing.B) string {
	program := filepath.Join(b.TempDir(), "deskhand")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "../..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	finish(b, cmd)
	return program
}

// desk is Deskhand's own command. Its sealed file is made with a low work factor: opening it takes a second by intent, and
// a laptop with a keyring has none.
func desk(b *testing.B, s *testkit.Dovecot, program string) rival {
	dir := filepath.Join(b.TempDir(), "desk")
	connected := false
	return rival{"deskhand", dir, func(b *testing.B, port int) int64 {
		if !connected {
			connected = true
			connect(b, s, dir, port)
		}
		cmd := exec.Command(program, "sync", "--data", dir)
		cmd.Env = append(os.Environ(), "DESKHAND_PASSPHRASE=side", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "TZ=UTC")
		return finish(b, cmd)
	}}
}

func connect(b *testing.B, s *testkit.Dovecot, dir string, port int) {
	d, err := root.Open(b.Context(), root.Options{Dir: dir, NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "side", nil }})
	if err != nil {
		b.Fatal(err)
	}
	_, err = d.Team.AddAccount(b.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: port, IMAPSecurity: "none", Offline: true,
	})
	if err := errors.Join(err, d.Close()); err != nil {
		b.Fatal(err)
	}
}

func mbsync(b *testing.B, s *testkit.Dovecot) rival {
	dir := filepath.Join(b.TempDir(), "maildir")
	return rival{"mbsync", dir, func(b *testing.B, port int) int64 {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
		rc := filepath.Join(filepath.Dir(dir), "mbsyncrc")
		text := fmt.Sprintf(`FSync no
IMAPStore far
Host 127.0.0.1
Port %d
User %s
Pass "%s"
SSLType None
AuthMechs LOGIN

MaildirStore near
Path %s/
Inbox %s/INBOX
SubFolders Verbatim

Channel mirror
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
`, port, s.User, s.Password, dir, dir)
		if err := os.WriteFile(rc, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		return finish(b, exec.Command("mbsync", "-q", "-c", rc, "mirror"))
	}}
}

// notmuch indexes the maildir that mbsync fills.
func notmuch(b *testing.B, maildir string) rival {
	config := filepath.Join(b.TempDir(), "notmuch")
	return rival{"notmuch", maildir, func(b *testing.B, _ int) int64 { return finish(b, indexing(b, maildir, config)) }}
}

func indexing(b *testing.B, maildir, config string) *exec.Cmd {
	text := "[database]\npath=" + maildir + "\n[user]\nname=Side\nprimary_email=side@example.org\n[new]\ntags=new\nignore=.mbsyncstate;.uidvalidity\n[search]\nexclude_tags=\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("notmuch", "new", "--quiet")
	cmd.Env = append(os.Environ(), "NOTMUCH_CONFIG="+config)
	return cmd
}

// finish runs a program to its end and tells the most memory it had at once, in bytes.
func finish(b *testing.B, cmd *exec.Cmd) int64 {
	b.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss << 10
}

// size is what a folder takes on the disk, in bytes.
func size(b *testing.B, dir string) (total int64) {
	b.Helper()
	err := filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			total += st.Blocks * 512
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return total
}
