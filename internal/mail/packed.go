package mail

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

// errFound ends the reading of a packed part at the file that was looked for.
var errFound = errors.New("found")

// isTNEF: Outlook's winmail.dat.
func (p *part) isTNEF() bool {
	switch p.ct.value {
	case "application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef":
		return true
	case "application/octet-stream", "":
		return strings.EqualFold(p.name, "winmail.dat") || strings.EqualFold(p.name, "win.dat")
	}
	return false
}

// tnefPart lists the files of winmail.dat in its place. Its text is shown where the mail has no other. What cannot be
// read is listed as the file it is.
func (w *walker) tnefPart(p *part) body {
	raw := &partReader{src: w.src, d: p.d}
	if w.sink == sinkFind {
		return w.tnefFind(p, raw)
	}
	whole := w.newSum(0)
	whole.head = make([]byte, 0, kindBytes)
	var sums []*fileSum
	in := io.TeeReader(raw, whole)
	buf := make([]byte, 8<<10)
	msg, files, err := readTNEF(in, func(n int, r io.Reader) error {
		for len(sums) <= n {
			sums = append(sums, nil)
		}
		sums[n] = w.newSum(0)
		sums[n].head = make([]byte, 0, kindBytes)
		_, err := io.CopyBuffer(writerOnly{sums[n]}, r, buf)
		return err
	})
	_, _ = io.CopyBuffer(writerOnly{io.Discard}, in, buf)
	cut := w.atEnd()
	text, html := msg.words()
	if err != nil && !cut {
		w.problem("part %s: winmail.dat: %v", p.at.path, err)
	}
	if err != nil && len(files) == 0 && text == "" || cut {
		a := p.describe()
		whole.describe(&a, cut)
		w.list(a)
		return body{}
	}
	for n, f := range files {
		if n < len(sums) && sums[n] != nil {
			w.list(f.attachment(p.at.path, n, sums[n]))
		}
	}
	if strings.TrimSpace(w.spare.text) == "" {
		w.spare = body{text: text, html: html, hasHTML: html != ""}
	}
	return body{}
}

// writerOnly hides every other method, so that a copy uses the buffer it was given.
type writerOnly struct{ io.Writer }

func (f *tnefFile) attachment(path string, n int, sum *fileSum) Attachment {
	kind := kindOf(sum.head)
	a := Attachment{Path: innerPath(path, n+1), Type: f.mime, ContentID: short(NormalizeID(f.cid), 500)}
	if a.Type == "" || !strings.Contains(a.Type, "/") {
		a.Type = typeOf(kind)
	}
	a.Type = short(oneLine(a.Type), 127)
	a.Inline = a.ContentID != ""
	a.Name = partFileName(f.name(), a.Type, strconv.Itoa(n+1))
	sum.describe(&a, false)
	return a
}

// tnefFind stops at one file of winmail.dat. Its name may stand behind its bytes, so what it is called is not told.
func (w *walker) tnefFind(p *part, raw io.Reader) body {
	want := innerNumber(w.find, p.at.path) - 1
	_, files, err := readTNEF(raw, func(n int, r io.Reader) error {
		if n != want {
			return nil
		}
		w.found = r
		return errFound
	})
	if errors.Is(err, errFound) && want >= 0 && want < len(files) {
		f := files[want]
		w.foundAs = f.attachment(p.at.path, want, w.newSum(0))
		w.foundAs.Size, w.foundAs.SHA256 = 0, ""
		return body{}
	}
	if w.found == nil {
		w.src.skip()
	}
	return body{}
}

// noteMessage reads what parts say that hold another mail, or a piece of one.
func (w *walker) noteMessage(p *part, a *Attachment, kept []byte) {
	switch p.ct.value {
	case "message/rfc822", "message/global", "message/news":
		if p.name == "" && len(kept) > 0 {
			w.nameMessage(a, kept)
		}
	case "message/partial":
		w.problem("part %s is piece %s of %s of a mail that was sent in pieces", p.at.path, orUnknown(p.ct.params["number"]), orUnknown(p.ct.params["total"]))
	case "message/external-body":
		where := p.ct.params["url"]
		if where == "" {
			where = strings.Trim(p.ct.params["site"]+"/"+p.ct.params["directory"]+"/"+p.ct.params["name"], "/")
		}
		w.problem("part %s is not in the mail; it is kept at %s", p.at.path, orUnknown(short(oneLine(where), 200)))
	}
}

func orUnknown(s string) string {
	if s == "" {
		return "(not said)"
	}
	return s
}

// nameMessage names a mail in the mail by its subject.
func (w *walker) nameMessage(a *Attachment, kept []byte) {
	block, _ := newSource(kept).headerBlock(maxPartHeader)
	h := splitHeader(string(block))
	if s := CleanName(short(oneLine(decodeWords(h.text("Subject"), "")), 80)); s != "" {
		a.Name = CleanName(s + ".eml")
	}
}

const maxNest = 3 // mails in mails that are read for their text

// innerText gives the words of the mails in a mail that has none of its own: it is nothing but what it carries.
func (w *walker) innerText() string {
	var b strings.Builder
	for _, r := range w.reports {
		switch r.Type {
		case "message/rfc822", "message/global", "message/partial", "message/news":
		default:
			return "" // a report: machine reads it
		}
		if w.nest >= maxNest || len(bytes.TrimSpace(r.Body)) == 0 {
			continue
		}
		m := &Message{}
		in := &walker{src: newSource(cutLine(r.Body)), m: m, sink: sinkParse, part: true, nest: w.nest + 1}
		in.run()
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, line := range [...][2]string{{"From", m.From.line()}, {"Date", strings.TrimSpace(in.top.text("Date"))}, {"Subject", m.Subject}} {
			if line[1] != "" && utf8Clean(line[1]) {
				b.WriteString(line[0] + ": " + line[1] + "\n")
			}
		}
		b.WriteString("\n" + m.Text)
	}
	return b.String()
}

func utf8Clean(s string) bool { return isASCII(s) || clean(s) == s }

// line is an address as a person writes it.
func (a Address) line() string {
	switch {
	case a.Name == "":
		return a.Addr
	case a.Addr == "":
		return a.Name
	}
	return a.Name + " <" + a.Addr + ">"
}
