package app

import (
	"sync"

	"deskhand/internal/desk/inbox"
	"deskhand/internal/mail/sanitize"
)

// sheet is what is known of a mail's page once it was made safe: its links, and the pictures that it asks for by number.
// The page itself is made anew each time, so that nothing of it stays in memory.
type sheet struct {
	links  []LinkView
	remote []string // addresses of pictures from outside
	cids   []string // pictures of the mail itself
}

// sheets keeps the newest; the sanitiser does not change while the program runs.
type sheets struct {
	mu    sync.Mutex
	known map[string]*sheet
	order []string
}

const maxSheets = 400

func newSheets() *sheets { return &sheets{known: map[string]*sheet{}} }

func (s *sheets) get(key string) *sheet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[key]
}

func (s *sheets) put(key string, one *sheet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[key] == nil {
		s.order = append(s.order, key)
	}
	s.known[key] = one
	if len(s.order) > maxSheets {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
}

// sheet knows a mail's links and pictures, from memory where it can.
func (h *host) sheet(key string) (*sheet, error) {
	if s := h.sheets.get(key); s != nil {
		return s, nil
	}
	_, s, err := h.page(key, false, false)
	return s, err
}

// page makes a mail's page safe. Pictures from outside are in it only where remote says so. In the dark the colours of a
// mail are turned, but those of one with a design of its own.
func (h *host) page(key string, remote, dark bool) (inbox.Sheet, *sheet, error) {
	s := &sheet{}
	numbers := map[string]int{}
	o := sanitize.Options{Dark: dark, ImageURL: func(cid string) string {
		n, ok := numbers[cid]
		if !ok {
			n = len(s.cids)
			numbers[cid] = n
			s.cids = append(s.cids, cid)
		}
		return pictureURL(key, "cid", n)
	}}
	if remote {
		o.RemoteURL = func(n int) string { return pictureURL(key, "remote", n) }
	}
	r, err := h.desk.Inbox.HTML(h.ctx, key, o)
	if err == nil && dark && r.Designed {
		return h.page(key, remote, false)
	}
	if err != nil {
		return r, nil, err //nolint:wrapcheck // a fault, told as it is
	}
	s.remote, s.links = r.Remote, h.linkViews(r.From, r.Links)
	h.sheets.put(key, s)
	return r, s, nil
}

// linkViews tells of a mail's links where they really lead; from is who sent it.
func (h *host) linkViews(from string, links []sanitize.Link) []LinkView {
	out := make([]LinkView, 0, len(links))
	if len(links) == 0 {
		return out
	}
	judge, err := h.desk.Inbox.LinkJudge(h.ctx, from)
	if err != nil {
		h.o.Log.Warn("judge a mail's links", "error", err)
	}
	for _, l := range links {
		shown := inbox.JudgeLink(judge, l)
		out = append(out, LinkView{N: l.N, Text: l.Text, Host: shown.Host, Warning: shown.Warning})
	}
	return out
}
