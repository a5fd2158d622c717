package mail

import (
	"crypto/sha256"
	"encoding/base32"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// idCase is one case of testdata/ids.golden.
type idCase struct {
	name, header string
	results      []string // "id …", "from …", "date …", "key …", "anchor …", "at …"
}

func readIDCases(t *testing.T) (head string, cases []idCase) {
	t.Helper()
	b, err := os.ReadFile("testdata/ids.golden")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"):
			head += line + "\n"
		case strings.HasPrefix(line, "case "):
			cases = append(cases, idCase{name: line[5:]})
		case strings.HasPrefix(line, "  \""):
			s, err := strconv.Unquote(line[2:])
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			cases[len(cases)-1].header += s
		case line != "":
			c := &cases[len(cases)-1]
			c.results = append(c.results, strings.TrimSpace(line))
		}
	}
	return head, cases
}

func idResults(header string) []string {
	m := Parse([]byte(header + "\r\n"))
	h := splitHeader(header)
	from, _ := h.get("From")
	date, _ := h.get("Date")
	seen := time.Date(2025, 11, 25, 12, 0, 0, 0, time.UTC)
	return []string{
		fmt.Sprintf("id %q", m.MessageID),
		fmt.Sprintf("has %v", m.HasID),
		fmt.Sprintf("from %q", KeyFrom(from)),
		fmt.Sprintf("date %q", KeyDate(date)),
		"key " + m.Key,
		"anchor " + m.Anchor,
		"at " + m.At(seen, seen).Format(time.RFC3339),
	}
}

var update = flag.Bool("update", false, "fill in golden results that are missing")

// TestIDs freezes what is stored for ever.
func TestIDs(t *testing.T) {
	head, cases := readIDCases(t)
	if len(cases) < 40 {
		t.Fatalf("%d cases", len(cases))
	}
	var out strings.Builder
	out.WriteString(head)
	for _, c := range cases {
		got := idResults(c.header)
		if c.results == nil && *update {
			c.results = got
		}
		if diff := cmp.Diff(c.results, got); diff != "" {
			t.Errorf("%s: a stored id must never change\n%s", c.name, diff)
		}
		out.WriteString("\ncase " + c.name + "\n")
		for l := range strings.Lines(c.header) {
			out.WriteString("  " + strconv.QuoteToASCII(l) + "\n")
		}
		for _, r := range c.results {
			out.WriteString("    " + r + "\n")
		}
	}
	if *update {
		if err := os.WriteFile("testdata/ids.golden", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIDFormula computes the ids a second time, by the words of journal.md §3.1 alone.
func TestIDFormula(t *testing.T) {
	enc := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	_, cases := readIDCases(t)
	for _, c := range cases {
		v := map[string]string{}
		for _, r := range c.results {
			k, val, _ := strings.Cut(r, " ")
			if u, err := strconv.Unquote(val); err == nil {
				val = u
			}
			v[k] = val
		}
		sum := sha256.Sum256([]byte("m\x00" + v["id"] + "\x00" + v["from"] + "\x00" + v["date"]))
		if want := "m" + enc.EncodeToString(sum[:10]); v["key"] != want {
			t.Errorf("%s: key %s, want %s", c.name, v["key"], want)
		}
		sum = sha256.Sum256([]byte(v["id"]))
		if want := "t" + enc.EncodeToString(sum[:10]); v["anchor"] != want {
			t.Errorf("%s: anchor %s, want %s", c.name, v["anchor"], want)
		}
	}
}

// TestStandIn computes the stand-in by its documented byte string.
func TestStandIn(t *testing.T) {
	m := Parse([]byte("Received: by b; Mon, 24 Nov 2025 15:00:00 +0000\r\nFrom: Ann <ann@example.com>\r\nTo: A <a@example.com>,\r\n b@example.com\r\n" +
		"Date: Thu, 1 Jan 1970 00:01:40 +0000\r\nSubject:  Hello\r\n  you \r\n\r\nbody"))
	sum := sha256.Sum256([]byte("ann@example.com\x00a@example.com,b@example.com\x00100\x00Hello  you\x00by b; Mon, 24 Nov 2025 15:00:00 +0000"))
	enc := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	if want := enc.EncodeToString(sum[:]); m.MessageID != want || m.HasID {
		t.Errorf("stand-in %q (%v), want %q", m.MessageID, m.HasID, want)
	}
}

// genMail draws a mail of header fields, garbage and a body.
func genMail(t *rapid.T) (header, body string) {
	field := rapid.OneOf(
		rapid.SampledFrom([]string{
			"Message-ID: <a@B.example>", "From: Ann <ann@example.com>", "From: x", "Date: Mon, 24 Nov 2025 16:00:00 +0000",
			"Received: by b; Mon, 24 Nov 2025 16:00:00 +0000", "Subject: hi", "To: a@example.com", "References: <x@y> <z@w>", "In-Reply-To: <q@r>",
			"Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "no field", " continued", "\tcontinued", "From x@y Mon",
		}),
		rapid.StringMatching(`[ -~]{1,40}`),
	)
	eol := rapid.SampledFrom([]string{"\r\n", "\n"}).Draw(t, "eol")
	for range rapid.IntRange(0, 12).Draw(t, "n") {
		header += field.Draw(t, "field") + eol
	}
	return header, eol + rapid.OneOf(rapid.String(), rapid.Just("--b\r\n\r\nhello\r\n--b--\r\n")).Draw(t, "body")
}

// TestHeaderAlone: a mail fetched as headers has its final ids, with or without the empty line behind them.
func TestHeaderAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header, body := genMail(t)
		whole := Parse([]byte(header + body))
		seen := time.Date(2025, 11, 25, 12, 0, 0, 0, time.UTC)
		for _, part := range []string{header, header + "\r\n"} {
			head := Parse([]byte(part))
			a := []any{whole.Key, whole.Anchor, whole.MessageID, whole.HasID, whole.At(seen, seen), whole.InReplyTo, whole.References, whole.From, whole.Subject}
			b := []any{head.Key, head.Anchor, head.MessageID, head.HasID, head.At(seen, seen), head.InReplyTo, head.References, head.From, head.Subject}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("%q\n%s", header, diff)
			}
		}
	})
}

// TestReaderIsParse: the stream and the bytes give the same message, whatever the size of the reads.
func TestReaderIsParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header, body := genMail(t)
		raw := header + body
		n := rapid.IntRange(1, 40).Draw(t, "read")
		if diff := cmp.Diff(Parse([]byte(raw)), ParseReader(&slowReader{raw, n}, int64(len(raw)))); diff != "" {
			t.Fatalf("%q\n%s", raw, diff)
		}
	})
}

func TestNormalizeID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[<> "@a-zA-Z.\r\n\t]{0,20}`), rapid.String()).Draw(t, "id")
		once := NormalizeID(s)
		if strings.HasPrefix(once, "<") || strings.Trim(once, " \t") != once {
			t.Fatalf("%q gives %q", s, once)
		}
	})
}
