package inbox

import (
	"cmp"
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/opener"
)

// Opened is what became of a link: opened, to be asked about first, never opened, or a mail to be written here.
type Opened struct {
	OK      bool
	Ask     string
	Refused string
	Mail    *opener.Draft // of a mailto link, for compose.OpenMailto; nothing is opened then
}

// JudgeLink tells what stands beside a link: the real host, and why it asks before it opens; both may be empty.
func JudgeLink(l sanitize.Link) (host, warning string) {
	v := opener.Check(l.Target, l.Text)
	return cmp.Or(v.Host, l.Host), cmp.Or(v.Refused, v.Ask, l.Suspicious)
}

// OpenLink opens the n-th link of a mail with the desktop's own program. A link that looks otherwise than it is asks
// first; confirmed says that the person agreed.
func (s *Service) OpenLink(ctx context.Context, key string, n int, confirmed bool) (Opened, error) {
	l, err := s.Link(ctx, key, n)
	if err != nil {
		return Opened{}, fault.From(err)
	}
	v := opener.Check(l.Target, l.Text)
	switch ask := cmp.Or(v.Ask, l.Suspicious); {
	case v.Refused != "":
		return Opened{Refused: v.Refused}, nil
	case ask != "" && !confirmed:
		return Opened{Ask: ask}, nil
	case v.Kind == opener.Mail:
		return Opened{Mail: v.Message}, nil
	}
	if err := opener.Open(ctx, v.URL); err != nil {
		return Opened{}, fault.Newf(fault.Internal, "Open it by hand: "+v.URL, "No program of this desktop took the link.")
	}
	return Opened{OK: true}, nil
}
