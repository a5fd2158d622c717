// Package link judges links by an allow-list: where one really leads, whether it may be opened, and what to ask before
// (desktop.md, "Links"). It is the one place that does.
//
// It is pure: it must not open or fetch anything (internal/opener opens), and must not know where a link came from.
package link

import (
	"cmp"
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"deskhand/internal/mail/host"
)

// Kind is what a link leads to.
type Kind string

// The kinds of link on the allow-list.
const (
	Web   Kind = "web"   // http, https: the browser
	Phone Kind = "phone" // tel: the telephone program
	Mail  Kind = "mail"  // mailto: our own composer, never another program
)

// Verdict is what Check thinks of a link. Exactly one of OK, Ask and Refused holds.
type Verdict struct {
	OK      bool   // open without a question
	Ask     string // open only after the person has read this sentence and agreed
	Refused string // never open; the sentence says why
	Kind    Kind
	URL     string // what opener.Open takes: the link in its safe spelling; empty if refused
	Host    string // for a web link the real host as it reads, where it leads in the end
	ASCII   string // the same as it travels
	Via     string // the redirector on the way, where the address holds another; empty: none
	Message *Draft // for a mailto link: what the composer begins with
}

// Draft is what a mailto link may fill in: neither attachments nor blind copies (RFC 6068 section 4 leaves that to us).
type Draft struct {
	To, Cc  []string
	Subject string
	Body    string
}

const maxLink = 8 << 10

// Judge knows which hosts others might be made to look like. It is built once for many links.
type Judge struct {
	books []*host.Book
	names *regexp.Regexp
}

// New knows the houses in whose name people are most often lured.
func New() *Judge {
	return &Judge{[]*host.Book{host.NewBook(brands(), nil)}, hostPattern()}
}

// With is the judge who also knows these hosts: ours, and those of the people of a mail.
func (j *Judge) With(known ...string) *Judge {
	return &Judge{append(slices.Clip(j.books), host.NewBook(nil, known)), j.names}
}

// alike gives the known host that a name looks like, and is none of.
func (j *Judge) alike(ascii string) string {
	of := ""
	for _, b := range j.books {
		if b.Knows(ascii) {
			return ""
		}
		of = cmp.Or(of, b.Alike(ascii))
	}
	return of
}

// Check judges one link where nobody is known: see Judge.Check.
func Check(target, text string) Verdict { return New().Check(target, text) }

// Check judges a link target and the text that was shown for it (empty: the target itself).
func (j *Judge) Check(target, text string) Verdict {
	target = strings.TrimSpace(target)
	switch {
	case target == "":
		return refuse("The link is empty.")
	case len(target) > maxLink:
		return refuse("The link is too long.")
	case !utf8.ValidString(target) || strings.ContainsFunc(target, hidden):
		return refuse("The link holds hidden characters.")
	}
	scheme, rest, found := strings.Cut(target, ":")
	if !found {
		return refuse("The link names no kind of address (https, mailto, tel).")
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return j.checkWeb(target, text)
	case "tel":
		return checkPhone(rest)
	case "mailto":
		return checkMail(rest, text)
	}
	return refuse("Links of the kind “" + shorten(scheme) + ":” are not opened from here.")
}

// hidden tells characters that make a link look other than it is: controls, format and bidi characters, odd spaces.
func hidden(r rune) bool {
	return r != ' ' && !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func (j *Judge) checkWeb(target, text string) Verdict {
	if strings.ContainsRune(target, '\\') {
		return refuse("The link holds a backslash, which browsers read in different ways.")
	}
	u, err := url.Parse(target)
	if err != nil || u.Opaque != "" || u.Hostname() == "" {
		return refuse("The link cannot be read.")
	}
	ascii, shown, err := hostNames(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."))
	if err != nil || !fitsDNS(ascii) {
		return refuse("The link's host is no valid name.")
	}
	v := Verdict{Kind: Web, URL: encode(u, ascii), Host: shown, ASCII: ascii}
	if again, err := url.Parse(v.URL); ascii == "" || err != nil || again.Hostname() != ascii {
		return refuse("The link's host is no valid name.") // what we write must read as what we judged
	}
	user := u.User != nil
	if end, via := final(u); via != "" {
		a, s, err := hostNames(strings.TrimSuffix(strings.ToLower(end.Hostname()), "."))
		if err != nil {
			v.Ask, a, s = "What this link leads on to has no valid name: "+shorten(end.Hostname())+".", ascii, shown
		}
		v.Host, v.ASCII, v.Via = s, a, via
		user = user || end.User != nil
	}
	v.Ask = cmp.Or(v.Ask, j.ask(v, text, user))
	v.OK = v.Ask == ""
	return v
}

// ask says why a web link should not open by itself.
func (j *Judge) ask(v Verdict, text string, user bool) string {
	reads := v.Host
	if v.Host != v.ASCII {
		reads += " (" + v.ASCII + ")"
	}
	switch {
	case user:
		return "The part before “@” is not the host. This link leads to " + v.Host + "."
	case isIP(v.ASCII):
		return "This link leads to a bare address without a name: " + v.Host + "."
	case host.Mixed(v.Host):
		return "The host is written with letters that can look like others: " + reads + "."
	}
	if of := j.alike(v.ASCII); of != "" {
		return reads + " looks like " + host.Shown(of) + ", but is another."
	}
	if other := j.otherHost(text, v.ASCII); other != "" {
		return "The text says " + other + ", but this link leads to " + v.Host + "."
	}
	return ""
}

var errHost = errors.New("a character or an empty part that no host name has")

// fitsDNS holds a name to 253 bytes and its parts to 63 (RFC 1035 §2.3.4).
func fitsDNS(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if len(label) > 63 {
			return false
		}
	}
	return len(name) <= 253
}

// isHostByte: letters, digits, hyphen, dot, and the underscore that stands in real links.
func isHostByte(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_'
}

// hostNames gives the host as it travels and as it reads.
func hostNames(name string) (ascii, shown string, err error) {
	if _, perr := netip.ParseAddr(name); perr == nil {
		return name, name, nil
	}
	emptyLabel := strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..")
	if name == "" || emptyLabel || strings.ContainsFunc(name, func(r rune) bool { return r < 0x80 && !isHostByte(r) }) {
		return "", "", errHost
	}
	if isIP(name) { // an IPv4 in any spelling a browser takes
		return name, name, nil
	}
	ascii, err = idna.Lookup.ToASCII(name)
	if err == nil && (strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..")) { // "xn--" stands for nothing
		return "", "", errHost
	}
	if err != nil {
		// Names with "_" stand in real links and are no valid host names; nothing else may differ.
		if plain := strings.ReplaceAll(name, "_", "-"); plain != name {
			_, err = idna.Lookup.ToASCII(strings.Trim(plain, "-"))
			return name, name, err
		}
		return "", "", err
	}
	return ascii, host.Shown(ascii), nil
}

// isIP tells a bare address, also as browsers read it: "2130706433", "0x7f.1" and "0177.0.0.1" are 127.0.0.1
// (WHATWG URL, "ends in a number").
func isIP(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, isHex := strings.CutPrefix(strings.ToLower(last), "0x")
	if !isHex {
		return false
	}
	_, err := strconv.ParseUint("0"+hex, 16, 64)
	return err == nil
}

// encode spells a web link so that no opener, shell or command line can read it in two ways: printable ASCII without
// quotes, angle brackets and spaces. Honest characters such as ( ) ~ ; stay.
func encode(u *url.URL, ascii string) string {
	out := *u
	out.Scheme = strings.ToLower(u.Scheme)
	if strings.Contains(ascii, ":") {
		ascii = "[" + ascii + "]"
	}
	out.Host = ascii
	if port := u.Port(); port != "" {
		out.Host += ":" + port
	}
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(out.String()) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"'<>\\^`{|}", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func refuse(why string) Verdict { return Verdict{Refused: why} }

func shorten(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
