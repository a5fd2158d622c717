package mail

import "io"

// partReader gives the decoded bytes of one part, reading the mail only as far as asked.
type partReader struct {
	src  *source
	d    decoder
	buf  []byte
	out  []byte // what of buf is not yet handed out
	done bool
}

func (p *partReader) Read(b []byte) (int, error) {
	for len(p.out) == 0 {
		if p.done {
			if p.src.err != nil {
				return 0, p.src.err
			}
			return 0, io.EOF
		}
		p.buf = p.buf[:0]
		for len(p.buf) < chunkSize/2 {
			pre, content, ok := p.src.next()
			if !ok {
				p.buf, p.done = p.d.finish(p.buf), true
				break
			}
			p.buf = p.d.line(p.buf, pre, content)
		}
		p.out = p.buf
	}
	n := copy(b, p.out)
	p.out = p.out[n:]
	return n, nil
}
