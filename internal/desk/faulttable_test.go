package desk

import (
	"fmt"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/mail"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

// TestFaultTable cuts the line at every place of one mail's way, with a server that files into Sent by itself, at once or
// never: the mail is handed over once at most without a person, stands once in Sent, and ends filed, or unsure where
// nobody can know.
func TestFaultTable(t *testing.T) {
	cuts := []testkit.SMTPCut{
		testkit.CutNever, testkit.CutGreeting, testkit.CutMail, testkit.CutRcpt, testkit.CutData, testkit.CutInBody, testkit.CutBeforeDot,
		testkit.CutAtDot, testkit.CutTaken, testkit.CutAfter250,
	}
	for _, files := range []bool{true, false} {
		o := newOffice(t)
		h := testkit.NewHand(t, o.imap.Port, o.imap.User, o.imap.Password)
		o.smtp.OnTaken(func(m testkit.SentMail) {
			if files {
				h.Append("Sent", testkit.Mail{Raw: m.Raw, Date: o.c.now()})
			}
		})
		taken, copies := 0, 0
		for n, cut := range cuts {
			name := fmt.Sprintf("files %v, cut %q", files, cut)
			o.smtp.Next(testkit.SMTPFault{Cut: cut})
			q := o.send(fmt.Sprintf("<p>Mail %d</p>", n), compose.SendOptions{Delay: now()})
			o.let(6 * time.Hour)
			m := do[compose.Mail](t)(o.d.Compose.Outcome(t.Context(), q.Mail.ID))
			sent, there := len(o.smtp.Sent())-taken, o.copies()-copies
			taken, copies = taken+sent, copies+there
			want := outbox.Filed
			if cut == testkit.CutAtDot || cut == testkit.CutTaken && !files {
				want = outbox.Unsure
			}
			if cut == testkit.CutInBody || cut == testkit.CutBeforeDot { // a short mail's dot is under way before the break is seen
				want = outbox.State(m.State)
			}
			filed, unsure := m.State == string(outbox.Filed), m.State == string(outbox.Unsure)
			if m.State != string(want) || !filed && !unsure || filed && (sent != 1 || there != 1) || sent > 1 || there > 1 {
				t.Errorf("%s: %s (%s), taken %d times, %d copies", name, m.State, m.Words, sent, there)
			}
			if m.State == string(outbox.Unsure) {
				o.act(m.ID, compose.ActRetry)
				o.let(6 * time.Hour)
				m = do[compose.Mail](t)(o.d.Compose.Outcome(t.Context(), m.ID))
				again := o.smtp.Sent()[taken:]
				if m.State != string(outbox.Filed) || len(again) != 1 || mail.Parse(again[0].Raw).Key == "" {
					t.Errorf("%s: sent again by a key it is %s, taken %d times", name, m.State, len(again))
				}
				taken, copies = len(o.smtp.Sent()), o.copies()
			}
		}
		if v := o.smtp.Violations(); len(v) > 0 {
			t.Errorf("against the protocol: %q", v)
		}
		h.Close()
	}
}
