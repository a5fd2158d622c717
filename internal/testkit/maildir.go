package testkit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Maildir returns the folder's Maildir; INBOX is the Maildir itself (Maildir++).
func (d *Dovecot) Maildir(folder string) string {
	dir := filepath.Join(d.Dir, "mail", d.User, "Maildir")
	if folder != "INBOX" {
		dir = filepath.Join(dir, "."+strings.ReplaceAll(folder, "/", "."))
	}
	return dir
}

// Preload writes n messages into the folder's Maildir, much faster than APPEND. Nobody may have opened it yet.
func (d *Dovecot) Preload(folder string, n int, mail func(i int) Mail) {
	d.t.Helper()
	dir := d.Maildir(folder)
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			d.t.Fatalf("make Maildir: %v", err)
		}
		d.own(filepath.Join(dir, sub))
	}
	for p := dir; p != filepath.Join(d.Dir, "mail"); p = filepath.Dir(p) {
		d.own(p)
	}
	for i := range n {
		m := mail(i)
		flags := ""
		for _, f := range m.Flags {
			flags += maildirFlag(f)
		}
		name := fmt.Sprintf("%d.M%06dP1.testkit,S=%d,W=%d:2,%s", m.Date.Unix(), i, len(m.Raw), len(m.Raw), flags)
		path := filepath.Join(dir, "cur", name)
		if err := os.WriteFile(path, m.Raw, 0o600); err != nil {
			d.t.Fatalf("preload message %d: %v", i, err)
		}
		if err := os.Chtimes(path, m.Date, m.Date); err != nil {
			d.t.Fatalf("date message %d: %v", i, err)
		}
		d.own(path)
	}
}

// Deliver puts one message into the folder as a mail transport would: tmp, then new.
func (d *Dovecot) Deliver(folder string, m Mail) {
	d.t.Helper()
	dir := d.Maildir(folder)
	name := fmt.Sprintf("%d.M%dP2.testkit,S=%d", time.Now().Unix(), time.Now().UnixNano(), len(m.Raw))
	tmp := filepath.Join(dir, "tmp", name)
	if err := os.WriteFile(tmp, m.Raw, 0o600); err != nil {
		d.t.Fatalf("deliver: %v", err)
	}
	d.own(tmp)
	if err := os.Rename(tmp, filepath.Join(dir, "new", name)); err != nil {
		d.t.Fatalf("deliver: %v", err)
	}
}

// maildirFlag returns the letter of a system flag, empty for another.
func maildirFlag(flag string) string {
	switch flag {
	case `\Seen`:
		return "S"
	case `\Answered`:
		return "R"
	case `\Flagged`:
		return "F"
	case `\Deleted`:
		return "T"
	case `\Draft`:
		return "D"
	}
	return ""
}

// Renumber makes Dovecot give the folder a new UIDVALIDITY, as after a restore. The server must be stopped.
func (d *Dovecot) Renumber(folder string) {
	d.t.Helper()
	if d.cmd != nil {
		d.t.Fatal("stop Dovecot before renumbering")
	}
	entries, err := os.ReadDir(d.Maildir(folder))
	if err != nil {
		d.t.Fatalf("renumber %s: %v", folder, err)
	}
	for _, e := range entries {
		if e.Name() == "dovecot-uidlist" || strings.HasPrefix(e.Name(), "dovecot.index") {
			if err := os.Remove(filepath.Join(d.Maildir(folder), e.Name())); err != nil {
				d.t.Fatalf("renumber %s: %v", folder, err)
			}
		}
	}
}

// Snapshot lists every mail file of every folder: its path from the Maildir (the name holds the flags) and the hash
// of its bytes, one a line. Two equal snapshots mean that nobody changed anything.
func (d *Dovecot) Snapshot() string {
	d.t.Helper()
	root := d.Maildir("INBOX")
	var b bytes.Buffer
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if parent := filepath.Base(filepath.Dir(path)); e.IsDir() || (parent != "cur" && parent != "new") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s\n", rel, hex.EncodeToString(sum[:8]))
		return nil
	})
	if err != nil {
		d.t.Fatalf("look into the Maildir: %v", err)
	}
	return b.String()
}
