package inbox

import (
	"context"

	"deskhand/internal/desk/fault"
)

// Older is what a search on the server brought.
type Older struct {
	Asked int `json:"asked"` // mails that the server found and that were not here in full
	Found int `json:"found"` // of them now here in full
}

var errSoon = fault.New(fault.Refused, "This part of the program is being built.", "")

// Fetch wants a mail whole, now: the engines of this desk fetch it, in whatever process they run.
func (s *Service) Fetch(ctx context.Context, key string) error { return errSoon }

// SearchOlder has the mailboxes' servers search the mail that is here by its head, and wants what they find.
func (s *Service) SearchOlder(ctx context.Context, query string) (Older, error) {
	return Older{}, errSoon
}
