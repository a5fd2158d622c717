package mail

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"deskhand/internal/mail/machine"
	"deskhand/internal/mail/quote"
)

type sinkKind int

const (
	sinkParse sinkKind = iota // fill the Message
	sinkHTML                  // gather the HTML text
	sinkFind                  // stop at one part
)

// walker goes once over a mail's body, depth first.
type walker struct {
	src     *source
	m       *Message
	sink    sinkKind
	top     *header
	topType mediaType
	reports []machine.Part
	parts   int
	text    int // bytes of text kept so far
	scratch []byte
	cutOff  bool // that the end is missing has been said
	part    bool // the end is on the server: ParsePart

	hint    string // charset of the text so far, for names that were not encoded
	html    string
	spare   body   // shown where the mail has no other text
	head    []byte // the beginning of a file, to tell its type from
	nest    int    // mails around this one that are read for their text
	find    string
	found   io.Reader
	foundAs Attachment
}

// body is what a part gives to the text of the mail.
type body struct {
	text     string     // plain, or made from HTML
	html     string     // only for sinkHTML
	page     quote.Page // what the HTML says of the text
	answers  []string   // lines that only the HTML tells from those that a mail without marks quotes
	hasHTML  bool
	fromHTML bool
}

// place says where a part stands.
type place struct {
	path   string // "" at the top
	parent string // media type of the multipart around it
	depth  int
	noText bool // an alternative of it already gave the plain text
	colors bool // that text quotes a mail without marks: what is coloured may stand between
}

func (w *walker) problem(format string, args ...any) {
	if len(w.m.Problems) < maxProblems {
		w.m.Problems = append(w.m.Problems, fmt.Sprintf(format, args...))
	}
}

// entity reads one part whose header is h, up to the next stop of the source.
func (w *walker) entity(h *header, at *place, defaultType string) body {
	if at == nil {
		at = &place{}
	}
	ct := w.mediaTypeOf(h, defaultType, at)
	if at.depth == 0 {
		w.topType = ct
	}
	w.secured(secureType(ct))
	w.src.begin()
	if ct.is("multipart/") && at.depth < maxDepth {
		return w.multipart(ct, at)
	}
	if ct.is("multipart/") {
		w.problem("part %s lies more than %d levels deep and was not opened", at.path, maxDepth)
	}
	leaf := *at
	if leaf.path == "" {
		leaf.path = "1"
	}
	return w.leaf(h, ct, &leaf)
}

// mediaTypeOf reads the type of a part. A part is also a multipart where its header does not say so but its body begins
// with the boundary that the header names, or at the top with any and a part's header behind it.
func (w *walker) mediaTypeOf(h *header, defaultType string, at *place) mediaType {
	ct := mediaType{value: defaultType}
	v, ok := h.get("Content-Type")
	if ok {
		if ct = parseMediaType(v, w.hint); !typeAndSub(ct.value) {
			ct.value = defaultType // "text" alone and the like (RFC 2045 §5.2)
		}
	}
	boundary := ct.params["boundary"]
	if ct.is("multipart/") || ok && boundary == "" || !ok && at.depth > 0 {
		return ct
	}
	next := bytes.TrimLeft(w.src.peek(chunkSize), "\r\n\t ")
	line, rest, _ := bytes.Cut(next, []byte("\n"))
	d := strings.TrimRight(string(line[:min(len(line), maxBoundary+10)]), "\r \t")
	if boundary != "" && d == "--"+boundary || !ok && likeBoundary(d) && isContentField(rest) {
		if ct.value = "multipart/mixed"; boundary == "" {
			ct.params = map[string]string{"boundary": d[2:]}
		}
	}
	return ct
}

func typeAndSub(s string) bool {
	i := strings.IndexByte(s, '/')
	return i > 0 && i+1 < len(s)
}

// isContentField: a part's header begins here.
func isContentField(line []byte) bool {
	const name = "content-"
	return len(line) > len(name) && strings.EqualFold(string(line[:len(name)]), name)
}

// multipart walks the children and joins what they say: of alternatives one counts, of others all.
func (w *walker) multipart(ct mediaType, at *place) body {
	level := len(w.src.bounds)
	declared := strings.TrimRight(ct.params["boundary"], " \t")
	if len(declared) > maxBoundary {
		declared = ""
	}
	delimiter := ""
	if declared != "" {
		delimiter = "--" + declared
	}
	w.src.bounds = append(w.src.bounds, delimiter)
	defer func() {
		if w.found == nil { // else its reader still stops at them
			w.src.bounds = w.src.bounds[:level]
		}
	}()

	preamble, said := w.preamble(level, declared == "", at)
	child := "text/plain"
	if ct.value == "multipart/digest" {
		child = "message/rfc822"
	}
	j := joiner{alternative: ct.value == "multipart/alternative"}
	n := 0
	for w.src.stopped && w.src.hit == level && !w.src.closing && w.found == nil {
		w.src.resume()
		n++
		if w.parts++; w.parts > maxParts {
			if w.parts == maxParts+1 {
				w.problem("more than %d parts; the rest was not read", maxParts)
			}
			w.src.skip()
			continue
		}
		h := w.partHead()
		sub := place{path: childPath(at.path, n), parent: ct.value, depth: at.depth + 1, noText: at.noText || j.settled(), colors: at.colors || j.unmarked}
		j.add(w.entity(&h, &sub, child))
		if !w.src.stopped && w.found == nil {
			w.src.skip()
		}
	}
	if w.found != nil {
		return body{}
	}
	return w.multipartEnd(level, at, n, preamble, said, &j)
}

// partHead reads the header of a part. What is no header (its empty line is missing) is the beginning of its body.
func (w *walker) partHead() header {
	block, cut := w.src.headerBlock(maxPartHeader)
	h := splitHeader(string(block))
	if h.garbage == 0 && (len(h.fields) == 0 || h.known()) {
		return h
	}
	if cut {
		w.problem("the header of a part is longer than %d KB; only its beginning was read", maxPartHeader>>10)
		return h
	}
	h, rest := looseHeader(string(block), false)
	if len(h.fields) > 0 && !h.known() {
		h, rest = header{}, string(block)
	}
	w.giveBack(rest)
	return h
}

// giveBack puts what was read as a header, and is none, before what comes next, with the empty line that ended it.
func (w *walker) giveBack(rest string) {
	if rest != "" && !w.src.stopped {
		rest += lf
	}
	w.src.unread([]byte(rest))
}

// multipartEnd leaves the multipart: behind its closing boundary the epilogue is skipped.
func (w *walker) multipartEnd(level int, at *place, n int, preamble []byte, said bool, j *joiner) body {
	src := w.src
	closed := src.stopped && src.hit == level && src.closing
	if closed {
		src.bounds = src.bounds[:level]
		src.resume()
		src.skip()
	} else if n > 0 && src.hit < 0 && !w.cutOff && !w.part {
		w.cutOff = true
		w.problem("%s ends before its closing boundary", partName(at.path))
	}
	if n == 0 && said {
		if !w.atEnd() {
			w.problem("%s has no parts that can be told apart; it is shown as it stands", partName(at.path))
		}
		text, _ := toUTF8(preamble, "")
		return body{text: text}
	}
	return j.body()
}

// preamble reads up to the first boundary and keeps the beginning, in case no boundary ever comes. Without a declared
// boundary the first line that looks like one is taken, and with one a line that begins a part all the same, if the
// declared one is not near.
func (w *walker) preamble(level int, search bool, at *place) (kept []byte, said bool) {
	for {
		line, ok := w.src.rawLine()
		if !ok {
			return kept, said
		}
		if line[0] == '-' && len(line) <= maxBoundary {
			d := strings.TrimRight(string(line), " \t\r\n")
			if likeBoundary(d) && (search || w.foreign(d, level)) {
				why := "names no boundary"
				if !search {
					why = "does not hold the boundary that it names"
				}
				w.problem("%s %s; the one found in it was used", partName(at.path), why)
				w.src.bounds[level] = d
				w.src.stopped, w.src.hit, w.src.closing = true, level, false
				return kept, said
			}
		}
		said = said || len(strings.TrimSpace(string(line))) > 0
		if len(kept)+len(line) <= maxReport*4 {
			kept = append(kept, line...)
		}
	}
}

// foreign: line d begins a part, though another boundary was declared, which does not come soon.
func (w *walker) foreign(d string, level int) bool {
	if strings.HasSuffix(d, "--") {
		return false
	}
	next := w.src.peek(chunkSize)
	return isContentField(next) && !bytes.Contains(next, []byte(w.src.bounds[level]))
}

func likeBoundary(s string) bool {
	return len(s) > 4 && len(s) <= maxBoundary && strings.HasPrefix(s, "--") && !strings.ContainsAny(s, " \t") &&
		strings.Trim(s, "-") != ""
}

func childPath(path string, n int) string {
	if path == "" {
		return strconv.Itoa(n)
	}
	return path + "." + strconv.Itoa(n)
}

func partName(path string) string {
	if path == "" {
		return "the mail"
	}
	return "part " + path
}
