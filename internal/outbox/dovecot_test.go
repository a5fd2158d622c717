package outbox_test

import (
	"context"
	"io"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

// folder is the outbox's view of a real folder Sent, as desk hands it in.
type folder struct{ *imapsync.SentFolder }

func (f folder) Find(ctx context.Context, _, id string) (bool, error) {
	return f.SentFolder.Find(ctx, id)
}

func (f folder) Append(ctx context.Context, _ string, raw io.Reader, size int64, at time.Time) error {
	return f.SentFolder.Append(ctx, raw, size, at)
}

// Against a real IMAP server: the copy stands in Sent once, whoever files, and whatever the line did.
func TestSentOnDovecot(t *testing.T) {
	d := testkit.StartDovecot(t)
	account := imapsync.Account{ID: "a", User: d.User, IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: d.Port, Security: imapsync.SecurityNone}}
	sent := imapsync.NewSentFolder(account, func(context.Context) (string, error) { return d.Password, nil }, imapsync.Options{})
	for _, tt := range []struct {
		name   string
		files  bool
		cut    testkit.SMTPCut
		state  outbox.State
		copies int
	}{
		{"we file", false, testkit.CutNever, outbox.Filed, 1},
		{"the server files", true, testkit.CutNever, outbox.Filed, 1},
		{"taken, line dead, the server files", true, testkit.CutTaken, outbox.Filed, 1},
		{"taken, line dead, nobody files", false, testkit.CutTaken, outbox.Unsure, 0},
		{"cut after the 250", false, testkit.CutAfter250, outbox.Filed, 1},
	} {
		r := newRig(t)
		h := testkit.NewHand(t, d.Port, d.User, d.Password)
		if uids := h.UIDs("Sent"); len(uids) > 0 { // every case's mail has the one id
			h.Expunge("Sent", uids...)
		}
		r.smtp.OnTaken(func(m testkit.SentMail) {
			if tt.files {
				h.Append("Sent", testkit.Mail{Raw: m.Raw, Date: r.clock()})
			}
		})
		r.smtp.Next(testkit.SMTPFault{Cut: tt.cut})
		r.engine = outbox.New(outbox.Options{Store: r.mem, Sender: r.sender, Filer: folder{sent}, Now: r.clock})
		r.write("m", 5000)
		r.let(time.Hour)
		if got := r.at("m"); got.State != tt.state {
			t.Errorf("%s: %s (%s)", tt.name, got.State, got.Words)
		}
		if n := len(h.UIDs("Sent")); n != tt.copies {
			t.Errorf("%s: %d copies", tt.name, n)
		}
		h.Close()
	}
}
