package inbox

import (
	"cmp"
	"context"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/host"
	"deskhand/internal/mail/link"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/opener"
	"deskhand/internal/store"
)

// Opened is what became of a link: opened, to be asked about first, never opened, or a mail to be written here.
type Opened struct {
	OK      bool
	Ask     string
	Refused string
	Mail    *link.Draft // of a mailto link, for compose.OpenMailto; nothing is opened then
}

// LinkShown is what stands beside a link: where it really leads, and why it asks before it opens; both may be empty.
type LinkShown struct {
	Host, Warning string
}

// LinkJudge knows the hosts that a mail's links could pretend to be: ours and its sender's.
func (s *Service) LinkJudge(ctx context.Context, from string) (*link.Judge, error) {
	known := []string{}
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = ourHosts(s.core, tx)
		return err
	})
	if h := host.OfAddress(from); h != "" {
		known = append(known, h)
	}
	return s.links.With(known...), err
}

// ourHosts lists the hosts of the addresses that are the team's.
func ourHosts(c *core.Core, tx *store.Tx) ([]string, error) {
	var out []string
	for _, a := range c.Policy().Addresses() {
		out = append(out, host.OfAddress(a.Address))
	}
	accounts, err := tx.Accounts()
	for _, a := range accounts {
		out = append(out, host.OfAddress(a.Email))
	}
	return out, err
}

// JudgeLink tells what stands beside a link.
func JudgeLink(j *link.Judge, l sanitize.Link) LinkShown {
	v := j.Check(l.Target, l.Text)
	out := LinkShown{Host: cmp.Or(v.Host, l.Host), Warning: cmp.Or(v.Refused, v.Ask)}
	if v.Host != v.ASCII {
		out.Host += " (" + v.ASCII + ")"
	}
	if v.Via != "" {
		out.Host += " by way of " + v.Via
	}
	return out
}

// OpenLink opens the n-th link of a mail with the desktop's own program. A link that looks otherwise than it is asks
// first; confirmed says that the person agreed.
func (s *Service) OpenLink(ctx context.Context, key string, n int, confirmed bool) (Opened, error) {
	l, from, err := s.link(ctx, key, n)
	if err != nil {
		return Opened{}, fault.From(err)
	}
	j, err := s.LinkJudge(ctx, from)
	if err != nil {
		return Opened{}, fault.From(err)
	}
	v := j.Check(l.Target, l.Text)
	switch {
	case v.Refused != "":
		return Opened{Refused: v.Refused}, nil
	case v.Ask != "" && !confirmed:
		return Opened{Ask: v.Ask}, nil
	case v.Kind == link.Mail:
		return Opened{Mail: v.Message}, nil
	}
	if err := opener.Open(ctx, v.URL); err != nil {
		return Opened{}, fault.Newf(fault.Internal, "Open it by hand: "+v.URL, "No program of this desktop took the link.")
	}
	return Opened{OK: true}, nil
}

// Link is the n-th link of a mail, as sanitize numbered it.
func (s *Service) Link(ctx context.Context, key string, n int) (sanitize.Link, error) {
	l, _, err := s.link(ctx, key, n)
	return l, err
}

func (s *Service) link(ctx context.Context, key string, n int) (l sanitize.Link, from string, err error) {
	page, err := s.HTML(ctx, key, sanitize.Options{})
	if err != nil {
		return l, "", err
	}
	for _, l := range page.Links {
		if l.N == n {
			return l, page.From, nil
		}
	}
	return l, "", fault.Newf(fault.NotFound, "", "The message has no link %d.", n)
}
