package imap_test

import (
	"slices"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

// The folder is made where people's own folders begin: below the prefix that NAMESPACE names, or below INBOX where a
// server like Courier takes none beside it.
func TestRootOfFolders(t *testing.T) {
	withoutNamespace := func(answer []byte) ([]byte, bool) {
		return []byte(strings.ReplaceAll(string(answer), " NAMESPACE", "")), false
	}
	for name, how := range map[string]testkit.Meddling{
		"by NAMESPACE": {Asked: func(cmd string) string {
			if cmd == "NAMESPACE" {
				return "* NAMESPACE ((\"INBOX/\" \"/\")) NIL NIL\r\n{tag} OK\r\n"
			}
			return ""
		}},
		"declined at the top": {Said: withoutNamespace, Asked: func(cmd string) string {
			if strings.HasPrefix(cmd, `CREATE "Deskhand`) {
				return "{tag} NO [CANNOT] Invalid mailbox name\r\n"
			}
			return ""
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := dovecot(t)
			m := testkit.StartMeddler(t, s.port)
			m.Meddle(how)
			a, b := s.open(t, m.Port, imap.Options{}), s.open(t, m.Port, imap.Options{})
			for _, tr := range []*imap.Transport{a, b, a} {
				if err := tr.Create(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			msg := place.Message(1, 100)
			place.Put(t, a, msg)
			items, _ := place.Get(t, b, "", place.All)
			place.Holds(t, items, msg)
			h := s.hand(t)
			defer h.Close()
			if n := len(h.UIDs("INBOX/" + folder)); n != 1 {
				t.Errorf("%d letters below INBOX", n)
			}
			if strings.Contains(m.Sent(), " SUBSCRIBE ") || slices.Contains(strings.Fields(m.Sent()), "DELETE") {
				t.Error("it subscribed or deleted")
			}
		})
	}
}

// A server that can neither move nor delete single letters keeps them, and says so.
func TestCannotDelete(t *testing.T) {
	s := memory(t, goimap.CapMove, goimap.CapUIDPlus)
	tr := s.open(t, s.port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	metas := place.Put(t, tr, place.Message(1, 100))
	if err := tr.Delete(t.Context(), refs(metas)); err == nil || !strings.Contains(err.Error(), "delete single messages") {
		t.Errorf("delete: %v", err)
	}
	items, _ := place.Get(t, tr, "", place.All)
	place.Holds(t, items, place.Message(1, 100))
}

// Gmail's deleting takes a label away only, so letters go to the trash there.
func TestGmailDeletesToTrash(t *testing.T) {
	s := dovecot(t)
	m := testkit.StartMeddler(t, s.port)
	m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
		return []byte(strings.ReplaceAll(string(answer), "CAPABILITY IMAP4rev1", "CAPABILITY IMAP4rev1 X-GM-EXT-1")), false
	}})
	tr := s.open(t, m.Port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	metas := place.Put(t, tr, place.Message(1, 100), place.Message(2, 100))
	if err := tr.Delete(t.Context(), refs(metas[:1])); err != nil {
		t.Fatal(err)
	}
	h := s.hand(t)
	defer h.Close()
	if kept, gone := h.UIDs(folder), h.UIDs("Trash"); len(kept) != 1 || len(gone) != 1 || tr.Limits().Messages != 900 {
		t.Errorf("%v stay, %v are in the trash, limits %+v", kept, gone, tr.Limits())
	}
}
