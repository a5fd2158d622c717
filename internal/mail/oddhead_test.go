package mail

import (
	"strings"
	"testing"
)

// TestOddHeads: mails whose header is not as it should be are read for the eye, and keep the ids that the strict header
// gives.
func TestOddHeads(t *testing.T) {
	plain := "From: Ann <ann@example.com>\nSubject: Plans\nContent-Type: text/plain; charset=utf-8\n\nHello there,\nüber uns\n"
	for name, raw := range map[string]string{
		"as it should be": plain,
		"CR":              strings.ReplaceAll(plain, "\n", "\r"),
		"CR CR LF":        strings.ReplaceAll(plain, "\n", "\r\r\n"),
		"CR, then CRLF":   strings.Replace(strings.ReplaceAll(plain, "\n", "\r"), "uns\r", "uns\r\n", 1),
		"blank lines":     "\n\r\n \n" + plain,
		"mark":            "\ufeff" + plain,
		"mbox":            "From ann@example.com Mon Nov 24 17:00:00 2025\n" + plain,
		"quoted mbox":     ">From ann@example.com Mon Nov 24 17:00:00 2025\n" + plain,
		"moved in":        " " + plain,
		"lost fold":       strings.Replace(plain, "\nSubject", "\nX-Long: one\ntwo words\nSubject", 1),
		"no empty line":   strings.Replace(plain, "\n\nHello there,", "\nHello there,", 1),
		"spaces for it":   strings.Replace(plain, "\n\nHello there,", "\n  \nHello there,", 1),
		"cut subject":     strings.Replace(plain, "Plans", "\n Plans", 1),
	} {
		t.Run(name, func(t *testing.T) {
			checkMail(t, []byte(raw))
			m := Parse([]byte(raw))
			if m.From != (Address{"Ann", "ann@example.com"}) || m.Subject != "Plans" || m.Text != "Hello there,\nüber uns" {
				t.Errorf("%+v %q %q %q", m.From, m.Subject, m.Text, m.Problems)
			}
			block, _ := newSource([]byte(raw)).headerBlock(maxHeader)
			h := splitHeader(string(block))
			var ids Message
			ids.setIDs(&h)
			if m.Key != ids.Key || m.MessageID != ids.MessageID {
				t.Errorf("key %s, want %s", m.Key, ids.Key)
			}
		})
	}
}

func TestPartsWithoutHeader(t *testing.T) {
	m := Parse([]byte("From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\nWords without a header.\n\nMore.\n--b\nContent-Type: text/plain\nand these follow at once\n--b\n\nplain\n--b--\n"))
	if want := "Words without a header.\n\nMore.\nand these follow at once\nplain"; m.Text != want {
		t.Errorf("%q", m.Text)
	}
}

// TestInnerMails: a mail that is nothing but another shows its words; beside words of its own it is a file.
func TestInnerMails(t *testing.T) {
	inner := "From: Bob <bob@example.net>\nSubject: Old plan\n\nInner words\n"
	m := Parse([]byte("From: a@example.com\nContent-Type: message/rfc822\n\n" + inner))
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "Old plan.eml" || !strings.Contains(m.Text, "Inner words") || !strings.Contains(m.Text, "From: Bob <bob@example.net>") {
		t.Errorf("%+v %q", m.Attachments, m.Text)
	}
	m = Parse([]byte("From: a@example.com\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + wrap64([]byte(inner))))
	if !strings.Contains(m.Text, "Inner words") || m.Attachments[0].Size != int64(len(inner)) {
		t.Errorf("%+v %q", m.Attachments, m.Text)
	}
	m = Parse([]byte("From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nMine\n--b\nContent-Type: message/rfc822\n\n" + inner + "--b--\n"))
	if m.Text != "Mine" || len(m.Attachments) != 1 {
		t.Errorf("%+v %q", m.Attachments, m.Text)
	}
	m = Parse([]byte("From: a@example.com\nContent-Type: message/partial; number=2; total=3; id=x\n\nwords\n"))
	if len(m.Problems) != 1 || !strings.Contains(m.Problems[0], "piece 2 of 3") || !strings.Contains(m.Text, "words") {
		t.Errorf("%q %q", m.Problems, m.Text)
	}
}
