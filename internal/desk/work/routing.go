package work

import (
	"context"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/journal"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Rerouted is a ticket that rules would make another than it is.
type Rerouted struct {
	Ticket  string         `json:"ticket"`
	Number  string         `json:"number"`
	Subject string         `json:"subject"`
	Fields  []ReroutedItem `json:"fields"`
}

// ReroutedItem is one field of it. Old and New are ids, empty for nothing; of tags and categories the one that goes or comes.
type ReroutedItem struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	By    string `json:"by"` // what would set it: `rule “…”`, `plan …` or `default`
}

// TryRouting tells what a policy would have made of the tickets that began since a moment, were it in force when they came.
// What somebody set by hand stays. Nothing is changed.
func (s *Service) TryRouting(ctx context.Context, p *policy.Policy, since time.Time) (out []Rerouted, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.RowsSince(ticket.TimeOf(since))
		if err != nil {
			return err
		}
		out, _, err = reroute(ctx, tx, p, rows)
		return err
	})
	return out, err
}

// OpenRouting tells what ApplyRouting would change.
func (s *Service) OpenRouting(ctx context.Context) (out []Rerouted, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.OpenRows()
		if err != nil {
			return err
		}
		out, _, err = reroute(ctx, tx, s.core.Policy(), rows)
		return err
	})
	return out, err
}

// ApplyRouting gives the tickets that are not done what the rules in force now say, although they came under older ones:
// one action, one undo. What somebody set by hand stays.
func (s *Service) ApplyRouting(ctx context.Context) (done core.Done, list []Rerouted, err error) {
	done.Op, done.Text, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		rows, err := tx.OpenRows()
		if err != nil {
			return core.Edit{}, err
		}
		var drafts []ticket.Draft
		if list, drafts, err = reroute(ctx, tx, s.core.Policy(), rows); err != nil {
			return core.Edit{}, err
		}
		text := fmt.Sprintf("The rules of today hold for %d tickets", len(list))
		switch len(list) {
		case 0:
			text = "The rules of today change no open ticket"
		case 1:
			text = "The rules of today hold for 1 ticket"
		}
		return core.Edit{Drafts: drafts, Text: text}, nil
	})
	done.Undo = done.Op != ""
	return done, list, err
}

// reroute compares tickets with what a policy would make of them, and drafts what makes them so.
func reroute(ctx context.Context, tx *store.Tx, p *policy.Policy, rows []int64) (out []Rerouted, drafts []ticket.Draft, err error) {
	out = []Rerouted{}
	v := core.RouteOf(p, 0)
	for _, row := range rows {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		t, err := tx.TicketByID(row)
		if err != nil {
			return nil, nil, err
		}
		if t.Frozen != "" { // it can only be read here, and keeps nobody from the others
			continue
		}
		as, err := tx.RoutedBy(row, v)
		if err != nil {
			return nil, nil, err
		}
		fields := differences(t, as)
		if len(fields) == 0 {
			continue
		}
		out = append(out, Rerouted{t.ID, t.Number, t.Subject, fields})
		more, err := settled(tx, t.ID, row, fields)
		if err != nil {
			return nil, nil, err
		}
		drafts = append(drafts, more...)
	}
	return out, drafts, nil
}

func differences(t ticket.Ticket, as ticket.Row) (out []ReroutedItem) {
	for _, f := range []struct{ path, was, is string }{
		{ticket.PathDept, t.Department, as.Department},
		{ticket.PathPipeline, t.Pipeline, as.Pipeline},
		{ticket.PathPriority, string(t.Priority), string(as.Priority)},
		{ticket.PathChannel, t.Channel, as.Channel},
		{ticket.PathOwner, t.Owner, as.Owner},
	} {
		if f.was != f.is {
			out = append(out, ReroutedItem{f.path, f.was, f.is, as.By[f.path]})
		}
	}
	for _, set := range []struct {
		path    string
		was, is []string
	}{{ticket.PathTags, t.Tags, as.Tags}, {ticket.PathCats, t.Categories, as.Categories}} {
		for _, id := range set.was {
			if !slices.Contains(set.is, id) {
				out = append(out, ReroutedItem{set.path, id, "", ""})
			}
		}
		for _, id := range set.is {
			if !slices.Contains(set.was, id) {
				out = append(out, ReroutedItem{set.path, "", id, as.By[set.path+"/"+id]})
			}
		}
	}
	return out
}

// settled drafts differences as if somebody had set them.
func settled(tx *store.Tx, id string, row int64, fields []ReroutedItem) (drafts []ticket.Draft, err error) {
	gone, come := map[string][]string{}, map[string][]string{}
	for _, f := range fields {
		switch {
		case f.Field != ticket.PathTags && f.Field != ticket.PathCats:
			drafts = append(drafts, ticket.SetField(id, f.Field, f.New))
		case f.New == "":
			gone[f.Field] = append(gone[f.Field], f.Old)
		default:
			come[f.Field] = append(come[f.Field], f.New)
		}
	}
	for _, path := range []string{ticket.PathTags, ticket.PathCats} {
		if len(come[path]) > 0 {
			drafts = append(drafts, ticket.AddTo(id, path, come[path]...))
		}
		if len(gone[path]) > 0 {
			records, err := tx.RecordsOf(row)
			if err != nil {
				return nil, err
			}
			drafts = append(drafts, ticket.TakeOut(id, path, journal.Fold(records), gone[path]...)...)
		}
	}
	return drafts, nil
}
