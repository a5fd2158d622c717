package mail

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// Anchor is the anchor of a normalised Message-ID: t + base32(SHA-256(id)[:10]).
func Anchor(messageID string) string {
	sum := sha256.Sum256([]byte(messageID))
	return "t" + journal.Base32(sum[:10])
}

// Key is the key of a message: m + base32(SHA-256("m" ‖ 0 ‖ id ‖ 0 ‖ from ‖ 0 ‖ date)[:10]). messageID is normalised,
// fromAddr and date are as KeyFrom and KeyDate give them.
func Key(messageID, fromAddr, date string) string {
	sum := sha256.Sum256([]byte("m\x00" + messageID + "\x00" + fromAddr + "\x00" + date))
	return "m" + journal.Base32(sum[:10])
}

// NormalizeID makes a msg-id comparable: line breaks of folding and the white space beside them off, outer space and <>
// off, the host part (behind the last @) lower case in ASCII; else byte for byte. Behind "<" the id ends at the next ">"
// (a leading quoted string is skipped), so a trailing comment does not count; without "<" all of the text counts.
func NormalizeID(raw string) string {
	s := strings.Trim(unfoldID(raw), " \t")
	if strings.HasPrefix(s, "<") {
		s, _ = cutID(s)
		s = strings.Trim(s, " \t")
	}
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		s = s[:at] + asciiLower(s[at:])
	}
	return s
}

// unfoldID takes out each line break with the white space on both sides: an id that was folded in its middle is whole.
func unfoldID(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimSuffix(l, "\r")
		if i > 0 {
			l = strings.TrimLeft(l, " \t")
		}
		if i < len(lines)-1 {
			l = strings.TrimRight(l, " \t")
		}
		lines[i] = l
	}
	return strings.Join(lines, "")
}

// cutID gives what stands in the "<…>" that s begins with, and the rest behind it. Doubled brackets count once.
func cutID(s string) (id, rest string) {
	s = strings.TrimLeft(s, "< \t")
	from := 0
	if p := (&strict{s: s}); p.peek() == '"' && p.quoted() {
		from = p.i
	}
	i := strings.IndexByte(s[from:], '>')
	if i < 0 {
		return s, ""
	}
	return s[:from+i], s[from+i+1:]
}

const maxIDs = 1000

// idList reads In-Reply-To and References: each "<…>", normalised, in order. Where there is no "<" at all each word
// with an @ counts, as old programs wrote them bare.
func idList(values []string) []string {
	var out []string
	for _, v := range values {
		// White space alone parts two ids, so folding between them may go with it; inside an id it goes too.
		if strings.IndexByte(v, '<') < 0 {
			for _, w := range strings.Fields(unfold(v)) {
				if strings.IndexByte(w, '@') >= 0 && len(out) < maxIDs {
					out = append(out, NormalizeID(w))
				}
			}
			continue
		}
		for s := unfoldID(v); len(out) < maxIDs; {
			i := strings.IndexByte(s, '<')
			if i < 0 {
				break
			}
			id, rest := cutID(s[i:])
			if id = NormalizeID("<" + id + ">"); id != "" {
				out = append(out, id)
			}
			s = rest
		}
	}
	return out
}

// KeyFrom gives a From field as it enters an id: the addr-spec of its first mailbox by the strict reader, byte for
// byte; what that cannot read, raw, unfolded and trimmed.
func KeyFrom(raw string) string {
	v := unfoldTrim(raw)
	if boxes, ok := strictMailboxes(v); ok && len(boxes) > 0 {
		return boxes[0].addr
	}
	return v
}

// KeyDate gives a Date field as it enters an id: decimal Unix seconds; unreadable, raw, unfolded and trimmed.
func KeyDate(raw string) string {
	v := unfoldTrim(raw)
	if t, _, ok := strictDate(v); ok {
		return strconv.FormatInt(t.Unix(), 10)
	}
	return v
}

// keyTo gives a To field as it enters the stand-in: the addr-specs joined by ",", or raw.
func keyTo(raw string) string {
	v := unfoldTrim(raw)
	boxes, ok := strictAddresses(v)
	if !ok || len(boxes) == 0 {
		return v
	}
	addrs := make([]string, len(boxes))
	for i, b := range boxes {
		addrs[i] = b.addr
	}
	return strings.Join(addrs, ",")
}

// standIn is what takes the place of an absent Message-ID: base32 of the whole
// SHA-256(KeyFrom ‖ 0 ‖ keyTo ‖ 0 ‖ KeyDate ‖ 0 ‖ Subject ‖ 0 ‖ topmost Received), the last two raw, unfolded and
// trimmed, of the first field of each name, an absent one empty. Base32 holds no "@", so no other mail can refer to it.
func standIn(h *header) string {
	from, _ := h.get("From")
	to, _ := h.get("To")
	date, _ := h.get("Date")
	sum := sha256.Sum256([]byte(KeyFrom(from) + "\x00" + keyTo(to) + "\x00" + KeyDate(date) + "\x00" +
		h.text("Subject") + "\x00" + h.text("Received")))
	return journal.Base32(sum[:])
}

// setIDs fills all that ids and At rest on. Of each field the first of its name counts.
func (m *Message) setIDs(h *header) {
	id, _ := h.get("Message-ID")
	m.MessageID = NormalizeID(id)
	m.HasID = m.MessageID != ""
	if !m.HasID {
		m.MessageID = standIn(h)
	}
	m.Anchor = Anchor(m.MessageID)
	from, _ := h.get("From")
	date, _ := h.get("Date")
	keyDate := unfoldTrim(date)
	if t, off, ok := strictDate(keyDate); ok {
		m.StrictDate, m.Date, m.DateOffsetMinutes = t, t, off
		keyDate = strconv.FormatInt(t.Unix(), 10)
	}
	m.Key = Key(m.MessageID, KeyFrom(from), keyDate)
	m.InReplyTo = idList(h.all("In-Reply-To"))
	m.References = idList(h.all("References"))
	m.Received = topReceived(h)
}

func topReceived(h *header) time.Time {
	for i := range h.fields {
		if f := &h.fields[i]; strings.EqualFold(f.name, "Received") {
			if t, ok := strictReceived(unfold(f.value)); ok {
				return t
			}
		}
	}
	return time.Time{}
}
