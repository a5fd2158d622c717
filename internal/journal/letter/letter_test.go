package letter

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
)

func container(seed uint64, size int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]byte, max(size, len(magic)))
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	copy(out, magic)
	return out
}

func letterOf(data []byte) Letter {
	return Letter{Hash: journal.ContainerHash(data), Attempt: 2, Team: "7Q2M9FKX0ABCD", Label: "7Q2M9FKX0ABCD 12-40", Date: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
}

// What stands on the outside is what journal.md §3.5 says.
func TestLetter(t *testing.T) {
	data := container(1, 200)
	raw := letterOf(data).Bytes(data)
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	hash := journal.ContainerHash(data).String()
	for field, want := range map[string]string{
		"Subject": "Deskhand journal 7Q2M9FKX0ABCD 12-40 (do not delete)", "Auto-Submitted": "auto-generated",
		"Message-ID": "<dhj1." + hash + ".2@7q2m9fkx0abcd.journal.invalid>", "Mime-Version": "1.0", "Date": "Sun, 22 Nov 2026 09:00:00 +0000",
	} {
		if got := m.Header.Get(field); got != want {
			t.Errorf("%s: %q instead of %q", field, got, want)
		}
	}
	in := multipart.NewReader(m.Body, "=_dhj1_"+hash)
	text, err := in.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(text); !strings.Contains(string(b), "Please leave it in its folder.") {
		t.Errorf("people read %q", b)
	}
	file, err := in.NextPart()
	if err != nil || file.FileName() != "journal.dhj" || file.Header.Get("Content-Type") != "application/octet-stream; name=journal.dhj" {
		t.Fatalf("the attachment: %v, %v", file, err)
	}
	for line := range bytes.Lines(raw) {
		if len(line) > 78 || !bytes.HasSuffix(line, []byte("\r\n")) || bytes.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("line %q", line)
		}
	}
}

func TestSize(t *testing.T) {
	for _, n := range []int{8, 56, 57, 58, 1000, 1 << 20} {
		data := container(1, n)
		if raw := letterOf(data).Bytes(data); Size(int64(len(raw))+2<<10) < int64(n) || Size(int64(len(raw))) > int64(n) {
			t.Errorf("%d bytes make %d; Size says %d", n, len(raw), Size(int64(len(raw))))
		}
	}
	if Size(100) != 0 {
		t.Error("a container fits into 100 bytes")
	}
}

func TestNames(t *testing.T) {
	hash := journal.ContainerHash([]byte("x"))
	id := Letter{Hash: hash, Attempt: 7, Team: "7Q2M9FKX0ABCD"}.MessageID()
	for _, good := range []string{id, "<" + id + ">", " <" + strings.ToUpper(id) + "> "} {
		if n, ok := ParseID(good); !ok || n.Hash != hash || n.Attempt != 7 || n.Team != "7q2m9fkx0abcd" {
			t.Errorf("%q: %+v", good, n)
		}
	}
	for _, bad := range []string{
		"", "x", "dhj1..1@a.journal.invalid", strings.Replace(id, ".7@", ".0@", 1), strings.Replace(id, ".7@", ".@", 1), strings.Replace(id, "invalid", "com", 1),
		strings.Replace(id, "dhj1", "dhj2", 1), "dhj1.00000000000000000000.1@a.journal.invalid",
	} {
		if n, ok := ParseID(bad); ok {
			t.Errorf("%q: %+v", bad, n)
		}
	}
	subject := "Deskhand journal snapshot 1/2 (do not delete)"
	for head, want := range map[string]string{
		"message-id:\r\n <" + id + ">\r\nSubject: " + subject + "\r\n\r\n":                                "7 snapshot 1/2",
		"SUBJECT: Deskhand journal\n snapshot 1/2 (do not delete)\nX-Message-ID: <" + id + ">\n":          "0 snapshot 1/2",
		"Subject: Re: " + subject + "\r\nMessage-ID: <a@b>\r\nMessage-ID: <" + id + ">\r\nSubject: a\r\n": "7 ",
		"": "0 ",
	} {
		n, label := Hint([]byte(head))
		if got := fmt.Sprint(n.Attempt, " ", label); got != want {
			t.Errorf("%q: %q instead of %q", head, got, want)
		}
	}
	files := []string{"notes.txt", FileName}
	for _, c := range []struct {
		id, subject string
		files       []string
		want        bool
	}{
		{id, subject, files, true},
		{id, "x", files, true},
		{"a@b", subject, files, true},
		{id, "", nil, true},
		{id, subject, []string{}, false},
		{"a@b", "Fwd: " + subject, files, false},
		{"a@b", subject, nil, false},
	} {
		if Is(c.id, c.subject, c.files) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

// However a server wrote the mail anew, the container is found, byte for byte.
func TestOpenWhateverAServerDid(t *testing.T) {
	data := container(2, 5000)
	raw := string(letterOf(data).Bytes(data))
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	boundary := "=_dhj1_" + letterOf(data).Hash.String()
	var qp bytes.Buffer
	w := quotedprintable.NewWriter(&qp)
	w.Binary = true
	_, _ = w.Write(data)
	_ = w.Close()
	long := base64.StdEncoding.EncodeToString(data)
	part := func(encoding, text string) string {
		return "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + text + "\r\n--b--\r\n"
	}
	for name, mail := range map[string]string{
		"as it was":            raw,
		"LF alone":             strings.ReplaceAll(raw, "\r\n", "\n"),
		"no header at all":     body,
		"no Content-Type":      strings.Replace(head, "Content-Type", "X-Was", 1) + "\r\n\r\n" + body,
		"header cut":           "\r\n" + body,
		"endless header":       strings.Repeat("X-Long: header\r\n", 10_000) + raw,
		"broken header":        "Subject no colon\r\n" + raw,
		"quoted-printable":     part("quoted-printable", qp.String()),
		"binary":               part("binary", string(data)),
		"one long line":        part("base64", long),
		"short lines, no pad":  part("Base64 ", strings.TrimRight(strings.Join(strings.SplitAfterN(long, "A", 300), "\r\n"), "=")),
		"wrapped by a list":    "Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n" + head[strings.Index(head, "Content-Type"):] + "\r\n\r\n" + body + "\r\n--list\r\n\r\n-- \r\nfooter\r\n--list--\r\n",
		"a single part":        "Content-Transfer-Encoding: base64\r\nContent-Type: application/octet-stream\r\n\r\n" + long + "\r\n",
		"without its last end": strings.Replace(raw, "--"+boundary+"--", "", 1),
		"another boundary":     strings.Replace(raw, `boundary="`+boundary, `boundary="other`, 1),
	} {
		got, err := Open([]byte(mail))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, mail := range map[string]string{
		"empty": "", "text": "Subject: x\r\n\r\nhello", "no container": "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n",
		"inside a line": "Subject: x\r\n\r\nlook: REhKMQAA\r\n", "bomb of parts": "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 5000) + "--b\r\n\r\nDHJ1\r\n--b--",
		"deep": deep(50) + "DHJ1",
	} {
		if got, err := Open([]byte(mail)); !errors.Is(err, journal.ErrForeign) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	big := container(3, journal.MaxMessage+1)
	if _, err := Open(letterOf(big).Bytes(big)); !errors.Is(err, journal.ErrLimit) {
		t.Errorf("too large a container: %v", err)
	}
	if _, err := Open(make([]byte, MaxRaw+1)); !errors.Is(err, journal.ErrLimit) {
		t.Errorf("too large a mail: %v", err)
	}
	most := container(4, journal.MaxMessage)
	raw := letterOf(most).Bytes(most)
	if got, err := Open(raw); err != nil || !bytes.Equal(got, most) || len(raw) > MaxRaw {
		t.Errorf("the largest: %v", err)
	}
}

// What is made to take long does not.
func TestOpenIsQuick(t *testing.T) {
	began := time.Now()
	for _, mail := range []string{
		strings.Repeat("REhKM\r\n", MaxRaw/7), strings.Repeat(" REhKM", MaxRaw/6), strings.Repeat("a:\n", MaxRaw/3), deep(100_000),
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\na: b\r\n", MaxRaw/12),
	} {
		_, _ = Open([]byte(mail))
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("five bombs took %v", took)
	}
}

// deep are multiparts in one another.
func deep(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return b.String() + "\r\n"
}

// No mail breaks it, and what comes out was in it.
func FuzzOpen(f *testing.F) {
	data := container(5, 300)
	raw := letterOf(data).Bytes(data)
	f.Add(raw)
	f.Add(bytes.ReplaceAll(raw, []byte("base64"), []byte("quoted-printable")))
	f.Add([]byte(deep(8)))
	f.Add([]byte("REhKM"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Open(raw)
		if err == nil && (!bytes.HasPrefix(got, []byte(magic)) || len(got) > len(raw)) {
			t.Errorf("%d bytes of %d", len(got), len(raw))
		}
		Hint(raw)
		ParseID(string(raw))
	})
}
