package teamfile

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"deskhand/internal/journal"
)

// Kind says what a team file is for.
type Kind string

// The kinds of files.
const (
	Reply    Kind = "reply"
	Handbook Kind = "handbook"
	Policy   Kind = "policy"
	Roster   Kind = "roster"
)

// Prefix begins the field path of every file on @team (journal.md §3.3).
const Prefix = "file/"

// The folders, and the two files beside them, inside the data folder.
const (
	RepliesFolder  = "replies"
	HandbookFolder = "handbook"
	PolicyFile     = "policy.yaml"
	RosterFile     = "roster.yaml"
)

const (
	maxFolders = 3  // between the kind's folder and the file: a field path has six segments
	maxSlug    = 40 // bytes of a segment before its language
	hashLen    = 8
	maxWish    = 120 // bytes of one part of a file's name
	markdown   = ".md"
)

var (
	// ErrName says that a file's name cannot travel.
	ErrName = errors.New("the name cannot travel")
	// ErrPath says that a field path names no file of ours.
	ErrPath = errors.New("no path of a team file")
)

// Pictures lists the extensions of pictures that travel with the handbook.
func Pictures() []string { return []string{"png", "jpg", "jpeg", "gif", "webp"} }

// KindOf is the kind of a file by its path on @team without Prefix.
func KindOf(key string) Kind {
	switch head, _, _ := strings.Cut(key, "/"); head {
	case RepliesFolder:
		return Reply
	case HandbookFolder:
		return Handbook
	case "policy":
		return Policy
	default:
		return Roster
	}
}

// AdminsOnly tells kinds of which only an admin's version counts.
func (k Kind) AdminsOnly() bool { return k == Policy || k == Roster }

// Key is the path on @team, without Prefix, of a file of the data folder: "replies/First contact/Tak.da.md" is
// "replies/first-contact-1a2b3c4d/tak--da". Names that differ in case or in the composition of letters alone have one key,
// as some file systems take them for one file; what a path cannot hold is replaced, and a hash keeps it apart.
func Key(name string) (string, error) {
	switch name {
	case PolicyFile:
		return "policy", nil
	case RosterFile:
		return "roster", nil
	}
	parts := strings.Split(name, "/")
	if len(parts) < 2 || parts[0] != RepliesFolder && parts[0] != HandbookFolder {
		return "", fmt.Errorf("%w: %s is in none of the team's folders", ErrName, name)
	}
	if len(parts)-2 > maxFolders {
		return "", fmt.Errorf("%w: %s lies deeper than %d folders", ErrName, name, maxFolders)
	}
	if !utf8.ValidString(name) {
		return "", fmt.Errorf("%w: %q is no UTF-8", ErrName, name)
	}
	out := []string{parts[0]}
	for _, folder := range parts[1 : len(parts)-1] {
		out = append(out, slug(folder))
	}
	base, tail, ok := splitFile(parts[0], parts[len(parts)-1])
	if !ok {
		return "", fmt.Errorf("%w: %s is of no kind that travels", ErrName, name)
	}
	return strings.Join(append(out, slug(base)+tail), "/"), nil
}

// splitFile parts a file's name into its base and what the slug says of the rest: nothing for Markdown, --de for Markdown
// in a language, --png for a picture.
func splitFile(folder, name string) (base, tail string, ok bool) {
	ext := path.Ext(name)
	base = strings.TrimSuffix(name, ext)
	low := strings.ToLower(ext)
	switch {
	case base == "":
		return "", "", false
	case low == markdown:
		if dot := strings.LastIndexByte(base, '.'); dot > 0 && isLanguage(strings.ToLower(base[dot+1:])) {
			return base[:dot], "--" + strings.ToLower(base[dot+1:]), true
		}
		return base, "", true
	case folder == HandbookFolder && slices.Contains(Pictures(), strings.TrimPrefix(low, ".")):
		return base, "--" + low[1:], true
	}
	return "", "", false
}

func isLanguage(s string) bool {
	return regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}$`).MatchString(s) && !slices.Contains(Pictures(), s)
}

// slug makes one segment of a path of one part of a name. It gives its own results back unchanged.
func slug(part string) string {
	folded := fold(part)
	if isSlug(folded) {
		return folded
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(folded) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	readable := b.String()
	readable = strings.Trim(readable[:min(len(readable), maxSlug-hashLen-1)], "-")
	if readable == "" {
		readable = "file"
	}
	sum := sha256.Sum256([]byte(folded))
	return readable + "-" + strings.ToLower(journal.Base32(sum[:])[:hashLen])
}

// fold brings names to one form that a file system may take for one.
func fold(s string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
}

// isSlug tells a segment that says a name as it is.
func isSlug(s string) bool {
	return len(s) <= maxSlug && regexp.MustCompile(`^[a-z0-9_]+(-[a-z0-9_]+)*$`).MatchString(s) && !reserved(s)
}

// reserved tells the names of devices on Windows.
func reserved(s string) bool {
	return regexp.MustCompile(`^(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin|conout)$`).MatchString(s)
}

// Name is the file, inside the data folder, that a path on @team (without Prefix) stands for. wish is the name that its
// author gave it, inside the kind's folder; it is taken only if it is plain and its Key is this one, so that neither path
// nor wish leads anywhere else. A path that Key could not have made is refused.
func Name(key, wish string) (string, error) {
	switch key {
	case "policy":
		return PolicyFile, nil
	case "roster":
		return RosterFile, nil
	}
	parts := strings.Split(key, "/")
	if len(parts) < 2 || len(parts)-2 > maxFolders || parts[0] != RepliesFolder && parts[0] != HandbookFolder {
		return "", fmt.Errorf("%w: %q", ErrPath, key)
	}
	last := parts[len(parts)-1]
	file := last + markdown
	if at := strings.LastIndex(last, "--"); at > 0 {
		base, tail := last[:at], last[at+2:]
		switch {
		case parts[0] == HandbookFolder && slices.Contains(Pictures(), tail):
			file = base + "." + tail
		case isLanguage(tail):
			file = base + "." + tail + markdown
		default:
			return "", fmt.Errorf("%w: %q", ErrPath, key)
		}
	}
	name := strings.Join(append(slices.Clone(parts[:len(parts)-1]), file), "/")
	if back, err := Key(name); err != nil || back != key {
		return "", fmt.Errorf("%w: %q", ErrPath, key)
	}
	if wished := parts[0] + "/" + wish; wish != "" && plainName(wish) {
		if back, err := Key(wished); err == nil && back == key {
			return wished, nil
		}
	}
	return name, nil
}

// plainName tells names of letters, digits, spaces, hyphens and underscores, with our own endings.
func plainName(name string) bool {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if i == len(parts)-1 {
			part = strings.TrimSuffix(part, path.Ext(part))
			if dot := strings.LastIndexByte(part, '.'); dot > 0 && isLanguage(strings.ToLower(part[dot+1:])) {
				part = part[:dot]
			}
		}
		if !plain(part) {
			return false
		}
	}
	return true
}

func plain(part string) bool {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != ' ' && r != '-' && r != '_'
	}
	return part != "" && len(part) <= maxWish && utf8.ValidString(part) && norm.NFC.IsNormalString(part) && strings.TrimSpace(part) == part &&
		part[0] != '-' && !strings.ContainsFunc(part, odd) && !reserved(part)
}

// Wish is the name of a file as a version says it: inside the kind's folder; empty for policy and roster.
func Wish(name string) string {
	_, inside, _ := strings.Cut(name, "/")
	return inside
}
