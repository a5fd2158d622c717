package notify

import (
	"strconv"
	"strings"
	"unicode"
)

// Flavour is what lies below a text on a platform (desktop.md, "Notifications and keyring").
type Flavour int

// The flavours.
const (
	// Freedesktop renders markup in the body; the title is plain text (Desktop Notifications Specification 1.3).
	Freedesktop Flavour = iota
	// Toast puts the text into CDATA and, where the XML is refused, into a PowerShell here-string that expands $(…).
	Toast
	// AppleScript gets the text through Go's %q or as an argument that Cocoa may read as a property list.
	AppleScript
)

func flavourOf(goos string) Flavour {
	switch goos {
	case "windows":
		return Toast
	case "darwin":
		return AppleScript
	}
	return Freedesktop
}

// maxText is the most characters of a title or a body, after escaping.
const maxText = 200

// Title cleans a text that is shown without markup. What could begin a tag or an entity is replaced by a character that
// looks like it, for a service that does read markup there.
func Title(s string, f Flavour) string {
	return clean(s, f, false)
}

// Body cleans a text that may be rendered as markup.
func Body(s string, f Flavour) string {
	return clean(s, f, f == Freedesktop)
}

// clean keeps printable characters in one line, takes the meaning from every character that has one below, and cuts at
// maxText. Printable is strconv's sense, so that %q (beeep's AppleScript) never writes an escape but \" and \\.
func clean(s string, f Flavour, markup bool) string {
	s = printable(s)
	s = leading(s, f)
	runes := []rune(s)
	var out []string
	length := 0
	for i, r := range runes {
		piece := disarm(runes, i, f, markup)
		size := len([]rune(piece))
		// The cut keeps room for its mark, and never parts a letter from its accents.
		if length+size > maxText-1 && (i < len(runes)-1 || length+size > maxText) {
			for i > 0 && len(out) > 0 && unicode.Is(unicode.M, r) {
				i--
				r = runes[i]
				out = out[:len(out)-1]
			}
			return strings.TrimRight(strings.Join(out, ""), " ") + "…"
		}
		out = append(out, piece)
		length += size
	}
	return strings.Join(out, "")
}

// printable drops control, format, bidi and private characters and makes every run of spaces one space.
func printable(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
			space = b.Len() > 0
		case !strconv.IsPrint(r):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// leading keeps a text from being read as an option, or by Cocoa's argument domain as a property list.
func leading(s string, f Flavour) string {
	for first, instead := range map[string]string{"-": "–", "[": "［", "(": "（", "{": "｛", "\"": "”", "<": "‹"} {
		rest, found := strings.CutPrefix(s, first)
		if found && (first == "-" || f == AppleScript) {
			return instead + rest
		}
	}
	return s
}

// disarm gives what stands for runes[i].
func disarm(runes []rune, i int, f Flavour, markup bool) string {
	r := runes[i]
	switch {
	case markup && r == '<':
		return "&lt;"
	case markup && r == '>':
		return "&gt;"
	case markup && r == '&':
		return "&amp;"
	case f == Freedesktop && r == '<':
		return "‹"
	case f == Freedesktop && r == '>':
		return "›"
	case f == Freedesktop && r == '&' && i+1 < len(runes) && (runes[i+1] == '#' || unicode.IsLetter(runes[i+1])):
		return "＆"
	case f == Toast && r == '$':
		return "＄"
	case f == Toast && r == '`':
		return "｀"
	case r == '>' && i >= 2 && runes[i-1] == ']' && runes[i-2] == ']':
		return "›" // "]]>" would end the CDATA section
	}
	return string(r)
}
