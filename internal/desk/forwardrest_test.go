package desk

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/testkit"
)

// TestForwardOfWhatIsNotHere: a mail that is here by its head, or without the end of its file, is fetched before it is
// forwarded: nobody sends half a file.
func TestForwardOfWhatIsNotHere(t *testing.T) {
	a := newAttic(t)
	file := bytes.Repeat([]byte("0123456789abcdef"), 9<<16)
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	m := letter(a.c.now(), "plans@halvorsen.example", theirs, "support@kestrel.example", "The plans", "", "x")
	head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
	for line := range strings.Lines(head) {
		if strings.HasPrefix(line, "Content-") {
			head = strings.Replace(head, line, "", 1)
		}
	}
	m.Raw = []byte(strings.TrimRight(head, "\r\n") + "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee inside.\r\n--b\r\nContent-Type: application/zip; name=plans.zip\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(file) + "\r\n--b--\r\n")
	h.Append("INBOX", m)
	a.sync()
	for subject, extent := range map[string]string{"The plans": "part", "Subject 0": "head"} {
		if e := a.entry(subject); e.Extent != extent {
			t.Fatalf("%s: %q", subject, e.Extent)
		}
		id := ""
		for _, hit := range do[inbox.Result](t)(a.d.Inbox.Search(t.Context(), "is:any", "", 5000)).Hits {
			if hit.Ticket.Subject == subject {
				id = hit.Ticket.ID
			}
		}
		_, err := a.d.Compose.Open(t.Context(), id, compose.Forward, "")
		if f := fault.From(err); err == nil || f.Code != fault.Refused || !strings.Contains(f.Message, "rest of this mail") {
			t.Fatalf("%s: %v", subject, err)
		}
		a.sync()
		d := do[compose.Draft](t)(a.d.Compose.Open(t.Context(), id, compose.Forward, ""))
		if a.entry(subject).Extent != "" {
			t.Errorf("%s is not here whole", subject)
		}
		if subject == "The plans" && (len(d.Files) != 1 || d.Files[0].Size != int64(len(file))) {
			t.Errorf("files %+v", d.Files)
		}
	}
}
