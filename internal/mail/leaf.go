package mail

import (
	"bytes"
	"cmp"
	"strings"

	"deskhand/internal/mail/machine"
)

// leaf reads one part that holds no others.
func (w *walker) leaf(h *header, ct mediaType, at *place) body {
	enc, known := transferEncoding(h.text("Content-Transfer-Encoding"))
	if !known && w.sink == sinkParse {
		w.problem("part %s: unknown transfer encoding %q", at.path, short(h.text("Content-Transfer-Encoding"), 40))
	}
	p := part{h: h, ct: ct, at: at, d: decoder{enc: enc}}
	raw, _ := h.get("Content-Disposition")
	p.disposition = parseMediaType(raw, cmp.Or(ct.params["charset"], w.hint))
	p.name = cmp.Or(p.disposition.params["filename"], ct.params["name"], p.disposition.params["name"], ct.params["file"], ct.params["filename"])
	isText := p.isBody()
	if w.sink == sinkFind && at.path == w.find {
		w.foundAs = p.describe()
		w.found = &partReader{src: w.src, d: p.d}
		return body{}
	}
	_, inside := innerOf(w.find, at.path)
	switch {
	case w.sink == sinkFind && !inside:
		w.src.skip()
		return body{}
	case isText:
		return w.bodyText(&p)
	case p.isTNEF():
		return w.tnefPart(&p)
	case p.isOpaque():
		return w.opaquePart(&p)
	case w.sink != sinkParse:
		w.src.skip()
		return body{}
	}
	w.filePart(&p)
	return body{}
}

// part is one part that holds no others, as its header says.
type part struct {
	h               *header
	ct, disposition mediaType
	name            string // as declared
	at              *place
	d               decoder
}

// filePart lists an attachment.
func (w *walker) filePart(p *part) {
	a := p.describe()
	kept := w.consume(p, &a)
	w.noteMessage(p, &a, kept)
	if p.name == "" && p.at.parent == "multipart/alternative" && sameAgain(p.ct.value) {
		return
	}
	if p.name == "" && p.at.parent == "multipart/encrypted" && p.ct.value == "application/pgp-encrypted" {
		return // "Version: 1"
	}
	w.list(a)
}

// list adds a file to what the mail holds.
func (w *walker) list(a Attachment) {
	if w.sink != sinkParse {
		return
	}
	if len(w.m.Attachments) < maxAttachments {
		w.m.Attachments = append(w.m.Attachments, a)
	} else if len(w.m.Attachments) == maxAttachments {
		w.problem("more than %d attachments; the rest is not listed", maxAttachments)
	}
}

// isBody: text that belongs to the mail itself. A named text part inside a multipart is a file, except as an
// alternative.
func (p *part) isBody() bool {
	switch p.ct.value {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown":
	default:
		return false
	}
	if p.disposition.value == "attachment" {
		return false
	}
	return p.name == "" || p.at.parent == "" || p.at.parent == "multipart/alternative"
}

// sameAgain: an alternative that is no file but the mail in one more form: the invitation itself, Gmail's AMP, a watch's.
func sameAgain(mediaType string) bool {
	return mediaType == "text/calendar" || mediaType == "text/x-amp-html" || mediaType == "text/watch-html"
}

func (p *part) describe() Attachment {
	id := NormalizeID(p.h.text("Content-ID"))
	return Attachment{
		Path: p.at.path, Type: short(p.ct.value, 127), Name: partFileName(p.name, p.ct.value, p.at.path), ContentID: short(id, 500),
		Inline: p.disposition.value != "attachment" && (p.disposition.value == "inline" || id != "" && p.at.parent == "multipart/related"),
	}
}

// bodyText reads a text part, unless what it says is already known.
func (w *walker) bodyText(p *part) body {
	isHTML := p.ct.value == "text/html"
	limit := maxText - w.text
	switch {
	case w.sink == sinkHTML && isHTML:
		limit = maxHTML - w.text
	case w.sink == sinkHTML && p.at.parent == "multipart/alternative", w.sink == sinkParse && p.at.noText && !(p.at.colors && isHTML):
		w.src.skip()
		return body{hasHTML: isHTML}
	}
	b := w.collect(p, limit, !isHTML)
	if w.atEnd() {
		b = wholeRunes(b)
	}
	w.text += len(b)
	charset := p.ct.params["charset"]
	if set := charsetName(charset); set != "" && set != "utf-8" {
		w.hint = set
	}
	if isHTML && charset == "" {
		charset = metaCharset(b)
	}
	text, err := toUTF8(b, charset)
	if err != nil {
		w.problem("part %s: %v", p.at.path, err)
	}
	switch {
	case !isHTML:
		return body{text: w.plain(p, text)}
	case w.sink == sinkHTML:
		return body{html: text, hasHTML: true}
	}
	out := body{hasHTML: true, fromHTML: true}
	out.text, out.page = htmlText(text)
	if p.at.noText {
		return body{hasHTML: true, answers: coloredLines(out.text, out.page)}
	}
	return out
}

// plain undoes what is done to plain text on its way.
func (w *walker) plain(p *part, text string) string {
	if strings.EqualFold(p.ct.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(p.ct.params["delsp"], "yes"))
	}
	if p.ct.value == "text/enriched" || p.ct.value == "text/richtext" {
		text = enriched(text)
	}
	if w.sink == sinkParse {
		w.secured(securedText(text))
	}
	return text
}

// collect decodes a part into the scratch buffer, at most limit bytes. Files packed in plain text are taken out of it.
func (w *walker) collect(p *part, limit int, files bool) []byte {
	p.d.text = true
	u := unpacker{w: w, path: p.at.path}
	if w.sink == sinkFind {
		u.want = innerNumber(w.find, p.at.path)
	}
	direct := files && p.d.enc == encIdentity
	buf := w.scratch[:0]
	over := false
	for {
		pre, content, ok := w.src.next()
		if !ok {
			break
		}
		if p.d.enc == encBase64 && len(buf) == 0 && isProse(content) {
			p.d.enc, direct = encIdentity, files // nobody encoded it
		}
		if direct {
			var taken bool
			if buf, taken = u.line(buf, pre, content); taken {
				continue
			}
		}
		if len(buf) < limit {
			buf = p.d.line(buf, pre, content)
		} else if len(content) > 0 {
			over = true
		}
	}
	buf = p.d.finish(buf)
	if direct {
		buf = u.finish(buf)
	} else if files && (bytes.Contains(buf, []byte("begin ")) || bytes.Contains(buf, []byte("begin-base64 "))) {
		buf = u.all(buf)
	}
	w.scratch = buf
	if len(buf) > limit {
		buf, over = buf[:max(limit, 0)], true
	}
	if over {
		w.problem("part %s is longer than %d MB of text; the rest is not shown", p.at.path, maxText>>20)
	}
	if w.sink == sinkFind && u.has {
		w.found = bytes.NewReader(u.got)
		w.foundAs = u.as
	}
	return buf
}

// isProse: a line of words, which base64 never is.
func isProse(line []byte) bool {
	line = bytes.TrimSpace(line)
	spaces := bytes.Count(line, []byte(" "))
	return spaces >= 2 && spaces*15 > len(line)
}

const maxSpare = 32 << 10 // bytes of a text file that is shown where the mail has no other text

// consume hashes and counts an attachment, and keeps the beginning of what machines and calendars are read from.
func (w *walker) consume(p *part, a *Attachment) []byte {
	keep := 0
	switch {
	case isMessage(p.ct.value) && len(w.reports) < maxReports:
		keep = maxReport
	case isCalendar(p.ct.value, a.Name) && len(w.m.Calendars) < maxCalendars:
		keep = maxCalendar
	case p.ct.value == "text/plain" && p.disposition.value != "attachment" && len(w.spare.text) < maxSpare:
		keep = maxSpare
	}
	sum := w.newSum(keep)
	buf := w.scratch[:0]
	for {
		pre, content, ok := w.src.next()
		if !ok {
			break
		}
		if buf = p.d.line(buf, pre, content); len(buf) >= chunkSize/2 {
			_, _ = sum.Write(buf)
			buf = buf[:0]
		}
	}
	buf = p.d.finish(buf)
	_, _ = sum.Write(buf)
	w.scratch = buf[:0]
	if p.name == "" && p.d.uu.name != "" {
		a.Name = partFileName(decodeWords(p.d.uu.name, ""), p.ct.value, p.at.path)
	}
	sum.describe(a, w.atEnd())
	switch {
	case keep == maxSpare: // a file that the sender wants read as text
		text, _ := toUTF8(wholeRunes(sum.kept), p.ct.params["charset"])
		w.spare.text = strings.TrimPrefix(w.spare.text+"\n"+text, "\n")
	case keep == maxReport:
		w.reports = append(w.reports, machine.Part{Type: p.ct.value, Body: sum.kept})
	case keep == maxCalendar && len(sum.kept) > 0 && !a.Cut:
		w.m.Calendars = append(w.m.Calendars, sum.kept)
		if a.Size > maxCalendar {
			w.problem("part %s: the calendar is longer than %d MB", p.at.path, maxCalendar>>20)
		}
	}
	return sum.kept
}

func isMessage(mediaType string) bool {
	return strings.HasPrefix(mediaType, "message/") || mediaType == "text/rfc822-headers"
}

func isCalendar(mediaType, name string) bool {
	return mediaType == "text/calendar" || mediaType == "application/ics" ||
		mediaType == "application/octet-stream" && strings.HasSuffix(strings.ToLower(name), ".ics")
}
