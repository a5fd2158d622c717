package work

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Service changes tickets.
type Service struct{ core *core.Core }

// New makes the service.
func New(c *core.Core) *Service { return &Service{c} }

// Assign gives a ticket to an agent or a team; context says why and is required when it is taken from somebody (B7).
// An empty owner takes the owner off.
func (s *Service) Assign(ctx context.Context, id, typed, why string) (core.Done, error) {
	owner := ""
	if t := strings.TrimSpace(typed); t != "" && t != "nobody" && t != "none" {
		resolved, err := s.core.Policy().ResolveOwner(s.me(t))
		if err != nil {
			return core.Done{}, fault.From(err)
		}
		owner = resolved
	}
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		p := s.core.Policy()
		if t.Owner == owner && strings.TrimSpace(why) != "" { // it went to them already, by another hand: what they need to know goes along
			return core.Edit{Drafts: handover(t.ID, why, s.mentions(why)), Text: "Handed over to " + p.OwnerLabel(owner)}, nil
		}
		if t.Owner == owner {
			return core.Edit{Text: fmt.Sprintf("It is %s's already", p.OwnerLabel(owner))}, nil
		}
		if !p.OwnerMay(owner, t.Channel) {
			return core.Edit{}, fault.Newf(fault.Refused, "Assign it to a person, or to a team that takes this channel.", "%s takes no tickets of the channel %s.", p.OwnerLabel(owner), t.Channel)
		}
		if t.Owner != "" && owner != "" && owner != s.core.Agent() && strings.TrimSpace(why) == "" {
			return core.Edit{}, fault.Newf(fault.Refused, "Say in a few words, or by a link, what the next one needs to know (--context).", "Handing a ticket on needs its context.")
		}
		drafts := []ticket.Draft{ticket.SetField(t.ID, ticket.PathOwner, owner)}
		if strings.TrimSpace(why) != "" {
			drafts = append(drafts, handover(t.ID, why, s.mentions(why))...)
		}
		text := "Assigned to " + p.OwnerLabel(owner)
		if owner == "" {
			text = "No owner now"
		}
		return core.Edit{Drafts: drafts, Text: text}, nil
	})
}

// handover says what the next one needs to know.
func handover(id, why string, mentions []string) []ticket.Draft {
	return []ticket.Draft{ticket.SetText(id, ticket.PathContext, why), ticket.AddNote(id, "note", why, mentions)}
}

// me lets "me" stand for this desk's agent.
func (s *Service) me(typed string) string {
	if strings.EqualFold(typed, "me") && s.core.Agent() != "" {
		return s.core.Agent()
	}
	return typed
}

// Claim takes a ticket: at once where nobody owns it, from a colleague only with takeOver.
func (s *Service) Claim(ctx context.Context, id string, takeOver bool) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		me := s.core.Agent()
		if t.Owner == me {
			return core.Edit{Text: "It is yours already"}, nil
		}
		seen, err := tx.NewestCustomer(row)
		if err != nil {
			return core.Edit{}, err
		}
		if t.Owner != "" && !strings.HasPrefix(t.Owner, "team:") {
			if !takeOver {
				e := fault.Newf(fault.Refused, "Take it over with --take-over, or ask them.", "%s owns %s.", s.core.Policy().OwnerLabel(t.Owner), t.Number)
				e.Ask = true
				return core.Edit{}, e
			}
			return core.Edit{Drafts: append([]ticket.Draft{ticket.SetField(t.ID, ticket.PathOwner, me)}, s.core.Begun(t, seen)...), Text: "Taken over"}, nil
		}
		records, err := tx.RecordsOf(row)
		if err != nil {
			return core.Edit{}, err
		}
		own := ticket.ClaimOwner(t.ID, me, journal.Fold(records).Stamp(ticket.PathOwner))
		if len(journal.Fold(records).Value(ticket.PathOwner)) > 0 {
			own = ticket.SetField(t.ID, ticket.PathOwner, me) // a claim is only for a ticket to which nobody gave an owner
		}
		return core.Edit{Drafts: append([]ticket.Draft{own}, s.core.Begun(t, seen)...), Text: "Yours now"}, nil
	})
}

// Status sets a status that is not behind the close gate.
func (s *Service) Status(ctx context.Context, id, typed string) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		p := s.core.Policy()
		status, err := p.ResolveStatus(t.Pipeline, typed)
		if err != nil {
			return core.Edit{}, err
		}
		if ticket.Status(status).Done() {
			return core.Edit{}, fault.Newf(fault.Refused, "Close it with `deskhand close`, which goes through the checklist.", "%s is behind the checklist.", p.StatusLabel(t.Pipeline, status))
		}
		if ticket.Status(status) == t.Status {
			return core.Edit{Text: p.StatusLabel(t.Pipeline, status) + " already"}, nil
		}
		seen, err := tx.NewestCustomer(row)
		if err != nil {
			return core.Edit{}, err
		}
		drafts := []ticket.Draft{ticket.SetStatus(t.ID, ticket.Status(status), seen)}
		if t.Status.Done() {
			back, err := s.core.Reopened(tx, row)
			if err != nil {
				return core.Edit{}, err
			}
			drafts = append(drafts, back...)
		}
		return core.Edit{Drafts: drafts, Text: p.StatusLabel(t.Pipeline, status)}, nil
	})
}

// Priority sets low, medium, high or urgent.
func (s *Service) Priority(ctx context.Context, id, typed string) (core.Done, error) {
	prio, err := s.core.Policy().ResolvePriority(typed)
	if err != nil {
		return core.Done{}, fault.From(err)
	}
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		word := strings.ToUpper(prio[:1]) + prio[1:]
		if t.Priority == ticket.Priority(prio) {
			return core.Edit{Text: "Priority " + word + " already"}, nil
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetField(t.ID, ticket.PathPriority, prio)}, Text: "Priority " + word}, nil
	})
}

// Tag adds and removes tags in one action. A tag is one of policy's, by id, label or a unique prefix.
func (s *Service) Tag(ctx context.Context, id string, add, remove []string) (core.Done, error) {
	p := s.core.Policy()
	for _, group := range [][]string{add, remove} {
		for i, typed := range group {
			tag, err := p.ResolveTag(typed)
			if err != nil {
				return core.Done{}, fault.From(err)
			}
			group[i] = tag
		}
	}
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		records, err := tx.RecordsOf(row)
		if err != nil {
			return core.Edit{}, err
		}
		add := slices.DeleteFunc(slices.Clone(add), func(tag string) bool { return slices.Contains(t.Tags, tag) })
		remove := slices.DeleteFunc(slices.Clone(remove), func(tag string) bool { return !slices.Contains(t.Tags, tag) })
		var drafts []ticket.Draft
		var said []string
		if len(add) > 0 {
			drafts = append(drafts, ticket.AddTo(t.ID, ticket.PathTags, add...))
		}
		if len(remove) > 0 {
			drafts = append(drafts, ticket.TakeOut(t.ID, ticket.PathTags, journal.Fold(records), remove...)...)
		}
		for _, tag := range add {
			said = append(said, "tagged "+p.TagLabel(tag))
		}
		for _, tag := range remove {
			said = append(said, "removed "+p.TagLabel(tag))
		}
		if len(said) == 0 {
			return core.Edit{Text: "Tagged so already"}, nil
		}
		text := strings.Join(said, ", ")
		return core.Edit{Drafts: drafts, Text: strings.ToUpper(text[:1]) + text[1:]}, nil
	})
}

// Rename shows a ticket under another name; the mail's own subject never changes (B15). An empty text gives it back.
func (s *Service) Rename(ctx context.Context, id, text string) (core.Done, error) {
	text = strings.Join(strings.Fields(text), " ")
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		if text == t.Subject {
			return core.Edit{Text: "Named so already"}, nil
		}
		said := "Named “" + text + "”"
		if text == "" {
			said = "Shown by the mail's subject again"
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetText(t.ID, ticket.PathSubject, text)}, Text: said}, nil
	})
}

// Spam marks a ticket as spam, or says that it is none. Its mail stays where it is on the server, unless the mailbox's
// switch says that it goes to Junk and back.
func (s *Service) Spam(ctx context.Context, id string, spam bool) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		if t.Spam == spam {
			return core.Edit{Text: "Nothing to change"}, nil
		}
		text, moves := "Marked as spam", s.core.Spam
		if !spam {
			text, moves = "No spam", s.core.NoSpam
		}
		moved, err := moves(tx, row)
		return core.Edit{Drafts: append([]ticket.Draft{ticket.SetField(t.ID, ticket.PathSpam, spam)}, moved...), Text: text}, err
	})
}
