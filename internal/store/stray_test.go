package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	journalmail "deskhand/internal/journal/letter"
)

// Mail of the journal that a filter put into INBOX becomes no ticket and is told; in the trash it was deleted. A mail
// that only says it is one is a mail.
func TestJournalMailIsNoMail(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	data := []byte("DHJ1 a container")
	l := journalmail.Letter{Hash: journal.ContainerHash(data), Attempt: 1, Team: "7Q2M9FKX0ABCD", Label: "7Q2M9FKX0ABCD 1-3", Date: noon()}
	real := string(l.Bytes(data))
	other := l
	other.Attempt = 2
	renamed := strings.Replace(string(other.Bytes(data)), "Message-ID: <"+other.MessageID(), "Message-ID: <abc@server.example", 1)
	forged := "From: eve@client.example\r\nTo: support@kestrel.example\r\nSubject: Refund\r\nMessage-ID: <" + l.MessageID()[:6] + strings.Repeat("0", 19) + ".1@x.journal.invalid>\r\n\r\nWhere is my money?\r\n"
	about := "From: bob@client.example\r\nTo: support@kestrel.example\r\nSubject: Fwd: Deskhand journal 7Q2M9FKX0ABCD 1-3 (do not delete)\r\nMessage-ID: <fwd@client.example>\r\n\r\nWhat is this?\r\n"
	third := l
	third.Attempt = 3
	head, _, _ := strings.Cut(string(third.Bytes(data)), "\r\n\r\n")
	batch := func(of ...Arrival) []Arrival {
		for i := range of {
			of[i].UID, of[i].Internal, of[i].Size = uint32(i+1), noon(), int64(len(of[i].Raw))
		}
		return of
	}
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	_, err := s.Arrive(t.Context(), f, batch(Arrival{Raw: []byte(real)}, Arrival{Raw: []byte(renamed)}, Arrival{Raw: []byte(forged)}, Arrival{Raw: []byte(about)},
		Arrival{Raw: []byte(head + "\r\n\r\n"), Extent: ExtentHead}))
	if err != nil {
		t.Fatal(err)
	}
	trash := Folder{Account: "a", Name: "Trash", Role: "trash", UIDValidity: 1}
	fourth := l
	fourth.Attempt = 4
	if _, err := s.Arrive(t.Context(), trash, batch(Arrival{Raw: fourth.Bytes(data)})); err != nil {
		t.Fatal(err)
	}
	look := func(when string, want ...string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			subjects, err := list[string](tx, `SELECT subject FROM ticket ORDER BY subject`)
			if d := cmp.Diff([]string{"Fwd: Deskhand journal 7Q2M9FKX0ABCD 1-3 (do not delete)", "Refund"}, subjects); d != "" {
				t.Errorf("%s: tickets (-want +got)\n%s", when, d)
			}
			strays, serr := tx.Strays()
			var ids []string
			for _, s := range strays {
				ids = append(ids, s.Folder+" "+s.MessageID)
			}
			if d := cmp.Diff(want, ids); d != "" {
				t.Errorf("%s: strays (-want +got)\n%s", when, d)
			}
			if err == nil {
				err = serr
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all := []string{"INBOX abc@server.example", "INBOX " + strings.ToLower(l.MessageID()), "INBOX " + strings.ToLower(third.MessageID())}
	all[1], all[2] = "INBOX "+l.MessageID(), "INBOX "+third.MessageID()
	look("at arrival", all...)
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuilt: %v, %v", diffs, err)
	}
	look("after a rebuild", all...)
	if _, err := s.Vanished(t.Context(), f, []uint32{1, 2, 5}); err != nil { // moved back
		t.Fatal(err)
	}
	look("moved back")
}
