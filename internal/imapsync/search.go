package imapsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-imap/v2"
)

// ServerQuery is what a server is to look for. All of it must be true of a message; a server looks for parts of words,
// without regard to case.
type ServerQuery struct {
	Words             []string // anywhere in the message
	From, To, Subject []string
	// Before and Since bound when the server received the message. Servers know days without a zone, so that mail of
	// the days beside is found too. Zero: no bound.
	Before, Since time.Time
	Limit         int // most that is found, 0: 200
}

// Found is a message that a server found.
type Found struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
	At          time.Time // INTERNALDATE; zero where the server gives none
}

const (
	foundLimit = 200
	mostTerms  = 32  // words and the like of a query
	termBytes  = 200 // of each
)

// SearchServer has the server search folders, over a connection of its own, and returns what it found, newest first. A
// folder that the server declines costs only itself. What was found before an error is returned with it.
func SearchServer(ctx context.Context, a Account, password PasswordFunc, o Options, folders []string, q ServerQuery) ([]Found, error) {
	o = o.withDefaults()
	sea := &searcher{a: a, o: o, limit: cmp.Or(q.Limit, foundLimit)}
	n := 0
	if sea.criteria, n = q.criteria(clean); n == 0 && q.Since.IsZero() && q.Before.IsZero() {
		return nil, nil
	}
	if ascii, left := q.criteria(asciiPart); left > 0 {
		sea.ascii = ascii
	}
	var err error
	if sea.password, err = passwordOf(ctx, password); err != nil {
		return nil, err
	}
	if sea.s, err = open(ctx, a, sea.password, o); err != nil {
		return nil, err
	}
	defer func() { sea.s.close() }()
	var first error
	for _, name := range folders {
		err := sea.in(ctx, name)
		if err != nil && first == nil {
			first = err
		}
		var status *imap.Error
		if err != nil && (ctx.Err() != nil || !errors.As(err, &status)) {
			break
		}
	}
	slices.SortStableFunc(sea.found, func(a, b Found) int { return b.At.Compare(a.At) })
	if len(sea.found) > 0 && ctx.Err() == nil {
		var status *imap.Error
		if errors.As(first, &status) {
			first = nil
		}
	}
	return sea.found[:min(len(sea.found), sea.limit)], first
}

type searcher struct {
	a        Account
	o        Options
	password string
	s        *session
	limit    int
	criteria *imap.SearchCriteria
	ascii    *imap.SearchCriteria // for a server that knows no more; nil: nothing is left to look for
	plain    bool                 // it is such a server
	found    []Found
}

// in searches one folder.
func (sea *searcher) in(ctx context.Context, name string) error {
	sel, err := sea.s.examine(ctx, name)
	if err != nil {
		return err
	}
	uids, err := sea.ask(ctx, name)
	if err != nil || len(uids) == 0 {
		return err
	}
	dates, err := sea.s.dates(ctx, uids)
	for _, uid := range slices.Backward(uids) {
		sea.found = append(sea.found, Found{Folder: name, UIDValidity: sel.validity, UID: uid, At: dates[uid]})
	}
	return err
}

// ask sends the query, and again in letters every server knows where this one declines others (BADCHARSET, RFC 9051
// section 7.1). The client closes the line when a literal is declined, so the second time has a line of its own.
func (sea *searcher) ask(ctx context.Context, name string) ([]uint32, error) {
	if !sea.plain {
		uids, err := sea.s.search(ctx, sea.criteria, sea.limit)
		var status *imap.Error
		if err == nil || ctx.Err() != nil || !errors.As(err, &status) || !charsetDeclined(status) || isASCII(sea.criteria) {
			return uids, err
		}
		sea.plain = true
		sea.s.cut()
		again, err := open(ctx, sea.a, sea.password, sea.o)
		if err != nil {
			return nil, err
		}
		sea.s = again
		if _, err := sea.s.examine(ctx, name); err != nil {
			return nil, err
		}
	}
	if sea.ascii == nil {
		return nil, &Error{
			Kind: ErrProtocol, Server: sea.s.server, Err: errors.New("BADCHARSET"), Say: "the server can search for the letters A to Z only",
			Hint: "Look for a name or a number that stands in the mail.",
		}
	}
	return sea.s.search(ctx, sea.ascii, sea.limit)
}

func charsetDeclined(e *imap.Error) bool {
	return e.Code == imap.ResponseCodeBadCharset || e.Type == imap.StatusResponseTypeBad
}

// search returns the newest of what matches, ascending. A hostile answer costs no more than an honest one.
func (s *session) search(ctx context.Context, c *imap.SearchCriteria, limit int) ([]uint32, error) {
	s.wire.begin(0)
	defer s.wire.end()
	var opts *imap.SearchOptions
	if s.has.esearch {
		opts = &imap.SearchOptions{ReturnAll: true}
	}
	d, err := s.client.UIDSearch(c, opts).Wait()
	if err != nil {
		return nil, s.failed(ctx, fmt.Errorf("search: %w", err))
	}
	set, _ := d.All.(imap.UIDSet)
	ranges := slices.Clone(set)
	slices.SortFunc(ranges, func(a, b imap.UIDRange) int { return cmp.Compare(b.Stop, a.Stop) })
	var out []uint32
	for _, r := range ranges {
		for uid := r.Stop; uid >= max(r.Start, 1) && len(out) < limit; uid-- {
			out = append(out, uint32(uid))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// dates asks when messages were received.
func (s *session) dates(ctx context.Context, uids []uint32) (map[uint32]time.Time, error) {
	s.wire.begin(0)
	defer s.wire.end()
	out := make(map[uint32]time.Time, len(uids))
	for some := range slices.Chunk(uids, windowMessages) { // a line of a command must not be too long (RFC 2683 section 3.2.1.5)
		got := readPiece(s.client.Fetch(uidSet(some), &imap.FetchOptions{UID: true, InternalDate: true}), some, false)
		for uid, one := range got.of {
			out[uid] = one.at
		}
		if got.err != nil {
			return out, s.failed(ctx, fmt.Errorf("ask for dates: %w", got.err))
		}
	}
	return out, nil
}

// criteria makes the query a server's; each value goes through as, and one that is empty then is left out. n is how many
// are left.
func (q ServerQuery) criteria(as func(string) string) (c *imap.SearchCriteria, n int) {
	c = &imap.SearchCriteria{}
	each := func(list []string, add func(string)) {
		for _, v := range list {
			if v = as(v); v != "" && n < mostTerms {
				add(v)
				n++
			}
		}
	}
	field := func(name string, list []string) {
		each(list, func(v string) {
			c.Header = append(c.Header, imap.SearchCriteriaHeaderField{Key: name, Value: v})
		})
	}
	each(q.Words, func(v string) { c.Text = append(c.Text, v) })
	field("From", q.From)
	field("To", q.To)
	field("Subject", q.Subject)
	if !q.Since.IsZero() {
		c.Since = q.Since.AddDate(0, 0, -1)
	}
	if !q.Before.IsZero() {
		c.Before = q.Before.AddDate(0, 0, 2)
	}
	return c, n
}

// clean makes a value that fits on a line: a query can hold no command. What is quoted or a literal is the client's.
func clean(v string) string {
	v = strings.ToValidUTF8(v, " ")
	v = strings.Join(strings.FieldsFunc(v, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 || r == 0xa0 }), " ")
	for n := min(len(v), termBytes); n < len(v); n-- {
		if utf8.RuneStart(v[n]) {
			return strings.TrimSpace(v[:n])
		}
	}
	return v
}

// asciiPart is the longest run of ASCII of a value, which finds what the value finds, and more. Runs of one or two
// letters find too much.
func asciiPart(v string) string {
	best := ""
	for _, run := range strings.FieldsFunc(clean(v), func(r rune) bool { return r >= utf8.RuneSelf }) {
		if run = strings.TrimSpace(run); len(run) > len(best) {
			best = run
		}
	}
	if len(best) < 3 && best != clean(v) {
		return ""
	}
	return best
}

func isASCII(c *imap.SearchCriteria) bool {
	all := slices.Clone(c.Text)
	for _, h := range c.Header {
		all = append(all, h.Value)
	}
	return !slices.ContainsFunc(all, func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
	})
}
