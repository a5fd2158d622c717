package store

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestUnread: a mail over which reading breaks keeps its bytes, in memory or in a file, its id and what its header says;
// only where not even that can be had it counts as missing.
func TestUnread(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	in := contract(noon())
	whole := s.readOne(Folder{Account: "a", Name: "INBOX"}, in)
	spool := in
	spool.Raw, spool.Spool = nil, filepath.Join(t.TempDir(), "mail")
	if err := os.WriteFile(spool.Spool, in.Raw, 0o600); err != nil {
		t.Fatal(err)
	}
	lost := spool
	lost.Spool += " that is gone"
	for i, tt := range []struct {
		in   Arrival
		kept bool
	}{{in, true}, {spool, true}, {lost, false}} {
		tt.in.UID = uint32(i + 1)
		f := Folder{Account: "a", Name: string(rune('A' + i)), Role: "inbox", UIDValidity: 1}
		out := s.unread(f, tt.in, "reading it broke: why")
		if (out.Missing == "") != tt.kept || out.problem != "reading it broke: why" || tt.kept && (out.msg.Key != whole.msg.Key || out.msg.Subject != whole.msg.Subject || out.msg.Text != "") {
			t.Errorf("%d: missing %q, problem %q, key %s, subject %q", i, out.Missing, out.problem, out.msg.Key, out.msg.Subject)
		}
		if _, err := s.take(t.Context(), f, []arrival{out}); err != nil {
			t.Fatal(err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			raw, err := one[int64](tx, `SELECT p.raw FROM placement p JOIN folder f ON f.id = p.folder WHERE f.name = ?`, f.Name)
			if err != nil {
				return err
			}
			got, err := io.ReadAll(tx.Raw(raw))
			if tt.kept && !bytes.Equal(got, in.Raw) {
				t.Errorf("%d: %d bytes are kept of %d", i, len(got), len(in.Raw))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestCareful: what breaks is told, and done without.
func TestCareful(t *testing.T) {
	var said string
	careful(func() { panic("an odd header") }, func(why string) { said = why })
	if said != "reading it broke: an odd header" {
		t.Errorf("it says %q", said)
	}
	for _, raw := range []string{"", "Subject: x", "Subject: x\r\n\r\nSubject: no", "Subject: x\n\nSubject: no\r\n\r\n"} {
		if m := headAlone(bytes.NewReader([]byte(raw))); m.Text != "" || raw != "" && m.Subject != "x" {
			t.Errorf("of %q: subject %q, text %q", raw, m.Subject, m.Text)
		}
	}
}
