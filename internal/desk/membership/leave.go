package membership

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Theirs lists what is an agent's: live tickets, and what is open of callbacks, meetings and all else that has an owner.
func (s *Service) Theirs(ctx context.Context, typed string) (out []Owned, err error) {
	id, err := s.someone(ctx, typed)
	if err != nil {
		return nil, err
	}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		out, err = theirs(tx, id)
		return err
	})
	return out, err
}

// someone finds an agent of policy or of the team.
func (s *Service) someone(ctx context.Context, typed string) (string, error) {
	id, err := s.core.Policy().ResolveMember(typed)
	if err == nil {
		return id, nil
	}
	t, terr := s.Team(ctx)
	if terr != nil {
		return "", terr
	}
	if t != nil {
		for id := range t.Agents {
			if strings.EqualFold(id, strings.TrimSpace(typed)) {
				return id, nil
			}
		}
	}
	return "", fault.From(err)
}

func theirs(tx *store.Tx, agent string) ([]Owned, error) {
	out := []Owned{}
	tickets, err := tx.OwnedTickets(agent)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		out = append(out, Owned{Kind: "ticket", ID: t.ID, Ticket: t.ID, Number: t.Number, Title: t.Subject, At: t.UpdatedAt})
	}
	err = tx.EachFree(func(object string, records []journal.Record) error {
		o, ok := owned(object, journal.Fold(records), tx.Text)
		if !ok || o.owner != agent {
			return nil
		}
		if t, _, err := tx.Ticket(o.Ticket); err == nil {
			o.Number = t.Number
		}
		out = append(out, o.Owned)
		return nil
	})
	return out, err
}

type freeObject struct {
	Owned
	owner string
}

// owned reads a free object of any kind that has an owner and is not over.
func owned(object string, state *journal.Object, texts ticket.Texts) (o freeObject, ok bool) {
	var v ticket.ObjectValue
	read := func(path string, into any) {
		if raw := state.Value(path); raw != nil {
			_ = json.Unmarshal(raw, into) // what has another shape counts as absent
		}
	}
	read(ticket.PathNew, &v)
	var gone bool
	var standing string
	var at ticket.Millis
	read("deleted", &gone)
	read(ticket.PathState, &standing)
	read(ticket.PathOwner, &o.owner)
	read(ticket.PathAt, &at)
	over := []string{ticket.StateDone, ticket.StateCancelled, "kept", "broken", "closed"}
	if v.Kind == "" || gone || o.owner == "" || slices.Contains(over, standing) {
		return o, false
	}
	var place int
	if raw := state.Value(ticket.PathTitle); raw != nil && json.Unmarshal(raw, &place) == nil {
		if blobs := state.Registers[ticket.PathTitle].Blobs; place >= 0 && place < len(blobs) {
			o.Title, _ = texts(blobs[place])
		}
	}
	o.Kind, o.ID, o.Ticket, o.At = v.Kind, object, v.Ticket, ticket.Time(at)
	return o, true
}

// Leave shuts all laptops of an agent out and gives what is theirs to another agent or a team, in one action that undo
// takes back; an empty to reassigns nothing.
func (s *Service) Leave(ctx context.Context, typed, to string) (LeaveResult, error) {
	now, err := s.asAdmin(ctx)
	if err != nil {
		return LeaveResult{}, err
	}
	id, err := s.someone(ctx, typed)
	if err != nil {
		return LeaveResult{}, err
	}
	if id == s.core.Agent() {
		return LeaveResult{}, fault.New(fault.Refused, "That is you.", "Have another admin do it: the laptop you sit at is shut out with it.")
	}
	out := LeaveResult{Agent: id, Name: s.nameOf(now.team, id), Devices: []string{}, Theirs: []Owned{}}
	if to != "" {
		if out.To, err = s.core.Policy().ResolveOwner(s.meFor(to)); err != nil {
			return out, fault.From(err)
		}
		if out.To == id {
			return out, fault.Newf(fault.Usage, "Name somebody who stays.", "%s leaves.", out.Name)
		}
	}
	for device, d := range now.team.Devices {
		if d.Agent == id && !d.Revoked {
			out.Devices = append(out.Devices, device)
		}
	}
	slices.Sort(out.Devices)
	left := put(journal.PathAgent(id), journal.AgentValue{Name: out.Name, Left: true})
	if err := s.revoke(ctx, now, out.Devices, out.Name+" left", left); err != nil {
		return out, err
	}
	if out.Op, err = s.reassign(ctx, &out); err != nil {
		return out, err
	}
	out.Advice = append(out.Advice, advice(out.Name)...)
	return out, nil
}

// meFor lets "me" stand for this desk's agent.
func (s *Service) meFor(typed string) string {
	if strings.EqualFold(strings.TrimSpace(typed), "me") {
		return s.core.Agent()
	}
	return typed
}

// reassign gives what is theirs to whom it goes, as one action.
func (s *Service) reassign(ctx context.Context, out *LeaveResult) (op string, err error) {
	stay := 0
	op, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		list, err := theirs(tx, out.Agent)
		out.Theirs = list
		if err != nil || out.To == "" {
			return core.Edit{}, err
		}
		var edit core.Edit
		for _, o := range list {
			frozen, err := tx.Frozen(o.ID)
			if err != nil {
				return core.Edit{}, err
			}
			if frozen { // it can only be read here, and keeps nobody from the others
				stay++
				continue
			}
			edit.Drafts = append(edit.Drafts, ticket.SetField(o.ID, ticket.PathOwner, out.To))
		}
		edit.Text = fmt.Sprintf("%d of %s's reassigned to %s", len(edit.Drafts), out.Name, s.core.Policy().OwnerLabel(out.To))
		return edit, nil
	})
	if stay > 0 {
		out.Advice = append(out.Advice, fmt.Sprintf("A newer Deskhand changed %d of these. They stay %s's until you update Deskhand on this laptop and do it again.", stay, out.Name))
	}
	if err == nil && op != "" {
		s.host.Acted(true)
	}
	return op, err
}

// advice is what a departure asks of people: Deskhand cannot do it.
func advice(name string) []string {
	return []string{
		"Change the mailbox's password now, and withdraw app passwords and tokens: " + name + " knew it.",
		"Then enter the new one on every laptop (Settings, Mailbox, or deskhand account add).",
		"If the laptop is not back, have its disk encryption checked: what it had is still on it until it sees that it is shut out.",
	}
}
