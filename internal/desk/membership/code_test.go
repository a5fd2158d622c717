package membership

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
)

func kestrel() store.Account {
	return store.Account{
		Email: "support@kestrel.example", Login: "kestrel", DisplayName: "Kestrel Support",
		IMAP: store.Endpoint{Host: "mail.kestrel.example", Port: 993, Security: "tls", Pin: strings.Repeat("ab", 32)},
		SMTP: store.Endpoint{Host: "mail.kestrel.example", Port: 465, Security: "tls"},
	}
}

func TestCodeIsReadBack(t *testing.T) {
	for _, folder := range []string{"", "/mnt/team/deskhand"} {
		c := newCode(code{
			Invite: journal.Invite{Team: "7Q2M9FKX7Q2M9", Inviter: "7Q2M9FKX7Q2MA"}, Kind: KindIMAP, Account: kestrel(),
			TeamName: "Kestrel Support", Agent: "asha", AgentName: "Asha Rao", Expires: 1795343424000,
		})
		if folder != "" {
			c.Kind, c.Folder = KindDir, folder
			c = newCode(c)
		}
		line := c.String()
		if strings.ContainsAny(line, " \n") || len(line) > 700 {
			t.Errorf("the code is %d long: %s", len(line), line)
		}
		got, err := readCode("  " + strings.ToLower(line[:70]) + "\r\n  " + line[70:] + "\n")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c, got); d != "" {
			t.Error(d)
		}
		for n := range len(line) { // cut anywhere it is refused as what it is
			if _, err := readCode(line[:n]); fault.From(err).Code != fault.Usage {
				t.Fatalf("cut at %d: %v", n, err)
			}
		}
	}
}

func TestSheetIsReadBack(t *testing.T) {
	s := sheet{Recovery: journal.Recovery{Team: "7Q2M9FKX7Q2M9", Epoch: 3, Secret: [32]byte{1, 0xFF, 4}, Seed: [32]byte{31: 7}}, Kind: KindIMAP, Account: kestrel()}
	s.Account.DisplayName = ""
	text := s.text("Kestrel Support", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	typed := text[:strings.Index(text, "\n1 ")] + "\n" + strings.ToLower(s.String())
	for _, typed := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), typed} {
		got, err := readSheet(typed)
		if err != nil {
			t.Fatalf("%v\n%s", err, typed)
		}
		if d := cmp.Diff(s, got); d != "" {
			t.Error(d)
		}
	}
	line := strings.Split(s.String(), "\n")[1]
	if _, err := readSheet(strings.Replace(text, line, line[:len(line)-1]+"#", 1)); !strings.Contains(fault.From(err).Message, "line 2") {
		t.Errorf("a letter another: %v", err)
	}
	if _, err := readSheet(strings.Replace(text, line, "", 1)); fault.From(err).Code != fault.Usage {
		t.Errorf("a line missing: %v", err)
	}
}

func TestDigitsSayWhichKey(t *testing.T) {
	a, err := digits("7Q2M9FKX7Q2M9", []byte("a"), []byte("b"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := digits("7Q2M9FKX7Q2M9", []byte("a"), []byte("c"))
	if err != nil || a == b || len(a) != 7 || a[3] != ' ' {
		t.Errorf("digits %q and %q, %v", a, b, err)
	}
}
