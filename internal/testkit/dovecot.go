package testkit

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Dovecot is a private server of one test. Users are team, alice and bob; the password is Password.
type Dovecot struct {
	Dir      string
	Host     string // 127.0.0.1
	Port     int    // plain, STARTTLS
	TLSPort  int
	Cert     Cert
	User     string // team
	Password string

	t        testing.TB
	location string
	uid, gid int // of the mail
	cmd      *exec.Cmd
	exited   chan error
}

// dovecotPath is where Debian, Fedora and Homebrew put it, in the order of looking.
var dovecotPaths = []string{"/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"}

// StartDovecot starts a Dovecot that is stopped and deleted with the test. It works as root and as a normal user.
// Preload mail with Preload before anybody opens the folder.
func StartDovecot(t testing.TB) *Dovecot {
	t.Helper()
	return startDovecot(t, "maildir:~/Maildir")
}

// StartDovecotSdbox starts one that keeps mail in sdbox, which Preload and Renumber do not know.
func StartDovecotSdbox(t testing.TB) *Dovecot {
	t.Helper()
	return startDovecot(t, "sdbox:~/sdbox")
}

func startDovecot(t testing.TB, location string) *Dovecot {
	t.Helper()
	// t.TempDir would be too long a path for the sockets in it.
	dir, err := os.MkdirTemp("", "dove")
	if err != nil {
		t.Fatalf("make Dovecot's folder: %v", err)
	}
	d := &Dovecot{Dir: dir, Host: "127.0.0.1", User: "team", Password: "correct horse", Cert: ServerCert(t), t: t, location: location}
	t.Cleanup(func() {
		d.Stop()
		if t.Failed() {
			d.showLog()
		}
		_ = os.RemoveAll(dir)
	})
	d.layOut()
	var last error
	for range 3 { // another test may take a port between our look and Dovecot's
		d.Port, d.TLSPort = FreePort(t), FreePort(t)
		d.writeConfig()
		if last = d.start(); last == nil {
			return d
		}
		d.Stop()
	}
	d.showLog()
	t.Fatalf("start Dovecot: %v", last)
	return nil
}

func (d *Dovecot) layOut() {
	d.uid, d.gid = os.Getuid(), os.Getgid()
	if d.uid == 0 { // Dovecot refuses to keep root's mail
		d.uid, d.gid = mailUser(d.t)
	}
	for _, sub := range []string{"run", "state", "log", "mail"} {
		if err := os.MkdirAll(filepath.Join(d.Dir, sub), 0o755); err != nil {
			d.t.Fatalf("lay out Dovecot's folder: %v", err)
		}
	}
	if err := os.Chmod(d.Dir, 0o755); err != nil {
		d.t.Fatalf("open Dovecot's folder: %v", err)
	}
	d.own(filepath.Join(d.Dir, "mail"))
	d.write("cert.pem", d.Cert.CertPEM, 0o644)
	d.write("key.pem", d.Cert.KeyPEM, 0o600)
	var users strings.Builder
	for _, u := range []string{"team", "alice", "bob"} {
		fmt.Fprintf(&users, "%s:{PLAIN}%s:%d:%d::%s::\n", u, d.Password, d.uid, d.gid, filepath.Join(d.Dir, "mail", u))
	}
	d.write("users", []byte(users.String()), 0o644)
}

func mailUser(t testing.TB) (uid, gid int) {
	for _, name := range []string{"games", "mail", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ = strconv.Atoi(u.Uid)
			gid, _ = strconv.Atoi(u.Gid)
			if uid > 0 && gid > 0 {
				return uid, gid
			}
		}
	}
	t.Fatal("no user games, mail or nobody to own the mail")
	return 0, 0
}

func (d *Dovecot) write(name string, b []byte, mode os.FileMode) {
	if err := os.WriteFile(filepath.Join(d.Dir, name), b, mode); err != nil {
		d.t.Fatalf("write Dovecot's %s: %v", name, err)
	}
}

func (d *Dovecot) own(path string) {
	if os.Getuid() != 0 {
		return
	}
	if err := os.Chown(path, d.uid, d.gid); err != nil {
		d.t.Fatalf("hand %s to the mail user: %v", path, err)
	}
}

// start runs Dovecot in the foreground, as our child, and waits until it answers.
func (d *Dovecot) start() error {
	path := ""
	for _, p := range dovecotPaths {
		if _, err := os.Stat(p); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		d.t.Fatal("no Dovecot here: install dovecot-imapd (build/test does)")
	}
	// A file, not a pipe: its processes keep it open beyond the master's end.
	stderr, err := os.Create(filepath.Join(d.Dir, "log", "stderr"))
	if err != nil {
		return fmt.Errorf("make its log: %w", err)
	}
	defer stderr.Close()
	said := func() string {
		b, _ := os.ReadFile(stderr.Name())
		return string(b)
	}
	d.cmd = exec.Command(path, "-F", "-c", filepath.Join(d.Dir, "dovecot.conf"))
	d.cmd.Stderr = stderr
	ownGroup(d.cmd)
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("run %s: %w", path, err)
	}
	exited := make(chan error, 1)
	d.exited = exited
	cmd := d.cmd
	go func() { exited <- cmd.Wait() }()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		select {
		case err := <-exited:
			d.cmd = nil
			return fmt.Errorf("it ended: %w: %s", err, said())
		default:
		}
		if greets(d.Port) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("it does not answer on port %d: %s", d.Port, said())
}

// greets says whether an IMAP server greets on a port of this computer.
func greets(port int) bool {
	c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
	b := make([]byte, 4)
	n, _ := c.Read(b)
	return strings.HasPrefix(string(b[:n]), "* OK")
}

// Stop ends the server with all its processes; lines break. Start brings it back on the same ports.
func (d *Dovecot) Stop() {
	if d.cmd == nil {
		return
	}
	tell(d.cmd, syscall.SIGTERM)
	select {
	case <-d.exited:
	case <-time.After(10 * time.Second):
		tell(d.cmd, syscall.SIGKILL)
		<-d.exited
	}
	d.cmd = nil
}

// Start brings a stopped server back.
func (d *Dovecot) Start() {
	d.t.Helper()
	if err := d.start(); err != nil {
		d.t.Fatalf("start Dovecot again: %v", err)
	}
}

func (d *Dovecot) showLog() {
	b, err := os.ReadFile(filepath.Join(d.Dir, "log", "dovecot.log"))
	if err != nil {
		d.t.Logf("no Dovecot log: %v", err)
		return
	}
	if len(b) > 4000 {
		b = b[len(b)-4000:]
	}
	d.t.Logf("Dovecot says: …%s", b)
}
