package inbox

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/mail/thread"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// What a suggestion proposes.
const (
	SuggestMerge = "merge"
	SuggestSplit = "split"
)

// Suggestion is what the mail of a ticket hints at but does not prove: that another ticket is about the same matter, or
// that a mail begins another one. A person decides; nothing is ever joined or parted by it.
type Suggestion struct {
	ID      string `json:"id"`      // what Dismiss takes; the same on every look
	Kind    string `json:"kind"`    // merge, split
	Why     string `json:"why"`     // conversation, subject, token, bounce; of a split: subject
	Ticket  string `json:"ticket"`  // of a merge the other ticket; empty of a split
	Number  string `json:"number"`  // of Ticket
	Subject string `json:"subject"` // of Ticket; of a split that of the mail
	Message string `json:"message"` // m… of the mail in either ticket that says so; of a split the mail to split off
	Text    string `json:"text"`    // the whole of it in words
}

// Suggestions are what the mail of a ticket hints at, merges first; those that were dismissed here are left out.
func (s *Service) Suggestions(ctx context.Context, id string) ([]Suggestion, error) {
	out := []Suggestion{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		own, err := tx.Hints(row)
		if err != nil {
			return err
		}
		others, err := tx.RelatedTo(row, own)
		if err != nil {
			return err
		}
		for _, o := range others {
			if why, by := together(own, o); why != "" {
				out = append(out, merging(t, o, why, by))
			}
		}
		for _, h := range thread.Apart(own) {
			out = append(out, Suggestion{
				ID: suggestionID(SuggestSplit, h.Key), Kind: SuggestSplit, Why: thread.BySubject, Subject: h.Subject, Message: h.Key,
				Text: fmt.Sprintf("“%s” of %s has another subject than this ticket: it may be a matter of its own.", h.Subject, h.From),
			})
		}
		out, err = standing(tx, out)
		return err
	})
	return out, err
}

// standing leaves out what was dismissed.
func standing(tx *store.Tx, all []Suggestion) ([]Suggestion, error) {
	out := all[:0]
	for _, g := range all {
		no, err := tx.Dismissed(g.ID)
		if err != nil {
			return nil, err
		}
		if !no {
			out = append(out, g)
		}
	}
	return out, nil
}

// together says why another ticket is suggested, and by which mail; what it says most surely counts.
func together(own []thread.Hint, o store.Related) (why string, by thread.Hint) {
	order := []string{thread.BySubject, thread.ByBounce, thread.ByToken, thread.ByConversation}
	for _, a := range own {
		for _, b := range o.Hints {
			if w := thread.Together(a, b); slices.Index(order, w) > slices.Index(order, why) {
				why, by = w, a
				if b.Bounced != "" || w == thread.BySubject && b.At.After(a.At) {
					by = b
				}
			}
		}
		if a.Key == o.Token && why != thread.ByConversation {
			why, by = thread.ByToken, a
		}
	}
	if o.Token != "" && by.Key != o.Token && why != thread.ByConversation {
		why, by = thread.ByToken, thread.Hint{Key: o.Token}
	}
	return why, by
}

func merging(t ticket.Ticket, o store.Related, why string, by thread.Hint) Suggestion {
	named := fmt.Sprintf("%s “%s”", o.Ticket.Number, o.Ticket.Subject)
	text := map[string]string{
		thread.ByConversation: "Outlook counts mail of this ticket and of " + named + " into one conversation.",
		thread.BySubject:      fmt.Sprintf("%s also wrote about this in %s, within three days.", by.From, named),
		thread.ByToken:        "A mail carries the number of " + named + ", and its sender had no part in it.",
		thread.ByBounce:       "A mail that could not be delivered may be the one in " + named + ".",
	}[why]
	if why == thread.ByToken && by.From == "" {
		text = "A mail in " + named + " carries the number of this ticket, and its sender had no part in it."
	}
	ids := []string{t.ID, o.Ticket.ID}
	slices.Sort(ids)
	return Suggestion{
		ID: suggestionID(SuggestMerge, ids...), Kind: SuggestMerge, Why: why, Ticket: o.Ticket.ID, Number: o.Ticket.Number, Subject: o.Ticket.Subject,
		Message: by.Key, Text: text,
	}
}

// suggestionID is the same on every look, so that a dismissed one does not come back.
func suggestionID(kind string, of ...string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + strings.Join(of, "\x00")))
	return "g" + journal.Base32(sum[:5])
}

// Dismiss says no to a suggestion on this desk, for good.
func (s *Service) Dismiss(ctx context.Context, id, suggestion string) error {
	all, err := s.Suggestions(ctx, id)
	if err != nil {
		return err
	}
	typed := "g" + journal.FoldTyped(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(suggestion)), "g"))
	if !slices.ContainsFunc(all, func(g Suggestion) bool { return g.ID == typed }) {
		return fault.Newf(fault.NotFound, "`deskhand suggestions TICKET` lists them with their ids.", "There is no suggestion %s on this ticket.", suggestion)
	}
	var t ticket.Ticket
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		var err error
		if t, _, err = tx.Ticket(id); err != nil {
			return err
		}
		return tx.Dismiss(typed)
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{t.ID}})
	return nil
}
