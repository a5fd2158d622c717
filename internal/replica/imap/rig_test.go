package imap_test

import (
	"context"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"deskhand/internal/imapsync"
	"deskhand/internal/replica"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

const folder = imapsync.JournalFolderName

// server is one IMAP server of a test.
type server struct {
	port           int
	user, password string
	renumber       func(folder string)
}

func memory(t *testing.T, without ...goimap.Cap) *server {
	s := testkit.StartIMAP(t, without...)
	return &server{s.Port, s.User, s.Password, s.Renumber}
}

func dovecot(t testing.TB) *server {
	d := testkit.StartDovecot(t)
	return &server{d.Port, d.User, d.Password, func(folder string) {
		d.Stop()
		d.Renumber(folder)
		d.Start()
	}}
}

func sdbox(t testing.TB) *server {
	d := testkit.StartDovecotSdbox(t)
	return &server{d.Port, d.User, d.Password, nil}
}

// open is a laptop's transport over a port.
func (s *server) open(t testing.TB, port int, o imap.Options) *imap.Transport {
	a := imapsync.Account{
		ID: "acc", Email: "team@example.com", User: s.user,
		IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: port, Security: imapsync.SecurityNone},
	}
	tr := imap.New(a, func(context.Context) (string, error) { return s.password, nil }, o)
	t.Cleanup(tr.Close)
	return tr
}

func (s *server) hand(t *testing.T) *testkit.Hand {
	t.Helper()
	return testkit.NewHand(t, s.port, s.user, s.password)
}

func (s *server) rig(o imap.Options) *place.Rig {
	return &place.Rig{
		Ordered: true, Numbered: true,
		Open: func(t *testing.T) replica.Transport { return s.open(t, s.port, o) },
		Foreign: func(t *testing.T) {
			h := s.hand(t)
			defer h.Close()
			h.Append(folder, testkit.Corpus{Seed: 3}.Mail(1))
		},
		Empty: func(t *testing.T) {
			h := s.hand(t)
			defer h.Close()
			h.Expunge(folder, h.UIDs(folder)...)
		},
		Remove: func(t *testing.T) {
			h := s.hand(t)
			defer h.Close()
			h.Delete(folder)
		},
		Renumber: func(*testing.T) { s.renumber(folder) },
	}
}

func refs(metas []replica.Meta) (out []replica.Ref) {
	for _, m := range metas {
		out = append(out, m.Ref)
	}
	return out
}
