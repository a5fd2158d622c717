package imapsync

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// window is what one FETCH asks for.
type window struct {
	uids   []uint32 // ascending
	said   []int64  // what the server says they weigh, like uids; 0: it does not
	bytes  int64    // what may come at most, if the server speaks the truth
	extent Extent
	over   bool // larger than the limit: the header section comes, and the message counts as missing
	// bare leaves out all but the body: an answer the client cannot read closes the line, so after such an end the
	// message is asked for with as little as possible.
	bare bool
	// plain asks for whole sections, for a server that declines to give the beginning of one.
	plain bool
}

// add takes a message in.
func (w *window) add(uid uint32, size, bytes int64) {
	w.uids, w.said, w.bytes = append(w.uids, uid), append(w.said, size), w.bytes+bytes
}

// alone is the window of one message of w.
func (w window) alone(uid uint32) window {
	i, _ := slices.BinarySearch(w.uids, uid)
	one := w
	one.uids, one.said, one.bytes = w.uids[i:i+1], w.said[i:i+1], weight(w.extent, w.said[i])
	return one
}

// weight is how much comes of a message of size bytes.
func weight(e Extent, size int64) int64 {
	switch {
	case e == Head && (size == 0 || size > headerLimit):
		return headerLimit
	case e == Part:
		return min(size, partBytes)
	case size == 0:
		return unknownSize
	}
	return size
}

func (w *window) reverse() {
	slices.Reverse(w.uids)
	slices.Reverse(w.said)
}

// planner cuts the missing UIDs into windows, newest first, by the sizes and dates the server gives. It asks for those
// of the next piece while the windows of this one are fetched.
type planner struct {
	s       *session
	measure func() measure
	max     int64        // Options.MaxMessage
	most    int          // messages a window
	known   *recognising // nil: nothing is recognised
	m       *memory      // what failed before
	pause   func() bool  // what comes now is to wait
	blame   func(piece)  // told when the line broke in the sizes
	left    []uint32     // ascending; taken from the end
	asked   chan piece   // holds one
	ready   []window     // newest first
	last    []window     // after all others: what failed before
}

const (
	planPiece   = 2000      // UIDs whose sizes are asked for at once
	lineBytes   = 7000      // of UIDs in a command: servers take lines of 8,000 (RFC 2683 section 3.2.1.5)
	unknownSize = 128 << 10 // what a message is planned for whose size the server does not say
)

func newPlanner(r *folderRound, missing []uint32) *planner {
	p := &planner{s: r.s, measure: r.e.measure, max: r.e.opts.MaxMessage, most: r.windowSize(), m: r.m, pause: r.pause, blame: r.blameSizes}
	if r.recognise {
		p.known = &recognising{modseq: r.sel.modseq > 0, offer: r.recognised}
	}
	for _, uid := range missing {
		if t := r.m.trouble[uid]; t != nil && t.garbage > 0 {
			p.last = append(p.last, window{uids: []uint32{uid}, said: []int64{0}, bytes: p.max, bare: true})
		} else {
			p.left = append(p.left, uid)
		}
	}
	slices.Reverse(p.last)
	p.ask()
	return p
}

// ask sends for the sizes of the next piece.
func (p *planner) ask() {
	p.asked = nil
	if len(p.left) == 0 {
		return
	}
	n := min(len(p.left), planPiece)
	uids := p.left[len(p.left)-n:]
	for len(uids) > 1 && len(uidSet(uids).String()) > lineBytes {
		uids = uids[len(uids)/2:]
	}
	n = len(uids)
	p.left = p.left[:len(p.left)-n]
	p.asked = make(chan piece, 1)
	p.s.wire.begin(0)
	cmd := p.s.client.Fetch(uidSet(uids), p.known.items())
	go func(out chan<- piece) {
		defer p.s.wire.end()
		out <- readPiece(cmd, uids, p.known != nil)
	}(p.asked)
}

// single puts one message of w behind all others, alone, whatever it may really weigh.
func (p *planner) single(w window, uid uint32) {
	one := w.alone(uid)
	one.bytes = max(one.bytes, p.max)
	p.last = append(p.last, one)
}

// again puts a window first, without what the server declined: the beginning of a section. A message of which only the
// beginning should come then comes whole.
func (p *planner) again(w window) {
	w.plain = true
	if w.extent != Part {
		p.ready = slices.Insert(p.ready, 0, w)
		return
	}
	for _, uid := range slices.Backward(w.uids) {
		one := w
		one.extent = Whole
		p.ready = slices.Insert(p.ready, 0, one.alone(uid))
	}
}

// drain waits for the sizes under way, whose windows nobody takes any more. What is recognised by them is.
func (p *planner) drain(ctx context.Context) error {
	if p.asked == nil {
		return nil
	}
	got := <-p.asked
	p.asked = nil
	if got.err != nil || p.known == nil {
		return nil
	}
	_, err := p.known.offer(ctx, got.known)
	return err
}

// more says that something is left to plan or to fetch.
func (p *planner) more() bool {
	return len(p.left)+len(p.ready)+len(p.last) > 0 || p.asked != nil
}

// next returns the next window; false when there is none, or when it is to wait while nothing but recognised mail comes.
func (p *planner) next(ctx context.Context) (window, bool, error) {
	for first := true; len(p.ready) == 0 && p.asked != nil; first = false {
		if !first && p.pause() {
			return window{}, false, nil
		}
		got := <-p.asked
		if got.err != nil && isDead(got.err) {
			p.asked = nil
			p.blame(got)
			return window{}, false, p.s.failed(ctx, fmt.Errorf("ask for sizes: %w", got.err))
		}
		p.ask()
		if p.known != nil {
			placed, err := p.known.offer(ctx, got.known)
			if err != nil {
				return window{}, false, err
			}
			got.uids = minus(got.uids, placed)
		}
		m := p.measure()
		m.noPart = p.s.noPartial
		ready, apart := cut(got, m, p.most, p.m)
		p.ready, p.last = ready, append(p.last, apart...)
	}
	for _, from := range []*[]window{&p.ready, &p.last} {
		if len(*from) > 0 {
			w := (*from)[0]
			*from = (*from)[1:]
			return w, true, nil
		}
	}
	return window{}, false, nil
}

// cut makes windows of one extent each, of at most most messages and the bytes that may be in memory, newest first and
// ascending inside. Large messages get one of their own; what failed before stands apart, alone.
func cut(got piece, m measure, most int, mem *memory) (ready, apart []window) {
	open := map[Extent]*window{Whole: {}, Head: {extent: Head}, Part: {extent: Part}}
	flush := func(w *window) {
		if len(w.uids) > 0 {
			w.reverse()
			ready = append(ready, *w)
			*w = window{extent: w.extent}
		}
	}
	for _, uid := range slices.Backward(got.uids) {
		s := got.of[uid]
		e, over := m.of(s)
		bytes := weight(e, s.size)
		one := window{extent: e, over: over}
		switch w := open[e]; {
		case mem.broke(uid):
			one.add(uid, s.size, bytes)
			apart = append(apart, one)
		case over || bytes > rawLimit:
			one.add(uid, s.size, bytes)
			ready = append(ready, one)
		default:
			if len(w.uids) >= most || w.bytes+bytes > roomFor(e) {
				flush(w)
			}
			w.add(uid, s.size, bytes)
		}
	}
	for _, w := range open {
		flush(w)
	}
	slices.SortStableFunc(ready, func(a, b window) int { return cmp.Compare(b.uids[len(b.uids)-1], a.uids[len(a.uids)-1]) })
	return ready, apart
}

func roomFor(e Extent) int64 {
	if e == Head {
		return headBytes
	}
	return windowBytes
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
