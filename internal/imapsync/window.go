package imapsync

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// window is what one FETCH asks for.
type window struct {
	uids  []uint32 // ascending
	bytes int64    // what they are said to weigh
	// header asks for the header section only: the message is larger than the limit; said is its size.
	header bool
	said   int64
	// bare leaves out all but the body: an answer the client cannot read closes the line, so after such an end the
	// message is asked for with as little as possible.
	bare bool
}

// planner cuts the missing UIDs into windows, newest first, by the sizes the server gives. It asks for the sizes of
// the next piece while the windows of this one are fetched.
type planner struct {
	s     *session
	max   int64    // Options.MaxMessage
	most  int      // messages a window
	left  []uint32 // ascending; taken from the end
	asked chan sizes
	ready []window
	last  []window // after all others: what failed before
}

type sizes struct {
	uids []uint32
	of   map[uint32]int64
	err  error
}

const (
	planPiece   = 2000      // UIDs whose sizes are asked for at once
	unknownSize = 128 << 10 // what a message is planned for whose size the server does not say
)

func newPlanner(s *session, o Options, missing []uint32, m *memory) *planner {
	max := o.MaxMessage
	p := &planner{s: s, max: max, most: m.window}
	for _, uid := range missing {
		if t := m.trouble[uid]; t != nil && t.broke {
			p.last = append(p.last, window{uids: []uint32{uid}, bytes: max, bare: t.garbage > 0})
		} else {
			p.left = append(p.left, uid)
		}
	}
	slices.Reverse(p.last)
	p.ask()
	return p
}

// single puts uid behind all others, alone.
func (p *planner) single(uid uint32) {
	p.last = append(p.last, window{uids: []uint32{uid}, bytes: p.max})
}

func (p *planner) ask() {
	p.asked = nil
	if len(p.left) == 0 {
		return
	}
	n := min(len(p.left), planPiece)
	piece := p.left[len(p.left)-n:]
	p.left = p.left[:len(p.left)-n]
	p.asked = make(chan sizes, 1)
	p.s.wire.begin(0)
	cmd := p.s.client.Fetch(uidSet(piece), &imap.FetchOptions{UID: true, RFC822Size: true})
	go func(out chan<- sizes) {
		defer p.s.wire.end()
		got := sizes{uids: piece, of: make(map[uint32]int64, len(piece))}
		for m := cmd.Next(); m != nil; m = cmd.Next() {
			if b, err := m.Collect(); err == nil {
				got.of[uint32(b.UID)] = b.RFC822Size
			}
		}
		if err := cmd.Close(); err != nil {
			got.err = fmt.Errorf("ask for sizes: %w", err)
		}
		out <- got
	}(p.asked)
}

// next returns the next window; false when there is none.
func (p *planner) next(ctx context.Context) (window, bool, error) {
	for len(p.ready) == 0 && p.asked != nil {
		got := <-p.asked
		p.ask()
		if got.err != nil && isDead(got.err) {
			return window{}, false, p.s.failed(ctx, got.err)
		}
		p.ready = cut(got, p.max, p.most)
	}
	if len(p.ready) > 0 {
		w := p.ready[0]
		p.ready = p.ready[1:]
		return w, true, nil
	}
	if len(p.last) > 0 {
		w := p.last[0]
		p.last = p.last[1:]
		return w, true, nil
	}
	return window{}, false, nil
}

// cut makes windows of at most most messages and windowBytes, newest first, ascending inside. Large messages get
// one of their own.
func cut(got sizes, limit int64, most int) []window {
	var out []window
	var w window
	flush := func() {
		if len(w.uids) > 0 {
			slices.Reverse(w.uids)
			out = append(out, w)
			w = window{}
		}
	}
	for _, uid := range slices.Backward(got.uids) {
		size, known := got.of[uid]
		if !known {
			size = unknownSize
		}
		if size > rawLimit {
			flush()
			out = append(out, window{uids: []uint32{uid}, bytes: size, header: size > limit, said: size})
			continue
		}
		if len(w.uids) >= most || w.bytes+size > windowBytes {
			flush()
		}
		w.uids = append(w.uids, uid)
		w.bytes += size
	}
	flush()
	return out
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for i := 0; i < len(uids); {
		j := i
		for j+1 < len(uids) && uids[j+1] == uids[j]+1 {
			j++
		}
		set = append(set, imap.UIDRange{Start: imap.UID(uids[i]), Stop: imap.UID(uids[j])})
		i = j + 1
	}
	return set
}

// minus returns the members of a that b lacks; both ascending.
func minus(a, b []uint32) []uint32 {
	var out []uint32
	j := 0
	for _, x := range a {
		for j < len(b) && b[j] < x {
			j++
		}
		if j == len(b) || b[j] != x {
			out = append(out, x)
		}
	}
	return out
}
