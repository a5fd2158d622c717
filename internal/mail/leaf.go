package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"

	"deskhand/internal/mail/machine"
)

// leaf reads one part that holds no others.
func (w *walker) leaf(h *header, ct mediaType, at *place) body {
	enc, known := transferEncoding(h.text("Content-Transfer-Encoding"))
	if !known && w.sink == sinkParse {
		w.problem("part %s: unknown transfer encoding %q", at.path, short(h.text("Content-Transfer-Encoding"), 40))
	}
	d := decoder{enc: enc}
	raw, _ := h.get("Content-Disposition")
	disposition := parseMediaType(raw, ct.params["charset"])
	name := disposition.params["filename"]
	if name == "" {
		name = ct.params["name"]
	}
	if w.sink == sinkFind {
		if at.path == w.find {
			w.foundAs = describe(h, ct, disposition, name, at)
			w.found = &partReader{src: w.src, d: d}
		} else {
			w.src.skip()
		}
		return body{}
	}
	if isBody(ct, disposition, name, at) {
		return w.bodyText(&d, ct, at)
	}
	if w.sink == sinkHTML {
		w.src.skip()
		return body{}
	}
	a := describe(h, ct, disposition, name, at)
	w.consume(&d, ct, at, &a)
	if name == "" && at.parent == "multipart/alternative" && sameAgain(ct.value) {
		return body{}
	}
	if len(w.m.Attachments) < maxAttachments {
		w.m.Attachments = append(w.m.Attachments, a)
	} else if len(w.m.Attachments) == maxAttachments {
		w.problem("more than %d attachments; the rest is not listed", maxAttachments)
	}
	return body{}
}

// isBody: text that belongs to the mail itself. A named text part inside a multipart is a file, except as an
// alternative.
func isBody(ct, disposition mediaType, name string, at *place) bool {
	if ct.value != "text/plain" && ct.value != "text/html" || disposition.value == "attachment" {
		return false
	}
	return name == "" || at.parent == "" || at.parent == "multipart/alternative"
}

// sameAgain: an alternative that is no file but the mail in one more form: the invitation itself, Gmail's AMP, a watch's.
func sameAgain(mediaType string) bool {
	return mediaType == "text/calendar" || mediaType == "text/x-amp-html" || mediaType == "text/watch-html"
}

func describe(h *header, ct, disposition mediaType, name string, at *place) Attachment {
	id := NormalizeID(h.text("Content-ID"))
	return Attachment{
		Path: at.path, Type: short(ct.value, 127), Name: partFileName(name, ct.value, at.path), ContentID: short(id, 500),
		Inline: disposition.value != "attachment" && (disposition.value == "inline" || id != "" && at.parent == "multipart/related"),
	}
}

// bodyText reads a text part, unless what it says is already known.
func (w *walker) bodyText(d *decoder, ct mediaType, at *place) body {
	isHTML := ct.value == "text/html"
	limit := maxText - w.text
	switch {
	case w.sink == sinkHTML && isHTML:
		limit = maxHTML - w.text
	case w.sink == sinkHTML && at.parent == "multipart/alternative", w.sink == sinkParse && at.noText:
		w.src.skip()
		return body{hasHTML: isHTML}
	}
	b := w.collect(d, limit, at)
	if w.atEnd() {
		b = wholeRunes(b)
	}
	w.text += len(b)
	charset := ct.params["charset"]
	if isHTML && charset == "" {
		charset = metaCharset(b)
	}
	text, err := toUTF8(b, charset)
	if err != nil {
		w.problem("part %s: %v", at.path, err)
	}
	switch {
	case !isHTML:
		return body{text: text}
	case w.sink == sinkHTML:
		return body{html: text, hasHTML: true}
	}
	return body{text: htmlText(text), hasHTML: true, fromHTML: true}
}

// collect decodes a part into the scratch buffer, at most limit bytes.
func (w *walker) collect(d *decoder, limit int, at *place) []byte {
	buf := w.scratch[:0]
	over := false
	for {
		pre, content, ok := w.src.next()
		if !ok {
			break
		}
		if len(buf) < limit {
			buf = d.line(buf, pre, content)
		} else if len(content) > 0 {
			over = true
		}
	}
	buf = d.finish(buf)
	w.scratch = buf
	if len(buf) > limit {
		buf, over = buf[:max(limit, 0)], true
	}
	if over {
		w.problem("part %s is longer than %d MB of text; the rest is not shown", at.path, maxText>>20)
	}
	return buf
}

// consume hashes and counts an attachment, and keeps the beginning of what machines and calendars are read from.
func (w *walker) consume(d *decoder, ct mediaType, at *place, a *Attachment) {
	keep := 0
	switch {
	case ct.is("message/") && len(w.reports) < maxReports, ct.value == "text/rfc822-headers" && len(w.reports) < maxReports:
		keep = maxReport
	case isCalendar(ct.value, a.Name) && len(w.m.Calendars) < maxCalendars:
		keep = maxCalendar
	}
	var kept []byte
	sum := sha256.New()
	flush := func(buf []byte) []byte {
		if room := keep - len(kept); room > 0 {
			kept = append(kept, buf[:min(room, len(buf))]...)
		}
		a.Size += int64(len(buf))
		sum.Write(buf)
		return buf[:0]
	}
	buf := w.scratch[:0]
	for {
		pre, content, ok := w.src.next()
		if !ok {
			break
		}
		if buf = d.line(buf, pre, content); len(buf) >= chunkSize/2 {
			buf = flush(buf)
		}
	}
	w.scratch = flush(d.finish(buf))
	a.SHA256 = hexSum(sum)
	if a.Cut = w.atEnd(); a.Cut {
		a.Size, a.SHA256 = 0, ""
	}
	switch {
	case keep == maxReport:
		w.reports = append(w.reports, machine.Part{Type: ct.value, Body: kept})
	case keep == maxCalendar && len(kept) > 0 && !a.Cut:
		w.m.Calendars = append(w.m.Calendars, kept)
		if a.Size > maxCalendar {
			w.problem("part %s: the calendar is longer than %d MB", at.path, maxCalendar>>20)
		}
	}
}

func isCalendar(mediaType, name string) bool {
	return mediaType == "text/calendar" || mediaType == "application/ics" ||
		mediaType == "application/octet-stream" && strings.HasSuffix(strings.ToLower(name), ".ics")
}

func hexSum(h hash.Hash) string {
	var b [sha256.Size]byte
	return hex.EncodeToString(h.Sum(b[:0]))
}
