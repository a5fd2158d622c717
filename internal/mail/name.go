package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
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
	switch mediaType { // what a machine reports has a name for people
	case "message/delivery-status", "message/global-delivery-status":
		return "delivery report.txt"
	case "message/disposition-notification", "message/global-disposition-notification":
		return "receipt.txt"
	case "text/rfc822-headers", "message/global-headers":
		return "headers.txt"
	}
	return "part-" + path + extension(mediaType)
}

const unknownExt = ".bin"

func extension(mediaType string) string {
	switch mediaType {
	case "message/rfc822", "message/global", "message/partial", "message/news":
		return ".eml"
	case "text/plain", "text/rfc822-headers", "message/delivery-status", "message/disposition-notification", "message/external-body",
		"text/enriched", "text/markdown":
		return ".txt"
	case "text/calendar", "application/ics":
		return ".ics"
	case "image/jpeg", "image/jpg", "image/pjpeg":
		return ".jpg"
	case "image/svg+xml":
		return ".svg"
	case "text/vcard", "text/x-vcard", "text/directory":
		return ".vcf"
	case "text/xml", "application/xml":
		return ".xml"
	case "audio/wav", "audio/x-wav", "audio/wave":
		return ".wav"
	case "application/x-pdf":
		return ".pdf"
	case "application/x-zip-compressed", "application/x-zip":
		return ".zip"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ".p7m"
	case "application/pgp-signature", "application/pgp-encrypted":
		return ".asc"
	case "application/ms-tnef":
		return ".dat"
	}
	if m := mimetype.Lookup(mediaType); m != nil && m.Extension() != "" {
		return m.Extension()
	}
	return unknownExt
}
