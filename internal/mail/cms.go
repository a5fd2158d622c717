package mail

import (
	"bytes"
	"io"
	"strings"
)

const maxOpaque = 16 << 20 // bytes of a signed mail that is packed whole in its signature

// isOpaque: a mail signed so that it lies inside its signature (RFC 8551 §3.5.2). Outlook and Exchange write them.
func (p *part) isOpaque() bool {
	if p.ct.value != "application/pkcs7-mime" && p.ct.value != "application/x-pkcs7-mime" {
		return false
	}
	kind := strings.ToLower(p.ct.params["smime-type"])
	return kind == "signed-data" || kind == "" && strings.HasSuffix(strings.ToLower(p.name), ".p7m")
}

// opaquePart reads the mail inside a signature as if it stood there itself; paths of its parts begin with "PATH~". A file
// that holds none (it is encrypted, or broken) is listed as it is.
func (w *walker) opaquePart(p *part) body {
	raw := io.Reader(&partReader{src: w.src, d: p.d})
	sum := w.newSum(0)
	sum.head = make([]byte, 0, kindBytes)
	packed, _ := io.ReadAll(io.TeeReader(io.LimitReader(raw, maxOpaque+1), sum))
	buf := make([]byte, 8<<10)
	_, _ = io.CopyBuffer(writerOnly{sum}, raw, buf)
	cut := w.atEnd()
	inner, signed := signedContent(packed)
	if len(packed) > maxOpaque {
		w.problem("part %s: the signed mail is longer than %d MB and was not opened", p.at.path, maxOpaque>>20)
		inner = nil
	}
	if signed && p.at.depth < maxDepth && w.nest < maxNest && len(inner) > 0 && !cut {
		if w.sink == sinkParse && w.m.SecureWhy == smime {
			w.m.Secure = Signed
		}
		return w.innerEntity(inner, p.at)
	}
	if w.sink == sinkParse {
		a := p.describe()
		sum.describe(&a, cut)
		w.list(a)
	}
	return body{}
}

// innerEntity walks an entity that was packed inside the part at.
func (w *walker) innerEntity(raw []byte, at *place) body {
	in := *w
	in.src, in.scratch, in.nest, in.part, in.cutOff = newSource(raw), nil, w.nest+1, false, false
	if w.sink == sinkFind {
		in.find, _ = innerOf(w.find, at.path)
	}
	files := len(w.m.Attachments)
	block, _ := in.src.headerBlock(maxPartHeader)
	h := splitHeader(string(block))
	top := w.topType
	b := in.entity(&h, &place{depth: at.depth + 1, parent: at.parent, noText: at.noText}, "text/plain")
	for i := files; i < len(w.m.Attachments); i++ {
		w.m.Attachments[i].Path = at.path + "~" + w.m.Attachments[i].Path
	}
	w.topType, w.reports, w.text, w.parts, w.spare, w.found, w.foundAs = top, in.reports, in.text, in.parts, in.spare, in.found, in.foundAs
	return b
}

// signedContent finds the content of a CMS SignedData (RFC 5652 §5.1) without looking at its signatures. It reads BER, as
// Outlook writes lengths that come later.
func signedContent(b []byte) (content []byte, ok bool) {
	signedData := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	info := berEnter(b, 0x30)
	id, rest := berNext(info, 0)
	if !bytes.Equal(id.body, signedData) {
		return nil, false
	}
	data := berEnter(berEnter(rest, 0xa0), 0x30)
	_, data = berNext(data, 0) // version
	_, data = berNext(data, 0) // digests
	encap := berEnter(data, 0x30)
	_, encap = berNext(encap, 0) // what it is
	octets, _ := berNext(berEnter(encap, 0xa0), 0)
	if octets.tag == 0x04 {
		return octets.body, true
	}
	return octets.bytes(b[:0], 0), true // in place: what is joined lies before what is read
}

// ber is one element: its tag and what is in it.
type ber struct {
	tag  byte
	body []byte
}

const maxBER = 20 // depth

// berNext reads the element at the start of b and gives what follows. Broken: both are empty.
func berNext(b []byte, depth int) (e ber, rest []byte) {
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > maxBER {
		return ber{}, nil
	}
	e.tag = b[0]
	n, at := int(b[1]), 2
	switch {
	case n == 0x80: // the end is marked by two zeros
		rest = b[2:]
		for len(rest) >= 2 && (rest[0] != 0 || rest[1] != 0) {
			before := len(rest)
			if _, rest = berNext(rest, depth+1); len(rest) == before || rest == nil {
				e.body = b[2:]
				return e, nil
			}
		}
		e.body = b[2 : len(b)-len(rest)]
		return e, rest[min(2, len(rest)):]
	case n > 0x80:
		k := n & 0x7f
		if k > 4 || len(b) < 2+k {
			return ber{}, nil
		}
		n = 0
		for _, c := range b[2 : 2+k] {
			n = n<<8 | int(c)
		}
		at += k
	}
	n = min(n, len(b)-at) // cut off: what is there counts
	e.body = b[at : at+n]
	return e, b[at+n:]
}

// berEnter gives what is in the element at the start of b, if it has that tag.
func berEnter(b []byte, tag byte) []byte {
	e, _ := berNext(b, 0)
	if e.tag != tag {
		return nil
	}
	return e.body
}

// bytes joins the pieces of an octet string.
func (e ber) bytes(dst []byte, depth int) []byte {
	switch {
	case e.tag == 0x04:
		return append(dst, e.body...)
	case e.tag == 0x24 && depth < maxBER:
		for rest := e.body; len(rest) > 0; {
			var one ber
			if one, rest = berNext(rest, 0); one.tag == 0 {
				break
			}
			dst = one.bytes(dst, depth+1)
		}
	}
	return dst
}
