package compose

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
)

const (
	foldAt  = 76  // octets of a header line, where it can be folded
	maxWord = 75  // an encoded word (RFC 2047 section 2)
	maxID   = 900 // octets of an id that still fits a line of 998
	maxRefs = 20  // ids of References: the first and the newest 19
)

// MessageID makes an id of 128 random bits and the domain of from; no name of this machine (mailbox.md). Without "<>".
func MessageID(random [16]byte, from string) string {
	domain := "invalid"
	if at := strings.LastIndexByte(from, '@'); at >= 0 && checkDomain(from[at+1:]) == nil {
		domain = strings.ToLower(from[at+1:])
	}
	return strings.ToLower(journal.Base32(random[:])) + "@" + domain
}

// Parent is what an answer needs to know of the mail it answers. Ids are normalised, without "<>".
type Parent struct {
	MessageID             string // empty where the mail had none
	InReplyTo, References []string
}

// ParentOf takes it from a message.
func ParentOf(m *mail.Message) *Parent {
	p := &Parent{InReplyTo: m.InReplyTo, References: m.References}
	if m.HasID {
		p.MessageID = m.MessageID
	}
	return p
}

// references are the ids of In-Reply-To and References by RFC 5322 section 3.6.4.
func (p *Parent) references() (inReplyTo string, refs []string) {
	if p == nil {
		return "", nil
	}
	list := p.References
	if len(list) == 0 && len(p.InReplyTo) == 1 {
		list = p.InReplyTo
	}
	seen := map[string]bool{p.MessageID: true}
	for _, id := range list {
		if !seen[id] && goodID(id) {
			seen[id] = true
			refs = append(refs, id)
		}
	}
	if goodID(p.MessageID) {
		inReplyTo = p.MessageID
		refs = append(refs, p.MessageID)
	}
	if over := len(refs) - maxRefs; over > 0 { // the root finds the thread, the newest find the place in it
		refs = append(refs[:1:1], refs[1+over:]...)
	}
	return inReplyTo, refs
}

// goodID: it can stand in "<>" and be read back.
func goodID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := 0; i < len(id); i++ {
		if c := id[i]; c <= ' ' || c >= 0x7f || c == '<' || c == '>' {
			return false
		}
	}
	return true
}

// head is a header block being written.
type head struct{ b strings.Builder }

// field writes one field of pieces, each of which stays on one line; a piece brings its own outer space along.
func (h *head) field(name string, pieces ...string) {
	h.b.WriteString(name + ":")
	n := len(name) + 1
	for i, p := range pieces {
		if i > 0 && n+1+len(p) > foldAt {
			h.b.WriteString("\r\n")
			n = 0
		}
		h.b.WriteString(" " + p)
		n += 1 + len(p)
	}
	h.b.WriteString("\r\n")
}

// unstructured writes text for people, as encoded words where it needs them.
func (h *head) unstructured(name, text string) {
	text = oneLine(text)
	if plainWords(text) {
		h.field(name, strings.Fields(text)...)
		return
	}
	h.field(name, encodedWords(text)...)
}

func (h *head) people(name string, list []mail.Address) error {
	var out []string
	for i, a := range list {
		if err := CheckAddress(a.Addr); err != nil {
			return fmt.Errorf("%s %q: %w", name, a.Addr, err)
		}
		pieces := phrase(a.Name)
		if len(pieces) > 0 {
			pieces = append(pieces, "<"+a.Addr+">")
		} else {
			pieces = []string{a.Addr}
		}
		if i < len(list)-1 {
			pieces[len(pieces)-1] += ","
		}
		out = append(out, pieces...)
	}
	if len(out) > 0 {
		h.field(name, out...)
	}
	return nil
}

func (h *head) ids(name string, ids ...string) {
	var out []string
	for _, id := range ids {
		out = append(out, "<"+id+">")
	}
	if len(out) > 0 {
		h.field(name, out...)
	}
}

// phrase writes a display name: words, a quoted string, or encoded words (RFC 5322 section 3.2.5).
func phrase(name string) []string {
	name = oneLine(name)
	if name == "" {
		return nil
	}
	if !plainWords(name) || len(name) > 60 {
		return encodedWords(name)
	}
	atoms := true
	for i := 0; i < len(name); i++ {
		atoms = atoms && (isAtext(name[i]) || name[i] == ' ')
	}
	if atoms {
		return strings.Fields(name)
	}
	return []string{`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`}
}

// plainWords: text that stands as it is: ASCII, nothing that looks encoded, no word too long to fold.
func plainWords(s string) bool {
	if !isASCII(s) || strings.Contains(s, "=?") {
		return false
	}
	for _, w := range strings.Fields(s) {
		if len(w) > foldAt {
			return false
		}
	}
	return true
}

// encodedWords writes text as RFC 2047 has it, never cutting inside a character, by the shorter of its two ways.
func encodedWords(s string) []string {
	q, letters := 0, 0
	for i := 0; i < len(s); i++ {
		letters++
		if !isLetterDigit(s[i]) && s[i] != ' ' {
			q++
		}
	}
	const frame = len("=?utf-8?q??=")
	size := func(part string) int { return frame + (len(part)+2)/3*4 }
	mark, write := "b", func(part string) string { return base64.StdEncoding.EncodeToString([]byte(part)) }
	if q*6 <= letters {
		mark, write = "q", qWord
		size = func(part string) int { return frame + len(qWord(part)) }
	}
	var out []string
	for s != "" {
		n := 0
		for n < len(s) {
			_, w := utf8.DecodeRuneInString(s[n:])
			if n > 0 && size(s[:n+w]) > maxWord {
				break
			}
			n += w
		}
		out = append(out, "=?utf-8?"+mark+"?"+write(s[:n])+"?=")
		s = s[n:]
	}
	return out
}

// qWord writes the Q encoding with the letters a phrase allows (RFC 2047 section 5 rule 3).
func qWord(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('_')
		case isLetterDigit(c):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// oneLine is text fit for a header: valid, on one line, without control and direction characters.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case r == 0x200E || r == 0x200F || r == 0x061C || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
