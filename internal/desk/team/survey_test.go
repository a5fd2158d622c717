package team

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deskhand/internal/imapsync"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// withFile is a mail with a file in base64, as nearly all files come.
func withFile(m testkit.Mail, file []byte) testkit.Mail {
	head, body, _ := strings.Cut(string(m.Raw), "\r\nMIME-Version: 1.0\r\n")
	var b strings.Builder
	b.WriteString(head + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_file\"\r\n\r\n--=_file\r\n" + body)
	b.WriteString("\r\n--=_file\r\nContent-Type: application/octet-stream; name=\"file.bin\"\r\nContent-Transfer-Encoding: base64\r\n" +
		"Content-Disposition: attachment; filename=\"file.bin\"\r\n\r\n")
	text := base64.StdEncoding.EncodeToString(file)
	for len(text) > 0 {
		n := min(76, len(text))
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	b.WriteString("--=_file--\r\n")
	m.Raw = []byte(b.String())
	return m
}

// random is a file that is packed already: a picture, a zip.
func random(i, size int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(i)))
	out := make([]byte, size)
	for k := range out {
		out[k] = byte(r.Uint32())
	}
	return out
}

// log is a file of lines as programs write them.
func log(i, size int) []byte {
	r := rand.New(rand.NewPCG(2, uint64(i)))
	var b bytes.Buffer
	for n := 0; b.Len() < size; n++ {
		fmt.Fprintf(&b, "2026-11-%02dT%02d:%02d:%02d.%03dZ INFO export worker=%d account=%d rows=%d took=%dms status=ok\n",
			1+i%28, n/3600%24, n/60%60, n%60, r.IntN(1000), r.IntN(8), r.IntN(90_000), r.IntN(5000), r.IntN(900))
	}
	return b.Bytes()
}

// pdf is a file of objects and a table in plain text around packed streams.
func pdf(i, size int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for n := 1; b.Len() < size; n++ {
		var stream bytes.Buffer
		z := zlib.NewWriter(&stream)
		z.Write(log(i*1000+n, 8000)) //nolint:errcheck // into memory
		z.Close()                    //nolint:errcheck // into memory
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", n, stream.Len(), stream.Bytes())
	}
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n\n", a)
	}
	return b.Bytes()
}

// sizeAfter is the size of a closed desk.db in which something was done.
func sizeAfter(t *testing.T, dir string, do func(*store.Store) error) int64 {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.SetDevice("0000000000000")
	if err := errors.Join(do(s), s.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestDiskShare: what the survey says that mail takes on the disk is what it takes, be it text or files: never a tenth
// less, and a fifth more at most, but for files that nobody knew to be packed so well.
func TestDiskShare(t *testing.T) {
	c := testkit.Corpus{Seed: 4, N: 1}
	for _, kind := range []struct {
		name string
		n    int
		most float64 // said for one byte taken
		mail func(i int) testkit.Mail
	}{
		{"text", 1500, 1.2, c.Mail},
		{"short text", 3000, 1.2, testkit.Corpus{Seed: 4, N: 1, Size: 3000}.Mail},
		{"shortest text", 3000, 1.2, testkit.Corpus{Seed: 4, N: 1, Size: 1500}.Mail},
		{"random files", 60, 1.2, func(i int) testkit.Mail { return withFile(c.Mail(i), random(i, 200_000)) }},
		{"small random files", 600, 1.2, func(i int) testkit.Mail { return withFile(c.Mail(i), random(i, 20_000)) }},
		{"PDF files", 20, 1.2, func(i int) testkit.Mail { return withFile(c.Mail(i), pdf(i, 200_000)) }},
		{"logs", 40, 4, func(i int) testkit.Mail { return withFile(c.Mail(i), log(i, 200_000)) }},
	} {
		t.Run(kind.name, func(t *testing.T) {
			dir := t.TempDir()
			before := sizeAfter(t, dir, func(s *store.Store) error {
				return s.Write(t.Context(), func(tx *store.Tx) error { return tx.PutAccount(store.Account{ID: "a", Email: "support@example.com"}) })
			})
			var bytes int64
			var batch []store.Arrival
			for i := range kind.n {
				m := kind.mail(i)
				bytes += int64(len(m.Raw))
				batch = append(batch, store.Arrival{UID: uint32(i + 1), Internal: m.Date, Raw: m.Raw, Size: int64(len(m.Raw))})
			}
			took := sizeAfter(t, dir, func(s *store.Store) error {
				_, err := s.Arrive(t.Context(), store.Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, batch)
				s.Settle()
				return err
			}) - before
			said := choiceOf(imapsync.Reached{Messages: kind.n, Whole: kind.n, Bytes: bytes}).Disk
			t.Logf("%d mails, %d bytes: %.3f a byte, said %.3f", kind.n, bytes, float64(took)/float64(bytes), float64(said)/float64(bytes))
			if share := float64(said) / float64(took); share < 0.9 || share > kind.most {
				t.Errorf("%d bytes of mail take %d, and the survey says %d", bytes, took, said)
			}
		})
	}
}
