package app

import (
	"net/url"

	"deskhand/internal/desk/agenda"
)

// Agenda is what is due.
type Agenda struct{ h *host }

// Today gathers the home screen.
func (a *Agenda) Today() (Today, error) {
	t, err := a.h.desk.Agenda.Today(a.h.ctx)
	out := Today{Items: agendaItems(t.Items), DoneToday: t.DoneToday, ComingDays: []ComingDay{}, Quiet: []Quiet{}}
	for _, c := range t.Coming {
		out.ComingDays = append(out.ComingDays, ComingDay{Day: c.Day.UnixMilli(), Text: c.Text})
	}
	for _, q := range t.Quiet {
		out.Quiet = append(out.Quiet, Quiet{Kind: q.Kind, Text: q.Text, Action: "queue", Query: queueName(q.Query), Count: q.Count})
	}
	return out, fail(err)
}

func agendaItems(items []agenda.Item) []AgendaItem {
	out := make([]AgendaItem, 0, len(items))
	for _, i := range items {
		v := AgendaItem{
			ID: i.ID, Kind: i.Kind, At: int64(i.At), Until: int64(i.Until), Ticket: i.Ticket, Number: i.Number, Title: i.Title, Who: i.Who,
			Action: i.Action, Actions: some(i.Actions), Overdue: i.Overdue, Phone: i.Phone,
		}
		if u, err := url.Parse(i.Link); err == nil {
			v.JoinHost = u.Hostname()
		}
		out = append(out, v)
	}
	return out
}

// Callback plans a telephone call.
func (a *Agenda) Callback(ticket, when, number, topic string) (Done, error) {
	return done(a.h.desk.Agenda.Callback(a.h.ctx, ticket, when, number, topic))
}

// Meeting plans an appointment with the customer.
func (a *Agenda) Meeting(ticket, when, title string, minutes int, link string) (Done, error) {
	return done(a.h.desk.Agenda.AddMeeting(a.h.ctx, ticket, when, title, minutes, link))
}

// AgendaAct does what a line of the day offers.
func (a *Agenda) AgendaAct(id, action string) (Done, error) {
	switch action {
	case "join":
		return done(a.h.desk.Agenda.Join(a.h.ctx, id))
	case "call":
		return done(a.h.desk.Agenda.Call(a.h.ctx, id))
	}
	return done(a.h.desk.Agenda.Act(a.h.ctx, id, action))
}

// TakeInvite does to the agenda what the invitation of a mail proposes.
func (a *Agenda) TakeInvite(message string) (Done, error) {
	return done(a.h.desk.Agenda.TakeInvite(a.h.ctx, message))
}
