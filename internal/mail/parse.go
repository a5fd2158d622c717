package mail

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"deskhand/internal/mail/language"
	"deskhand/internal/mail/machine"
	"deskhand/internal/mail/quote"
)

// Limits on one mail. What lies beyond is named in Problems.
const (
	maxDepth       = 20
	maxParts       = 1000
	maxText        = 4 << 20 // bytes of decoded text, all text parts together
	maxHTML        = 8 << 20
	maxCalendar    = 1 << 20
	maxCalendars   = 8
	maxReport      = 64 << 10 // bytes kept of a delivery report's part
	maxReports     = 8
	maxProblems    = 50
	maxSubject     = 2000
	maxAttachments = 500
)

// Parse reads a mail, or only its header block: the ids are the same. It never fails and never panics; what cannot be
// read stands in Problems.
func Parse(raw []byte) *Message { return parse(newSource(raw)) }

// ParseReader reads a mail of size bytes as a stream. Attachments are hashed and counted, never held. An error of r is a
// problem of the message.
func ParseReader(r io.Reader, size int64) *Message {
	if size >= 0 {
		r = io.LimitReader(r, size)
	}
	return parse(newReaderSource(r, size))
}

func parse(src *source) *Message {
	m := &Message{}
	w := &walker{src: src, m: m, sink: sinkParse}
	w.run()
	return m
}

// run reads the header block and walks the body; a panic of any reader costs only what it read.
func (w *walker) run() {
	defer func() {
		if p := recover(); p != nil {
			w.problem("the reader broke off: %v", p)
		}
	}()
	strictly, eye, cut := w.readHead()
	w.top = eye
	if w.sink == sinkParse {
		w.m.setIDs(strictly)
		w.m.setPeople(eye)
		if cut {
			w.problem("the header is longer than %d KB; only its beginning was read", maxHeader>>10)
		}
		if eye.garbage > 0 && len(eye.fields) > 0 {
			w.problem("%d lines of the header are no fields", eye.garbage)
		}
	}
	b := w.entity(eye, nil, "text/plain")
	if w.src.err != nil {
		w.problem("the mail broke off while it was read: %v", w.src.err)
	}
	switch w.sink {
	case sinkHTML:
		if w.html = b.html; w.html == "" && strings.TrimSpace(b.text) == "" {
			w.html = w.spare.html
		}
	case sinkParse:
		if len(eye.fields) == 0 && strings.TrimSpace(b.text) != "" {
			w.problem("the mail has no header")
		}
		w.finish(eye, b)
	}
}

// readHead reads the header block: strictly for the ids, leniently for the eye. It is the same one in a mail that is as
// RFC 5322 says. What of the block is no header is the beginning of the body.
func (w *walker) readHead() (strictly, eye *header, cut bool) {
	var block []byte
	odd := oddLines(w.src.peek(chunkSize))
	if odd {
		block, cut = w.src.evenOut()
	} else {
		block, cut = w.src.headerBlock(maxHeader)
	}
	h := splitHeader(string(block))
	if odd {
		block, cut = w.src.headerBlock(maxHeader)
	} else if h.garbage == 0 && len(h.fields) > 0 && !isWSP(block[0]) {
		return &h, &h, cut
	}
	for n := 0; n < maxBlankLines && blank(block) && !w.src.stopped; n++ {
		block, cut = w.src.headerBlock(maxHeader)
	}
	loose, rest := looseHeader(string(block), true)
	if len(loose.fields) > 0 && !loose.known() {
		loose, rest = header{}, string(block)
	}
	if !cut {
		w.giveBack(rest)
	}
	return &h, &loose, cut
}

const maxBlankLines = 100 // before a header

func blank(b []byte) bool { return len(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))) == 0 }

func (w *walker) finish(h *header, b body) {
	m := w.m
	m.HasHTML = b.hasHTML
	if strings.TrimSpace(b.text) == "" && !b.hasHTML {
		b.text, b.page = w.spare.text, quote.Page{}
		m.HasHTML = w.spare.hasHTML
	}
	if strings.TrimSpace(b.text) == "" {
		b.text, b.page = cmp.Or(m.sealed(), w.innerText()), quote.Page{}
	}
	m.Text = strings.TrimRight(b.text, " \t\n")
	if sealed := m.sealed(); sealed != "" && sealed != m.Text {
		w.problem("%s", sealed)
	}
	m.Segments = quote.Segments(m.Text, m.about(b))
	m.Visible, m.Quoted = quote.Join(m.Segments)
	ct := w.topType
	v := machine.Classify(machine.Mail{
		Get:     h.text,
		All:     h.all,
		Type:    ct.value,
		Report:  strings.ToLower(ct.params["report-type"]),
		From:    m.From.Addr,
		Name:    m.From.Name,
		Subject: m.Subject,
		Text:    m.Text,
		Parts:   w.reports,
	})
	m.Machine, m.MachineWhy, m.Bounce, m.ListID = v.Kind, v.Reason, v.Bounce, v.ListID
	if m.Machine == "" && m.Text != m.sealed() { // our own sentence tells nothing of theirs
		m.Language, _ = language.Detect(m.Visible)
	}
	m.Reported = NormalizeID(v.Reported)
	if m.Bounce != nil {
		m.Bounce.OriginalMessageID = m.Reported
	}
}

// setPeople reads all that is shown of the header, leniently.
func (m *Message) setPeople(h *header) {
	hint := ""
	if v, ok := h.get("Content-Type"); ok {
		hint = parseMediaType(v, "").params["charset"]
	}
	hint = rawHint(h, hint)
	one := func(name string) Address { v, _ := h.get(name); return firstAddress(v, hint) }
	list := func(name string) []Address {
		var out []Address
		for _, v := range h.all(name) {
			if len(out) < maxAddresses {
				out = append(out, addresses(v, hint)...)
			}
		}
		if len(out) >= maxAddresses {
			m.Problems = append(m.Problems, fmt.Sprintf("more than %d addresses in %s; the rest is not shown", maxAddresses-1, name))
		}
		return out
	}
	m.From, m.Sender = one("From"), one("Sender")
	m.ReplyTo, m.To, m.Cc = list("Reply-To"), list("To"), list("Cc")
	m.DeliveredTo = deliveredTo(h, hint)
	m.setTrace(h, hint)
	m.Subject = short(oneLine(decodeWords(h.text("Subject"), hint)), maxSubject)
	if raw, ok := h.get("Date"); ok {
		m.Date, m.DateOffsetMinutes, ok = shownDate(raw, m.StrictDate, m.DateOffsetMinutes, !m.StrictDate.IsZero())
		if !ok {
			m.Problems = append(m.Problems, fmt.Sprintf("the date cannot be read: %q", clean(short(unfoldTrim(raw), 80))))
		}
	}
	if m.From.Addr == "" && m.Sender.Addr != "" {
		m.From = m.Sender
	}
	if m.From.Addr == "" {
		m.Problems = append(m.Problems, "no sender's address")
	}
}

// deliveredTo is the address a mail was delivered to (B22): the first of these fields that holds one.
func deliveredTo(h *header, hint string) string {
	for _, name := range [...]string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"} {
		if v, ok := h.get(name); ok {
			if a := firstAddress(v, hint); a.Addr != "" {
				return a.Addr
			}
		}
	}
	return ""
}

// HTML gives the HTML text of a mail decoded to UTF-8; plain parts beside it (a list's footer) stand in it as
// preformatted text. False: the mail has none. It is a stranger's: sanitise it.
func HTML(r io.Reader) (string, bool) {
	w := &walker{src: newReaderSource(r, -1), m: &Message{}, sink: sinkHTML}
	w.run()
	return w.html, w.html != ""
}

// OpenPart opens one attachment by its Path: its decoded bytes, and what the part's header says (Size and SHA256 are
// known only once read, so they are empty). The reader ends with the part.
func OpenPart(r io.Reader, path string) (io.Reader, Attachment, error) {
	w := &walker{src: newReaderSource(r, -1), m: &Message{}, sink: sinkFind, find: path}
	w.run()
	if w.found == nil {
		if w.src.err != nil {
			return nil, Attachment{}, fmt.Errorf("part %s: %w", path, w.src.err)
		}
		return nil, Attachment{}, fmt.Errorf("part %s: not in this mail", path)
	}
	return w.found, w.foundAs, nil
}
