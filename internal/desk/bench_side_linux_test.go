package desk_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	root "deskhand/internal/desk"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

var (
	messages = flag.Int("messages", 20_000, "messages of the mailbox that is mirrored")
	repeats  = flag.Int("repeats", 5, "times the small rounds (nothing new, 100 new) are run; the median counts")
)

const roundTrip = 50 * time.Millisecond

// rival is one way to have a mailbox on the laptop; run brings its copy up to date with the server.
type rival struct {
	name string
	dir  string
	run  func(b *testing.B, port int) usage
}

// usage is what one run of a program took.
type usage struct {
	wall, cpu time.Duration // cpu: user and system of its process
	peak      int64         // bytes of memory at once
	said      string        // on both outputs
}

// BenchmarkSync mirrors one Dovecot mailbox with each program, one after the other in the same run: all of it, nothing
// new, 100 new, and all of it once more over a line with a round trip of 50 ms. The two that take seconds and more are
// single runs.
func BenchmarkSync(b *testing.B) {
	s := testkit.StartDovecot(b)
	more := 100 * *repeats
	corpus := testkit.Corpus{Seed: 1, N: *messages + more, Start: time.Now().Add(-time.Duration(*messages+more+100) * 7 * time.Minute)}
	s.Preload("INBOX", *messages, corpus.Mail)
	program := build(b)
	fresh := func() []rival {
		mirror := mbsync(b, s)
		return []rival{mirror, notmuch(b, mirror.dir), desk(b, s, program)}
	}
	proxy := testkit.StartProxy(b, s.Port)
	proxy.Delay(roundTrip / 2)
	for b.Loop() {
		t := table{b: b, of: map[string][]usage{}, disk: map[string]int64{}}
		near := fresh()
		for _, r := range near {
			t.measure("whole", r, s.Port)
			t.disk[r.name] = size(b, r.dir)
		}
		for range *repeats {
			for _, r := range near {
				t.measure("unchanged", r, s.Port)
			}
		}
		for n := range *repeats {
			for i := range 100 {
				s.Deliver("INBOX", corpus.Mail(*messages+100*n+i))
			}
			look(b, s)
			time.Sleep(1100 * time.Millisecond) // mbsync waits out the second in which its maildir was last written
			for _, r := range near {
				t.measure("100 new", r, s.Port)
			}
		}
		far := fresh()
		t.measure("far", far[0], proxy.Port)
		t.measure("far", far[2], proxy.Port)
		t.list = firstList(b, s, program)
		t.print()
	}
}

// look has the server notice what was delivered, which takes it longer than anything else: whoever came first would pay.
func look(b *testing.B, s *testkit.Dovecot) {
	b.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // all was read
	fmt.Fprintf(conn, "1 LOGIN %q %q\r\n2 SELECT INBOX\r\n3 LOGOUT\r\n", s.User, s.Password)
	if _, err := io.Copy(io.Discard, conn); err != nil {
		b.Fatal(err)
	}
}

// table keeps what was measured, by case and rival.
type table struct {
	b    *testing.B
	of   map[string][]usage
	disk map[string]int64 // of a rival's folder, after the whole; notmuch stands in mbsync's
	list time.Duration    // until the first page of the list stood there
}

func (t *table) measure(what string, r rival, port int) {
	key := what + " " + r.name
	t.of[key] = append(t.of[key], r.run(t.b, port))
}

// median is the run in the middle by the clock, with the highest peak of all.
func (t *table) median(what, name string) usage {
	runs := slices.Clone(t.of[what+" "+name])
	slices.SortFunc(runs, func(a, b usage) int { return cmp.Compare(a.wall, b.wall) })
	out := runs[len(runs)/2]
	for _, u := range runs {
		out.peak = max(out.peak, u.peak)
	}
	return out
}

func (t *table) print() {
	var out strings.Builder // the log of a benchmark is cut after ten lines
	fmt.Fprintf(&out, "\n%d messages; whole and far are single runs, the others the median of %d\n", *messages, *repeats)
	for _, what := range []string{"whole", "unchanged", "100 new", "far"} {
		base := t.median(what, "mbsync")
		for _, name := range []string{"mbsync", "notmuch", "deskhand"} {
			if len(t.of[what+" "+name]) == 0 {
				continue
			}
			u := t.median(what, name)
			fmt.Fprintf(&out, "%-10s %-9s %8.3f s  %8.3f s CPU  peak %4d MB  %6.2f × mbsync\n",
				what, name, u.wall.Seconds(), u.cpu.Seconds(), u.peak>>20, u.wall.Seconds()/base.wall.Seconds())
			t.b.ReportMetric(u.wall.Seconds(), strings.ReplaceAll(what, " ", "-")+"-"+name+"-s")
		}
		if len(t.of[what+" notmuch"]) > 0 {
			both := base.wall + t.median(what, "notmuch").wall
			fmt.Fprintf(&out, "%-10s deskhand is %.2f × (mbsync + notmuch new)\n", what, t.median(what, "deskhand").wall.Seconds()/both.Seconds())
		}
	}
	fmt.Fprintf(&out, "disk       maildir %d MB, with notmuch's index %d MB, deskhand %d MB: %.2f × of both\n",
		t.disk["mbsync"]>>20, t.disk["notmuch"]>>20, t.disk["deskhand"]>>20, float64(t.disk["deskhand"])/float64(t.disk["notmuch"]))
	fmt.Fprintf(&out, "list       the newest %d tickets stand there %.2f s after the first sync began\n", firstPage, t.list.Seconds())
	for line := range strings.Lines(t.median("whole", "deskhand").said) {
		if _, parts, ok := strings.Cut(line, "of arriving mail\" "); ok {
			fmt.Fprintf(&out, "parts      of deskhand's whole in ms (read and pack beside the writer, checkpoint beside both): %s", parts)
		}
	}
	fmt.Print(out.String())
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
	return rival{"deskhand", dir, func(b *testing.B, port int) usage {
		if !connected {
			connected = true
			connect(b, s, dir, port)
		}
		cmd := exec.Command(program, "sync", "--verbose", "--data", dir)
		cmd.Env = environment()
		return finish(b, cmd)
	}}
}

// environment is that of a laptop without a keyring.
func environment() []string {
	return append(os.Environ(), "DESKHAND_PASSPHRASE=side", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "TZ=UTC")
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
	return rival{"mbsync", dir, func(b *testing.B, port int) usage {
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
	return rival{"notmuch", maildir, func(b *testing.B, _ int) usage { return finish(b, indexing(b, maildir, config)) }}
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

// finish runs a program to its end.
func finish(b *testing.B, cmd *exec.Cmd) usage {
	b.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out.String())
	}
	u := usage{wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), said: out.String()}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = r.Maxrss << 10
	}
	return u
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
