package team

import (
	"context"

	"deskhand/internal/desk/fault"
)

// Choice is how much comes for one reach.
type Choice struct {
	Reach    int   `json:"reach"`    // days, 0: all
	Messages int   `json:"messages"` // in the folders that are followed
	Whole    int   `json:"whole"`    // of them within the reach; the others come by their heads
	Bytes    int64 `json:"bytes"`    // to be fetched
	Disk     int64 `json:"disk"`     // what it takes on this laptop
}

// Survey is what a mailbox would take, before anything of it comes.
type Survey struct {
	Choices   []Choice `json:"choices"`
	Free      int64    `json:"free"`      // bytes free on the desk's disk, 0: not known
	Estimated bool     `json:"estimated"` // sizes are worked out from a sample of the mails
}

var errSoon = fault.New(fault.Refused, "This part of the program is being built.", "")

// Survey asks the server how much mail there is, and says what each reach would take.
func (s *Service) Survey(ctx context.Context, id string) (Survey, error) { return Survey{}, errSoon }

// SurveyNew is Survey of a mailbox that is not connected yet; nothing is stored.
func (s *Service) SurveyNew(ctx context.Context, n NewAccount) (Survey, error) {
	return Survey{}, errSoon
}
