package compose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/store"
)

// Open gives the draft of this kind that is open on a ticket, or begins one. parent is the mail that is answered, empty:
// the customer's newest. A draft that nobody has written in yet begins anew; between reply and reply-all its recipients
// change along where nobody has touched them. What is forwarded brings its files.
func (s *Service) Open(ctx context.Context, ticketID, kind, parent string) (Draft, error) {
	if !slices.Contains([]string{Reply, ReplyAll, Forward}, kind) {
		return Draft{}, fault.Newf(fault.Usage, "It is one of reply, reply-all, forward.", "%q is no kind of mail.", kind)
	}
	standing := ""
	if err := s.core.Read(ctx, func(tx *store.Tx) error { // reads and keeps the mails, so that the writer need not
		t, err := s.talk(tx, ticketID)
		if err != nil {
			return err
		}
		standing, err = standingOf(tx, t, kind)
		return err
	}); err != nil {
		return Draft{}, err
	}
	if standing != "" {
		return s.Draft(ctx, standing)
	}
	var d store.Draft
	var fresh bool
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		t, err := s.talk(tx, ticketID)
		if err != nil {
			return err
		}
		d, fresh, err = s.begin(tx, t, kind, parent)
		return err
	})
	if err != nil {
		return Draft{}, fault.From(err)
	}
	if fresh && kind == Forward && d.Parent != "" {
		err := s.takeAlong(ctx, d)
		if errors.Is(err, errRest) {
			err = s.fetchRest(ctx, d.Parent)
		}
		if err != nil {
			return Draft{}, fault.From(errors.Join(err, s.leaveBehind(context.WithoutCancel(ctx), d.ID)))
		}
	}
	return s.Draft(ctx, d.ID)
}

// standingOf is the draft that is written in and of this very kind: a window that looks at it again writes nothing and
// waits for no writer. Empty: none.
func standingOf(tx *store.Tx, t *talk, kind string) (id string, err error) {
	name, _ := stored(kind)
	open, err := openOf(tx, t, name)
	if err != nil || len(open) == 0 || open[0].Blank() || shownKind(open[0]) != kind {
		return "", err
	}
	return open[0].ID, nil
}

// openOf lists a ticket's open drafts of a stored kind, those with words before blank ones.
func openOf(tx *store.Tx, t *talk, name string) ([]store.Draft, error) {
	open, err := tx.Drafts(t.row)
	open = slices.DeleteFunc(open, func(o store.Draft) bool { return o.Kind != name })
	slices.SortStableFunc(open, func(a, b store.Draft) int { return boolInt(a.Blank()) - boolInt(b.Blank()) })
	return open, err
}

func (s *Service) begin(tx *store.Tx, t *talk, kind, parent string) (d store.Draft, fresh bool, err error) {
	name, detail := stored(kind)
	open, err := openOf(tx, t, name)
	if err != nil {
		return d, false, err
	}
	if len(open) > 0 {
		kept, err := s.touched(tx, t, open[0])
		if err != nil {
			return d, false, err
		}
		if kept {
			d, err := s.switched(tx, t, open[0], kind)
			return d, false, err
		}
	}
	d = store.Draft{ID: store.NewDraftID(), Anchor: t.ticket.ID, Kind: name, Detail: detail}
	fresh = true
	if len(open) > 0 {
		d.ID, d.Anchor = open[0].ID, open[0].Anchor
	}
	at, err := t.parent(parent)
	if err != nil {
		return d, false, err
	}
	if d.Parent, d.Quoted = "", at >= 0; at >= 0 {
		d.Parent = t.rows[at].Key
	}
	if len(open) > 0 {
		if fresh, err = s.empty(tx, d.ID, d.Parent != open[0].Parent); err != nil {
			return d, false, err
		}
	}
	p, err := s.propose(tx, t, kind, at)
	if err != nil {
		return d, false, err
	}
	d.From, d.To, d.Cc, d.Subject, d.Account = p.from, p.to, p.cc, p.subject, p.account
	if d.SeenRaw, d.SeenAt, d.SeenOp, err = tx.SeenOf(t.row); err != nil {
		return d, false, err
	}
	if len(open) > 0 && s.stands(d, open[0]) {
		return open[0], fresh, nil
	}
	return d, fresh, tx.PutDraft(d)
}

// stands tells whether a blank draft is as it would begin now, and not soon to be pruned: two windows that look at one
// would else write in turn for ever.
func (s *Service) stands(d, was store.Draft) bool {
	fresh := s.core.Now().Sub(was.UpdatedAt.Go()) < time.Hour
	return fresh && same(d, was) && d.Parent == was.Parent && d.SeenRaw == was.SeenRaw && d.SeenAt == was.SeenAt && d.SeenOp == was.SeenOp
}

// empty tells whether a draft has no files, also none that are just coming in. Those of another mail than is forwarded
// now go, and those whose copying died: all of them come anew.
func (s *Service) empty(tx *store.Tx, draft string, another bool) (bool, error) {
	files, err := tx.DraftFiles(draft)
	n := len(files)
	another = another || slices.ContainsFunc(files, func(f store.DraftFile) bool { return f.Along && s.abandoned(f) })
	for _, f := range files {
		if another && f.Along && err == nil {
			n, err = n-1, tx.RemoveDraftFile(f.ID)
		}
	}
	return n == 0, err
}

// touched tells whether somebody has written in a draft, or changed anything of how it began.
func (s *Service) touched(tx *store.Tx, t *talk, d store.Draft) (bool, error) {
	if !d.Blank() {
		return true, nil
	}
	at, err := t.parent(d.Parent)
	if err != nil || d.Parent == "" && at >= 0 {
		return false, nil //nolint:nilerr // what it answered is not here any more, and nothing was written
	}
	p, err := s.propose(tx, t, shownKind(d), at)
	return d.From != p.from || d.To != p.to || d.Cc != p.cc || d.Subject != p.subject, err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Service) propose(tx *store.Tx, t *talk, kind string, at int) (proposal, error) {
	holds := ""
	if at >= 0 {
		var err error
		if holds, err = tx.AccountOf(t.rows[at].Raw); err != nil {
			return proposal{}, err
		}
	}
	return t.propose(kind, at, holds), nil
}

// switched turns a reply into one to all, or back.
func (s *Service) switched(tx *store.Tx, t *talk, d store.Draft, kind string) (store.Draft, error) {
	was := shownKind(d)
	if was == kind {
		return d, nil
	}
	at, err := t.parent(d.Parent)
	if err != nil {
		at = -1 // it was moved to another ticket: whom it went to by itself is not known any more
	}
	before, err := s.propose(tx, t, was, at)
	if err != nil {
		return d, err
	}
	_, d.Detail = stored(kind)
	if d.To == before.to && d.Cc == before.cc {
		after, err := s.propose(tx, t, kind, at)
		if err != nil {
			return d, err
		}
		d.To, d.Cc = after.to, after.cc
	}
	return d, tx.PutDraft(d)
}

// takeAlong copies the files of the mail that is forwarded into its draft.
func (s *Service) takeAlong(ctx context.Context, d store.Draft) error {
	return s.core.Store.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(d.Parent)
		if err != nil {
			return err
		}
		if m.Extent != "" {
			return errRest
		}
		for _, a := range s.o.Parsed(tx, m).Attachments {
			part, _, err := mail.OpenPart(tx.Raw(m.Raw), a.Path)
			if err != nil {
				return fmt.Errorf("take along %s: %w", a.Name, err)
			}
			if _, err := s.attach(ctx, store.DraftFile{Draft: d.ID, Name: a.Name, Type: a.Type, Along: true}, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// errRest says that a mail that is to be forwarded is here by its head, or without the end of its files.
var errRest = errors.New("the rest of the mail is on the server")

// fetchRest has the rest of such a mail fetched. Nobody sends half a file.
func (s *Service) fetchRest(ctx context.Context, key string) error {
	if s.o.Fetch != nil {
		if err := s.o.Fetch(ctx, key); err != nil {
			return err
		}
	}
	return fault.New(fault.Refused, "The rest of this mail is on the server. It is being fetched.", "Forward the mail in a moment.")
}

// leaveBehind takes out again what came along, as not all of it did: the next look at the draft takes all of it.
func (s *Service) leaveBehind(ctx context.Context, draft string) error {
	return s.core.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := s.empty(tx, draft, true)
		return err
	})
}

// Draft shows a draft, with what came since it was begun.
func (s *Service) Draft(ctx context.Context, id string) (Draft, error) {
	var out Draft
	var n found
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, id)
		if err != nil {
			return err
		}
		out, n, err = s.view(tx, d)
		return err
	})
	if err != nil {
		return Draft{}, err
	}
	out.News, err = s.newsView(ctx, out.Ticket, n, "began this reply")
	return out, err
}

// Drafts shows the mails that are being written on a ticket, the newest first; blank ones are left out.
func (s *Service) Drafts(ctx context.Context, ticketID string) ([]Draft, error) {
	out := []Draft{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		_, row, err := tx.Ticket(ticketID)
		if err != nil {
			return err
		}
		open, err := tx.Drafts(row)
		for _, d := range open {
			if d.Kind == store.DraftNote || d.Blank() {
				continue
			}
			v, _, err := s.view(tx, d)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return err
	})
	return out, err
}

func findDraft(tx *store.Tx, id string) (store.Draft, error) {
	d, err := tx.Draft(id)
	if f := fault.From(err); f != nil && f.Code == fault.NotFound || err == nil && d.Kind == store.DraftNote {
		return d, fault.Newf(fault.NotFound, "Begin it anew: press r on the ticket.", "There is no such draft any more.")
	}
	return d, err
}

func (s *Service) view(tx *store.Tx, d store.Draft) (Draft, found, error) {
	t, err := s.talk(tx, d.Anchor)
	if err != nil {
		return Draft{}, found{}, err
	}
	kind := shownKind(d)
	out := Draft{
		ID: d.ID, Ticket: t.ticket.ID, Number: t.ticket.Number, Kind: kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: d.HTML,
		Snippet: d.Text, Quoted: d.Quoted, Files: []File{}, Left: []mail.Address{}, SavedAt: d.UpdatedAt, BegunAt: d.BegunAt, Blank: d.Blank(),
	}
	to, cc, _, _ := typed(d.To, d.Cc)
	out.Outside = t.outside(to, cc)
	at, err := t.parent(d.Parent)
	if err != nil || d.Parent == "" {
		at = -1
	}
	p, err := s.propose(tx, t, kind, at)
	if err != nil {
		return out, found{}, err
	}
	out.Froms = t.us.froms(bare(d.From), t.near())
	if !slices.Contains(out.Froms, d.From) && d.From != "" {
		out.Froms = append([]string{d.From}, out.Froms...)
	}
	out.Own, out.Saved = p.subject, append([]string{}, d.Saved...)
	out.Left, out.Notice = append(out.Left, p.left...), p.notice
	doubts := ""
	if kind != Forward {
		if doubts, err = s.doubts(tx, t, at, slices.Concat(to, cc)); err != nil {
			return out, found{}, err
		}
	}
	saved, err := s.savedDoubts(tx, d)
	if err != nil {
		return out, found{}, err
	}
	doubts = strings.TrimSpace(doubts + " " + saved)
	switch {
	case doubts != "":
		out.Notice = strings.TrimSpace(doubts + " " + p.notice)
	case strings.TrimSpace(d.To) == p.to:
		out.Notice = strings.TrimSpace(p.elsewhere + " " + p.notice)
	}
	if at >= 0 {
		out.Quote = quoteView(d.Parent, s.quote(kind, t.mail(at)))
	}
	files, err := tx.DraftFiles(d.ID)
	if err != nil {
		return out, found{}, err
	}
	for _, f := range files {
		if f.Whole {
			out.Files = append(out.Files, fileView(f))
		}
	}
	if out.Base = baseOf(d.HTML); d.Outbox == "" && !d.Discarded {
		if out.Other, err = other(tx, d.ID); err != nil {
			return out, found{}, err
		}
	}
	n, err := s.news(tx, t.row, marks{d.SeenRaw, d.SeenOp, d.SeenAt, ""})
	return out, n, err
}
