package inbox

import (
	"context"

	"deskhand/internal/mail/host"
	"deskhand/internal/mail/link"
	"deskhand/internal/mail/sanitize"
)

// OddLink is a link of a mail that leads elsewhere than it says, or is never opened.
type OddLink struct {
	Text    string `json:"text"`
	Host    string `json:"host"` // where it really leads
	Warning string `json:"warning"`
}

// OddLinks lists those links of a mail, for who reads only its text and cannot see where they lead.
func (s *Service) OddLinks(ctx context.Context, key string) ([]OddLink, error) {
	page, err := s.HTML(ctx, key, sanitize.Options{})
	if err != nil {
		return nil, err
	}
	j, err := s.LinkJudge(ctx, page.From)
	return oddLinks(j, page.Links), err
}

// oddLinksOf is OddLinks of no desk: only who wrote it is known.
func oddLinksOf(from string, links []sanitize.Link) []OddLink {
	return oddLinks(link.New().With(host.OfAddress(from)), links)
}

func oddLinks(j *link.Judge, links []sanitize.Link) []OddLink {
	out := []OddLink{}
	for _, l := range links {
		if shown := JudgeLink(j, l); shown.Warning != "" {
			out = append(out, OddLink{Text: l.Text, Host: shown.Host, Warning: shown.Warning})
		}
	}
	return out
}
