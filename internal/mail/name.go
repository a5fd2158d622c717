package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxName = 120 // bytes of an attachment's name

// CleanName makes a stranger's file name one that can be shown and saved (security.md): no path, no control, format or
// bidi characters, no reserved characters or Windows device names, no dots or spaces at its ends, at most maxName bytes
// with the extension kept. Nothing left gives "".
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	var b strings.Builder
	space := false
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), isBidi(r), r == utf8.RuneError:
			continue
		case strings.ContainsRune(`<>:"|?*`, r):
			r = '_'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	name = strings.Trim(b.String(), ". ")
	name = strings.Trim(shortName(name), ". ")
	if reserved(name) {
		name = "_" + name
	}
	return name
}

// shortName cuts the middle out, so that the extension stays true.
func shortName(name string) string {
	if len(name) <= maxName {
		return name
	}
	ext := ""
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 16 {
		ext = name[i:]
	}
	n := maxName - len(ext)
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return strings.TrimRight(name[:n], ". ") + ext
}

// reserved: names that are devices on Windows, with any extension.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(asciiLower(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	for _, p := range [...]string{"com", "lpt"} {
		if d, ok := strings.CutPrefix(stem, p); ok && utf8.RuneCountInString(d) == 1 && strings.Contains("0123456789¹²³", d) {
			return true
		}
	}
	return false
}

// partFileName is the cleaned name, or one made of the type and the place.
func partFileName(name, mediaType, path string) string {
	if n := CleanName(oneLine(name)); n != "" {
		return n
	}
	return "part-" + path + extension(mediaType)
}

func extension(mediaType string) string {
	switch mediaType {
	case "message/rfc822", "message/global":
		return ".eml"
	case "text/plain", "text/rfc822-headers", "message/delivery-status", "message/disposition-notification":
		return ".txt"
	case "text/html":
		return ".html"
	case "text/calendar", "application/ics":
		return ".ics"
	case "image/jpeg":
		return ".jpg"
	case "image/png", "image/gif", "image/webp", "image/bmp":
		return "." + mediaType[len("image/"):]
	case "application/pdf", "application/zip":
		return "." + mediaType[len("application/"):]
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/pgp-signature":
		return ".asc"
	}
	return ".bin"
}
