package store

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"deskhand/internal/mail"
)

// careful reads a mail, and where that breaks, calls spare with the reason: one mail that breaks us costs that mail its
// text, not the desk its day.
func careful(read func(), spare func(why string)) {
	defer func() {
		if p := recover(); p != nil {
			spare(fmt.Sprintf("reading it broke: %v", p))
		}
	}()
	read()
}

// unread is a mail that broke whoever read it: its bytes are kept, for a program that can, with what its header says.
func (s *Store) unread(f Folder, in Arrival, why string) (out arrival) {
	careful(func() {
		if in.Internal.IsZero() {
			in.Internal = s.now()
		}
		out = arrival{Arrival: in}
		if in.Spool == "" {
			out.frames = s.frames(in.Raw)
			out.msg, out.Size = headAlone(bytes.NewReader(in.Raw)), max(in.Size, int64(len(in.Raw)))
		} else {
			spool, err := os.Open(in.Spool)
			if err != nil {
				panic(err)
			}
			defer spool.Close() //nolint:errcheck // only read
			out.msg = headAlone(spool)
		}
		out.name(f)
		out.understand()
		out.problem = why
	}, func(string) { // not even that: nothing of it is kept, and it can come again
		in.Missing, in.Raw, in.Spool = why, nil, ""
		out = arrival{Arrival: in, msg: mail.Parse(nil)}
		nameless(out.msg, namelessKey(f, in))
		out.nameless = true
		out.understand()
	})
	return out
}

// name gives a mail a key whose header holds nothing that an id is made of.
func (a *arrival) name(f Folder) {
	if a.msg.Key == "" || !a.msg.HasID && a.msg.Key == mail.Parse(nil).Key {
		nameless(a.msg, namelessKey(f, a.Arrival))
		a.nameless = true
	}
}

// headMost bounds a header section, in bytes.
const headMost = 256 << 10

// headAlone reads the header section of a mail.
func headAlone(r io.Reader) *mail.Message {
	raw, _ := io.ReadAll(io.LimitReader(r, headMost))
	end := len(raw)
	for _, empty := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(empty)); i >= 0 {
			end = min(end, i+len(empty))
		}
	}
	return mail.ParsePart(raw[:end])
}
