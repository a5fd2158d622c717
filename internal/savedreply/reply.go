package savedreply

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// Kind says where a reply may go.
type Kind string

// The kinds of a reply (E5).
const (
	Template Kind = "template" // into e-mail only
	Snippet  Kind = "snippet"  // anywhere
)

// For says for which work a reply was written (E7).
type For string

// The kinds of work. The empty For is both.
const (
	ForTicket For = "ticket" // name prefix tst
	ForChat   For = "chat"   // name prefix tsc
)

// Reply is one saved reply as its file states it. It is never changed once parsed; a form edits a copy and hands it to
// Format.
type Reply struct {
	Path     string // inside replies/, with slashes
	Category string // the folder: "" or "meetings" or "meetings/calls"
	Name     string // how # finds it; unique with Language
	Kind     Kind
	Language string // "en", "pt-BR"; empty: any
	For      For
	Subject  string // a template of one line; empty: the mail keeps its subject
	Resolves bool   // sending it resolves the ticket
	Extra    []Extra
	Body     string // the template, byte for byte as in the file

	front front // how the file wrote it, so that Format changes only what was edited
}

// Extra is a key of the front matter that is not ours. It is kept and written back as it stood.
type Extra struct {
	Key string
	Raw string // whole lines, with their ends
}

// Problem is something wrong in a file, with its place (counted from 1, columns in characters; 0 where it has none).
type Problem struct {
	Path         string
	Line, Column int
	Message      string // what is wrong
	Hint         string // what to do
	// Fatal problems make this file unusable; the last good version stays (Library.With).
	Fatal bool
}

// String is the problem in one line, as `replies/a.md:12:3: message; hint`.
func (p Problem) String() string {
	s := "replies/" + p.Path + ": " + p.Message
	if p.Line > 0 {
		s = fmt.Sprintf("replies/%s:%d:%d: %s", p.Path, p.Line, p.Column, p.Message)
	}
	if p.Hint != "" {
		s += "; " + p.Hint
	}
	return s
}

// MaxSource is the largest file read, in bytes.
const MaxSource = 256 << 10

// maxName and maxSubject bound single-line fields, in bytes.
const maxName, maxSubject = 120, 500

// defaults is the reply that an empty file at this path would be: name and language from the file's name
// (follow_up.de.md is follow_up in German), category from its folder, For from the name's prefix.
func defaults(file string) Reply {
	file = cleanPath(file)
	r := Reply{Path: file, Kind: Snippet}
	if dir := path.Dir(file); dir != "." {
		r.Category = dir
	}
	base := path.Base(file)
	base = strings.TrimSuffix(base, path.Ext(base))
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		if lang, ok := language(base[i+1:]); ok && len(base)-i <= 6 {
			base, r.Language = base[:i], lang
		}
	}
	r.Name = slug(base)
	r.For = forOf(r.Name)
	return r
}

func cleanPath(file string) string {
	return strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(file, `\`, "/")), "/")
}

// slug makes a name of a file's name: lower case, everything but letters and digits an underscore.
func slug(s string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(strings.ToValidUTF8(s, "_")) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-':
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "_"):
			out.WriteByte('_')
		}
		if out.Len() > maxName-8 {
			break
		}
	}
	if name := strings.Trim(out.String(), "_"); name != "" {
		return name
	}
	return "reply"
}

// forOf reads the naming convention of the handbook: tst for tickets, tsc for chats (E7).
func forOf(name string) For {
	name = strings.ToLower(name)
	for prefix, f := range map[string]For{"tst": ForTicket, "tsc": ForChat} {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && (rest == "" || strings.ContainsRune("_-. ", rune(rest[0]))) {
			return f
		}
	}
	return ""
}

// language normalises a language tag: "PT_br" → "pt-BR".
func language(s string) (string, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if !regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$`).MatchString(s) {
		return "", false
	}
	parts := strings.Split(strings.ToLower(s), "-")
	for i, p := range parts[1:] {
		if len(p) == 2 {
			parts[i+1] = strings.ToUpper(p)
		} else if len(p) == 4 {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-"), true
}

// Mode is what the composer is writing.
type Mode string

// The composer's modes (E1).
const (
	ModeEmail Mode = "email"
	ModeNote  Mode = "note"
	ModeChat  Mode = "chat"
	ModeCall  Mode = "call"
)

// Refused says why the reply may not be inserted in this mode, "" if it may: a template goes into e-mail only (E5).
func (r *Reply) Refused(mode Mode) string {
	if r.Kind != Template || mode == ModeEmail || mode == "" {
		return ""
	}
	where := map[Mode]string{ModeNote: "a note", ModeChat: "a chat", ModeCall: "a call's notes"}[mode]
	if where == "" {
		where = string(mode)
	}
	return fmt.Sprintf("“%s” is a template: templates go into e-mail only, not into %s. A snippet goes anywhere.", r.Name, where)
}
