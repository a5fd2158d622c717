package reply

import (
	"context"
	"regexp"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
)

// GaveSubject tells whether a subject is one that these replies put into a mail of the ticket, in whatever language. Where
// a value of it is not known, a person gave it, and any words stand for it. A reply that is gone gave none.
func (s *Service) GaveSubject(ctx context.Context, names []string, ticketID, subject string) (bool, error) {
	if len(names) == 0 {
		return false, nil
	}
	st, err := s.current(ctx)
	if err != nil {
		return false, err
	}
	sc, err := s.look(ctx, ticketID, true)
	if err != nil {
		return false, fault.From(err)
	}
	for _, name := range names {
		for _, r := range st.library.Variants(name) {
			filled, err := fillIn(st.library, r, sc.languages(), sc.values(r.Language), nil)
			if err == nil && gave(filled, subject) {
				return true, nil
			}
		}
	}
	return false, nil
}

// gave compares a subject with what a reply makes of it; one without a word of its own cannot be told from another.
func gave(filled savedreply.Rendered, subject string) bool {
	var pattern, own strings.Builder
	at := 0
	literal := func(to int) {
		own.WriteString(filled.Subject[at:to])
		pattern.WriteString(regexp.QuoteMeta(filled.Subject[at:to]))
	}
	for _, b := range filled.Blanks {
		if b.InSubject {
			literal(b.Offset)
			pattern.WriteString(".+")
			at = b.Offset + b.Length
		}
	}
	literal(len(filled.Subject))
	if strings.TrimSpace(own.String()) == "" {
		return false
	}
	same, err := regexp.MatchString("^"+pattern.String()+"$", strings.TrimSpace(subject))
	return err == nil && same
}
