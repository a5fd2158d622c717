// Package letter is the mail that a container of the journal travels in: how it is written, how it is known by its
// headers, and how the container is found again whatever a mail server did to the rest (journal.md §3.5).
//
// It must not open a container, nor trust anything a header says: headers are hints, only the decoded bytes count.
package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// FileName is the attachment's.
const FileName = "journal.dhj"

// Letter is what is written on the outside.
type Letter struct {
	Hash    journal.Hash // of the container
	Attempt int          // from 1: a server that has a mail with this Message-ID may drop a second one
	Team    string
	Label   string    // device and numbers, for people
	Date    time.Time // of writing; its own clock, for show
}

const (
	prefix = "dhj1."
	suffix = ".journal.invalid"
)

// MessageID is the letter's, without <>.
func (l Letter) MessageID() string {
	return fmt.Sprintf("%s%s.%d@%s%s", prefix, l.Hash, l.Attempt, strings.ToLower(l.Team), suffix)
}

// Search is what all attempts' Message-IDs of a container begin with.
func Search(hash journal.Hash) string { return prefix + hash.String() + "." }

// forPeople stands where a mail program shows the letter.
const forPeople = "This message carries your team's changes from one computer to the others.\r\n" +
	"It belongs to Deskhand and is no mail to anybody.\r\nPlease leave it in its folder.\r\n"

// lineBytes of the container make a line of base64 of 76 letters.
const lineBytes = 57

// Bytes is the whole mail with the container in it.
func (l Letter) Bytes(container []byte) []byte {
	team := strings.ToLower(l.Team)
	boundary := "=_dhj1_" + l.Hash.String()
	var b bytes.Buffer
	b.Grow(len(container)*4/3 + len(container)/lineBytes*2 + 2<<10)
	fmt.Fprintf(&b, "Date: %s\r\n", l.Date.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"))
	fmt.Fprintf(&b, "From: Deskhand <journal@%s%s>\r\n", team, suffix)
	fmt.Fprintf(&b, "Subject: Deskhand journal %s (do not delete)\r\n", plain(l.Label))
	fmt.Fprintf(&b, "Message-ID: <%s>\r\n", l.MessageID())
	b.WriteString("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n")
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n", boundary)
	fmt.Fprintf(&b, "--%s\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n%s\r\n", boundary, forPeople)
	fmt.Fprintf(&b, "--%s\r\nContent-Type: application/octet-stream; name=%s\r\n", boundary, FileName)
	fmt.Fprintf(&b, "Content-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n", FileName)
	var line [lineBytes * 4 / 3]byte
	for len(container) > 0 {
		some := container[:min(lineBytes, len(container))]
		container = container[len(some):]
		n := base64.StdEncoding.EncodedLen(len(some))
		base64.StdEncoding.Encode(line[:n], some)
		b.Write(line[:n])
		b.WriteString("\r\n")
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}

// Size is at most how many bytes a container has whose letter has no more than size; 0: none fits.
func Size(size int64) int64 {
	const around = 2 << 10
	return max(0, (size-around)/(lineBytes*4/3+2)*lineBytes)
}

// plain leaves of a label what stands in a header as it is.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), 100)]
}

// Name is what a Message-ID says of a letter.
type Name struct {
	Hash    journal.Hash
	Attempt int
	Team    string // in lower case
}

// ParseID reads a letter's Message-ID, with or without <>.
func ParseID(id string) (n Name, ok bool) {
	id = strings.ToLower(strings.Trim(strings.TrimSpace(id), "<>"))
	left, host, _ := strings.Cut(id, "@")
	team, inside := strings.CutSuffix(host, suffix)
	left, begins := strings.CutPrefix(left, prefix)
	hash, attempt, _ := strings.Cut(left, ".")
	if !inside || !begins {
		return n, false
	}
	var err error
	if n.Hash, err = journal.ParseHash(strings.ToUpper(hash)); err != nil {
		return n, false
	}
	n.Team = team
	n.Attempt, err = strconv.Atoi(attempt)
	return n, err == nil && n.Attempt > 0 && !n.Hash.IsZero()
}

// subject is that of a letter as it was written: an answer to it or a forwarded one has another.
var subject = regexp.MustCompile(`^Deskhand journal ([ -~]{0,100}) \(do not delete\)$`)

// Is tells a letter by its headers: by its Message-ID, or where a server wrote another, by its subject. That alone could
// be anybody's who wants a mail overlooked, so of a mail whose parts are known one must be called as the attachment is.
// files are their names; nil: only the headers are known.
func Is(messageID, subjectLine string, files []string) bool {
	_, named := ParseID(messageID)
	if files == nil {
		return named
	}
	return (named || subject.MatchString(subjectLine)) && slices.Contains(files, FileName)
}

// Hint reads what the header fields say, as they stand in a mail. A zero Hash: the Message-ID is none of ours.
func Hint(head []byte) (n Name, label string) {
	lines := strings.Split(strings.ReplaceAll(string(head), "\r\n", "\n"), "\n")
	for i, line := range lines {
		field, value, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(field, " \t") {
			continue
		}
		for _, more := range lines[i+1:] { // folded
			if !strings.HasPrefix(more, " ") && !strings.HasPrefix(more, "\t") {
				break
			}
			value += " " + strings.TrimSpace(more)
		}
		switch value = strings.TrimSpace(value); strings.ToLower(field) {
		case "message-id":
			if id, ok := ParseID(value); ok && n.Hash.IsZero() {
				n = id
			}
		case "subject":
			if m := subject.FindStringSubmatch(value); m != nil && label == "" {
				label = m[1]
			}
		}
	}
	return n, label
}
