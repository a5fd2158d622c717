package team

import (
	"context"
	"math"
	"slices"

	"deskhand/internal/desk/fault"
	"deskhand/internal/imapsync"
)

// Choice is how much comes for one reach.
type Choice struct {
	Reach    int   `json:"reach"`    // days, 0: all
	Messages int   `json:"messages"` // in the folders that are followed unless somebody chooses otherwise
	Whole    int   `json:"whole"`    // of them within the reach; the others come by their heads
	Bytes    int64 `json:"bytes"`    // to be fetched
	Disk     int64 `json:"disk"`     // what it takes on this laptop
}

// Survey is what a mailbox would take, before anything of it comes.
type Survey struct {
	Choices   []Choice `json:"choices"`   // the farthest reach first
	Free      int64    `json:"free"`      // bytes free on the desk's disk, 0: not known
	Estimated bool     `json:"estimated"` // sizes are worked out from a sample of the mails
}

// What mail takes in desk.db, with rows and index, in bytes a byte of mail (TestDiskShare): texts of 3 kB 0.97, of 11 kB
// 0.63; mails with a file of 20 kB 0.72, of 200 kB 0.76, PDF a little less, for base64 holds six bits a byte; a log of 200
// kB 0.23, which nobody can know before it is here. By their heads 8,000 mails of 0.5 kB of header came to 1.2 kB each on
// Dovecot, of 4.5 kB of header to 5.4 kB: a row of 1 kB, and the header, which is keys and signatures.
const (
	wholeRow  = 1200 // bytes, beside a whole mail's own
	textShare = 0.52 // of its first textBytes
	textBytes = 12_000
	fileShare = 0.76 // of the rest
	headRow   = 1000 // bytes, beside its header section
)

func choiceOf(r imapsync.Reached) Choice {
	whole, heads := int64(r.Whole), int64(r.Messages-r.Whole)
	sections := min(r.Bytes, heads*imapsync.HeadGuess)
	text := min(r.Bytes-sections, whole*textBytes)
	files := r.Bytes - sections - text
	return Choice{
		Reach: r.Reach, Messages: r.Messages, Whole: r.Whole, Bytes: r.Bytes,
		Disk: whole*wholeRow + int64(textShare*float64(text)+fileShare*float64(files)) + sections + heads*headRow,
	}
}

// Survey asks the server how much mail there is, and says what each reach would take. Nothing is fetched.
func (s *Service) Survey(ctx context.Context, id string) (Survey, error) {
	a, password, err := s.Stored(ctx, id)
	if err != nil {
		return Survey{}, fault.From(err)
	}
	return s.survey(ctx, a, password)
}

// SurveyNew is Survey of a mailbox that is not connected yet; nothing is stored.
func (s *Service) SurveyNew(ctx context.Context, n NewAccount) (Survey, error) {
	if err := s.plainAllowed(ctx, n); err != nil {
		return Survey{}, err
	}
	return s.survey(ctx, n.account(""), n.Password)
}

func (s *Service) survey(ctx context.Context, a imapsync.Account, password string) (Survey, error) {
	sizes, err := s.engines.Survey(ctx, a, password)
	if err != nil {
		return Survey{}, fault.From(err)
	}
	out := Survey{Choices: []Choice{}, Estimated: sizes.Estimated}
	for _, r := range sizes.Choices {
		out.Choices = append(out.Choices, choiceOf(r))
	}
	far := func(c Choice) int {
		if c.Reach == 0 {
			return math.MaxInt
		}
		return c.Reach
	}
	slices.SortFunc(out.Choices, func(a, b Choice) int { return far(b) - far(a) })
	for i := range out.Choices { // a head of a short mail is guessed too large; less mail never takes more
		out.Choices[i].Disk = min(out.Choices[i].Disk, out.Choices[0].Disk)
	}
	if free, _, ok := s.core.Store.Room(); ok {
		out.Free = int64(min(free, math.MaxInt64))
	}
	return out, nil
}
