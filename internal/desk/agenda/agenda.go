// Package agenda is what is due: callbacks and meetings made by hand, snoozes that return, and the reminders of all of
// them. It must not show notifications; remind asks it what falls due.
package agenda

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"deskhand/internal/calendar"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Service plans and lists.
type Service struct {
	core        *core.Core
	invitations Invitations
}

// New makes the service.
func New(c *core.Core, invitations Invitations) *Service { return &Service{c, invitations} }

// Item is one line of a day (cli.md, "agenda item").
type Item struct {
	ID      string      `json:"id"`
	Kind    string      `json:"kind"` // callback, meeting, snooze
	At      ticket.Time `json:"at"`
	Until   ticket.Time `json:"until"`
	Ticket  string      `json:"ticket"`
	Number  string      `json:"number"`
	Title   string      `json:"title"`
	Who     string      `json:"who"`
	Action  string      `json:"action"`  // the first of Actions: what Enter does
	Actions []string    `json:"actions"` // call, join, here, done, open
	Overdue bool        `json:"overdue"`
	Phone   string      `json:"phone,omitempty"`
	Link    string      `json:"link,omitempty"`
	State   string      `json:"state"`
}

// defaultMeeting is how long a meeting is where nobody says.
const defaultMeeting = 30 * time.Minute

// Callback plans a telephone call (G1).
func (s *Service) Callback(ctx context.Context, id, when, number, topic string) (core.Done, error) {
	at, err := s.moment(when)
	if err != nil {
		return core.Done{}, err
	}
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		drafts, _ := ticket.NewAgenda(ticket.AgendaItem{
			Kind: ticket.AgendaCallback, Ticket: t.ID, At: ticket.TimeOf(at), Owner: s.core.Agent(),
			Title: cmp.Or(strings.TrimSpace(topic), t.Subject), Phone: strings.TrimSpace(number),
		})
		return core.Edit{Drafts: drafts, Objects: []string{t.ID}, Text: "Callback " + s.say(at)}, nil
	})
}

// AddMeeting plans an appointment with the customer (G7); minutes 0 means half an hour.
func (s *Service) AddMeeting(ctx context.Context, id, when, title string, minutes int, link string) (core.Done, error) {
	at, err := s.moment(when)
	if err != nil {
		return core.Done{}, err
	}
	if link = strings.TrimSpace(link); link != "" {
		if u, err := url.Parse(link); err != nil || u.Scheme != "https" || u.Host == "" {
			return core.Done{}, fault.Newf(fault.Usage, "Give the whole address, beginning with https://.", "%q is no link to a meeting.", link)
		}
	}
	length := time.Duration(minutes) * time.Minute
	if length <= 0 {
		length = defaultMeeting
	}
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		drafts, _ := ticket.NewAgenda(ticket.AgendaItem{
			Kind: ticket.AgendaMeeting, Ticket: t.ID, At: ticket.TimeOf(at), Until: ticket.TimeOf(at.Add(length)), Owner: s.core.Agent(),
			Title: cmp.Or(strings.TrimSpace(title), t.Subject), Link: link,
		})
		return core.Edit{Drafts: drafts, Objects: []string{t.ID}, Text: "Meeting " + s.say(at)}, nil
	})
}

func (s *Service) moment(when string) (time.Time, error) {
	w, err := calendar.ParseWhen(when, s.core.Now().In(s.core.Zone()), s.core.Zone(), calendar.WhenOptions{})
	if err != nil {
		return time.Time{}, fault.From(err)
	}
	if w.Reply {
		return time.Time{}, fault.New(fault.Usage, "A callback or meeting needs a moment.", "Try: tomorrow 9:30, tue 14, in 2h.")
	}
	return w.Until, nil
}

func (s *Service) say(at time.Time) string {
	at = at.In(s.core.Zone())
	now := s.core.Now().In(s.core.Zone())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return "today " + at.Format("15:04")
	}
	return at.Format("Mon 2 Jan 15:04")
}

// Day lists what is due on a day in this desk's zone; today also what is overdue from before.
func (s *Service) Day(ctx context.Context, day time.Time) ([]Item, error) {
	day = day.In(s.core.Zone())
	from := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.core.Zone())
	to := from.AddDate(0, 0, 1)
	all, err := s.between(ctx, from, to)
	if now := s.core.Now(); now.Before(from) || !now.Before(to) { // what is overdue stands in today alone
		all = slices.DeleteFunc(all, func(i Item) bool { return i.At.Go().Before(from) })
	}
	return all, err
}

func (s *Service) between(ctx context.Context, from, to time.Time) ([]Item, error) {
	out := []Item{}
	now := s.core.Now()
	carried := !now.Before(from) && now.Before(to) // what is left over stands on the day that now is in
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		items, err := tx.Agenda(ticket.TimeOf(from), ticket.TimeOf(to))
		if err != nil {
			return err
		}
		for _, a := range items {
			if !carried && a.At < ticket.TimeOf(from) {
				continue
			}
			t, _, err := tx.Ticket(a.Ticket)
			if err != nil && fault.From(err).Code != fault.NotFound {
				return err
			}
			if t.Status.Done() && a.State != ticket.StateDone {
				continue // closing the ticket cancels what was planned on it
			}
			out = append(out, item(a, t, now))
		}
		snoozed, err := tx.Snoozes(ticket.TimeOf(from), ticket.TimeOf(to))
		for _, t := range snoozed {
			out = append(out, Item{
				ID: "s" + t.ID, Kind: "snooze", At: t.SnoozedUntil, Ticket: t.ID, Number: t.Number, Title: t.Subject, Who: who(t),
				Action: "open", Actions: []string{"open"}, State: ticket.StateOpen,
			})
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b Item) int { return cmp.Compare(a.At, b.At) })
	return out, err
}

func who(t ticket.Ticket) string { return cmp.Or(t.Contact.Name, t.Contact.Email) }

// item shows a planned thing; its actions change with time (experience.md, Today).
func item(a ticket.AgendaItem, t ticket.Ticket, now time.Time) Item {
	out := Item{
		ID: a.Object, Kind: a.Kind, At: a.At, Until: a.Until, Ticket: a.Ticket, Number: t.Number, Title: a.Title, Who: who(t),
		Phone: a.Phone, Link: a.Link, State: a.State,
	}
	open := a.State == ticket.StateOpen || a.State == ticket.StateHere
	switch {
	case !open:
		out.Actions = []string{"open"}
	case a.Kind == ticket.AgendaCallback:
		out.Overdue = a.At.Go().Before(now)
		out.Actions = []string{"call", "done", "cancel"}
	default:
		out.Overdue = a.Until.Go().Before(now)
		out.Actions = meetingActions(a, now)
	}
	out.Action = out.Actions[0]
	return out
}

// meetingActions: join until it has begun, then whether they are here; after its end, done.
func meetingActions(a ticket.AgendaItem, now time.Time) []string {
	switch {
	case now.After(a.Until.Go()) || a.State == ticket.StateHere:
		return []string{"done", "cancel"}
	case now.After(a.At.Go()):
		return []string{"here", "join", "cancel"}
	}
	return []string{"join", "cancel"}
}

// Meetings lists meetings from now on, and those still open from before.
func (s *Service) Meetings(ctx context.Context) ([]Item, error) {
	now := s.core.Now()
	all, err := s.between(ctx, now, now.AddDate(1, 0, 0))
	return slices.DeleteFunc(all, func(i Item) bool { return i.Kind != ticket.AgendaMeeting }), err
}

// Act carries out what a row offers that changes it: here, done, cancel. call, join and open change nothing here.
func (s *Service) Act(ctx context.Context, id, action string) (core.Done, error) {
	states := map[string]string{"here": ticket.StateHere, "done": ticket.StateDone, "cancel": ticket.StateCancelled}
	state, ok := states[action]
	if !ok {
		return core.Done{}, fault.Newf(fault.Usage, "It is here, done or cancel.", "%q changes no callback or meeting.", action)
	}
	var done core.Done
	op, text, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		a, err := tx.AgendaItem(id)
		if err != nil {
			return core.Edit{}, fault.Newf(fault.NotFound, "`deskhand agenda --json` lists their ids.", "There is no callback or meeting %s.", id)
		}
		if t, _, err := tx.Ticket(a.Ticket); err == nil {
			done.Ticket, done.Number = t.ID, t.Number
		}
		said := map[string]string{"here": "They are here", "done": "Done", "cancel": "Cancelled"}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetField(id, ticket.PathState, state)}, Text: said[action] + ": " + a.Title}, nil
	})
	done.Op, done.Text, done.Undo = op, text, op != ""
	return done, err
}
