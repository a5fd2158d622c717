package team

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

// Folder says what of a folder is here.
type Folder struct {
	Name     string      `json:"name"`
	Messages int         `json:"messages"` // on the server
	Synced   int         `json:"synced"`   // of them here, whole, in part or by their heads
	Role     string      `json:"role"`     // inbox, sent, archive, junk, trash, drafts, all; empty: none
	Followed bool        `json:"followed"`
	Heads    int         `json:"heads"`    // of those here, by their heads alone: older mail
	Parts    int         `json:"parts"`    // of those here, without their large files
	Missing  int         `json:"missing"`  // on the server and not here at all
	LookedAt ticket.Time `json:"lookedAt"` // when it was last compared with the server, null: never
}

// AccountEdit is what changes of an account; what is nil or not named stays.
type AccountEdit struct {
	Reach  *int            // days of mail that come whole, 0: all
	Follow map[string]bool // folders by name: true followed, false left
	Mirror map[string]bool // answered, archive, flagged, junk, seen, trash: what is told the server
}

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

// EditAccount changes how much of a mailbox is kept here, which of its folders, and what is told the server.
func (s *Service) EditAccount(ctx context.Context, id string, e AccountEdit) (Account, error) {
	return Account{}, errSoon
}

// Survey asks the server how much mail there is, and says what each reach would take.
func (s *Service) Survey(ctx context.Context, id string) (Survey, error) { return Survey{}, errSoon }

// SurveyNew is Survey of a mailbox that is not connected yet; nothing is stored.
func (s *Service) SurveyNew(ctx context.Context, n NewAccount) (Survey, error) {
	return Survey{}, errSoon
}

// Vanished answers the question about messages that went all at once: they are taken out, or kept.
func (s *Service) Vanished(ctx context.Context, account, folder string, takeOut bool) error {
	return errSoon
}
