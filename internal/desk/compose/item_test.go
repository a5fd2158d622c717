package compose

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/outbox"
	"deskhand/internal/store"
)

// TestOpenIsOpen: the database lists as open what the outbox's rules call open, for every state and reason, and a mail
// comes back from it as it was.
func TestOpenIsOpen(t *testing.T) {
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	at := time.Date(2026, 11, 20, 12, 0, 0, int(123*time.Millisecond), time.UTC)
	want := map[string]outbox.Item{}
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		for _, state := range []outbox.State{outbox.Waiting, outbox.Sending, outbox.Sent, outbox.Filed, outbox.Held, outbox.Unsure} {
			for _, reason := range []outbox.Reason{
				outbox.ReasonNone, outbox.ReasonOffline, outbox.ReasonTemporary, outbox.ReasonServer, outbox.ReasonSignIn, outbox.ReasonGuard, outbox.ReasonRefused,
				outbox.ReasonQuota, outbox.ReasonSize, outbox.ReasonAddress, outbox.ReasonBroken, outbox.ReasonLost, outbox.ReasonSome, outbox.ReasonFiling,
			} {
				for _, settled := range []bool{false, true} {
					n := len(want)
					m := store.OutboxMail{ID: fmt.Sprint("s", n), Ticket: "tX", Account: "a", Sender: "a@x.example", Subject: "x", MessageID: "x@x.example", Size: 1}
					i := outbox.Item{
						ID: m.ID, Version: int64(n), Account: "a", Ticket: "tX", State: state, Reason: reason, Words: "w", From: "a@x.example", Subject: "x", MessageID: "x@x.example", Size: 1,
						Queued: at, NotBefore: at.Add(1e9), Undo: settled, NextTry: at.Add(2e9), Changed: at.Add(3e9), FailedAt: at.Add(4e9), SentAt: at.Add(5e9), Seen: at.Add(6e9),
						Tries: 1, Looks: 2, Keys: 3, Settled: settled, To: []outbox.Recipient{{Addr: "b@x.example", Taken: true}, {Addr: "c@x.example", Code: 550, Words: "no"}},
					}
					want[i.ID] = i
					if err := tx.PutMail(with(m, i)); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Read(t.Context(), func(tx *store.Tx) error {
		listed, err := tx.OpenMails()
		for _, m := range listed {
			if !want[m.ID].Open() {
				t.Errorf("listed, and not open: %+v", want[m.ID])
			}
			if diff := cmp.Diff(want[m.ID], itemOf(m)); diff != "" {
				t.Error(diff)
			}
			delete(want, m.ID)
		}
		for _, i := range want {
			if i.Open() {
				t.Errorf("open, and not listed: %+v", i)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
