package desk

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// winmail packs a picture and a mail's HTML as Outlook does.
func winmail(picture []byte) string {
	b := binary.LittleEndian.AppendUint32(nil, 0x223E9F78)
	b = append(b, 1, 0)
	attr := func(level byte, id uint16, data []byte) {
		b = binary.LittleEndian.AppendUint16(append(b, level), id)
		b = binary.LittleEndian.AppendUint32(append(b, 0, 0), uint32(len(data)))
		b = append(append(b, data...), 0, 0)
	}
	property := func(id, kind uint16, v string) []byte {
		p := binary.LittleEndian.AppendUint32(nil, 1)
		p = binary.LittleEndian.AppendUint16(p, kind)
		p = binary.LittleEndian.AppendUint16(p, id)
		p = binary.LittleEndian.AppendUint32(p, 1)
		p = binary.LittleEndian.AppendUint32(p, uint32(len(v)))
		return append(append(p, v...), make([]byte, -len(v)&3)...)
	}
	attr(1, 0x9003, property(0x1013, 0x0102, `<p>The gauge <img src="cid:gauge@x.example"></p>`))
	attr(2, 0x9002, make([]byte, 14))
	attr(2, 0x8010, []byte("gauge.gif\x00"))
	attr(2, 0x800F, picture)
	attr(2, 0x9005, property(0x3712, 0x001E, "gauge@x.example\x00"))
	return base64.StdEncoding.EncodeToString(b)
}

// TestPackedFiles: a file inside winmail.dat or a text is an attachment as any other: listed, read, found as a picture
// of the text; and a mail that is encrypted says so.
func TestPackedFiles(t *testing.T) {
	picture := []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
	head := func(id, rest string) testkit.Mail {
		raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@x.example>\r\nDate: %s\r\n%s", theirs, ours, id, id, time.Now().Format(time.RFC1123Z), rest)
		return testkit.Mail{Raw: []byte(raw), Date: time.Now(), MessageID: id + "@x.example"}
	}
	mails := []testkit.Mail{
		head("tnef", "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"+winmail(picture)+"\r\n"),
		head("uu", "\r\nSee below.\r\n\r\nbegin 644 note.txt\r\n%:&5L;&\\ \r\n`\r\nend\r\n"),
		head("sealed", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"),
	}
	s := testkit.StartDovecot(t)
	s.Preload("INBOX", len(mails), func(i int) testkit.Mail { return mails[i] })
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	defer d.Close() //nolint:errcheck // the folder goes next
	connect(t, d, s)
	do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
	entries := map[string]ticket.Entry{}
	for _, row := range do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any")) {
		for _, e := range do[[]ticket.Entry](t)(d.Inbox.Entries(t.Context(), row.ID)) {
			entries[e.Subject] = e
		}
	}
	for subject, want := range map[string]string{"tnef": string(picture), "uu": "hello"} {
		e := entries[subject]
		if len(e.Attachments) != 1 || e.Attachments[0].ID != e.ID+":1~1" || e.Attachments[0].Size != int64(len(want)) {
			t.Fatalf("%s: %+v", subject, e.Attachments)
		}
		data, a, err := d.Inbox.Attachment(t.Context(), e.ID, "1~1")
		if err != nil || string(data) != want || a.Name != e.Attachments[0].Name {
			t.Errorf("%s: %q %+v %v", subject, data, a, err)
		}
	}
	e := entries["tnef"]
	if path := do[string](t)(d.Inbox.CID(t.Context(), e.ID, "gauge@x.example")); path != "1~1" || !strings.Contains(e.Text, "The gauge") || !e.HasHTML {
		t.Errorf("the picture is at %q, the text is %q", path, e.Text)
	}
	if e := entries["sealed"]; e.Secure != "encrypted" || !strings.Contains(e.Text, "This mail is encrypted (S/MIME)") {
		t.Errorf("%q %q", e.Secure, e.Text)
	}
}
