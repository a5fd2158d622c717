package ticket

import (
	"cmp"

	"deskhand/internal/journal"
)

// Paths of a free object (o…) that stands in the agenda (journal.md §3.3).
const (
	PathTitle   = "title"
	PathAt      = "at"
	PathUntil   = "until"
	PathState   = "state"
	PathOutcome = "outcome"
	PathPhone   = "number"
	PathLink    = "link"
	PathUID     = "uid"       // of the invitation that a meeting was taken from (MeetingKey)
	PathInviter = "organizer" // MeetingOwners
)

// Kinds of agenda objects made by hand.
const (
	AgendaCallback = "callback"
	AgendaMeeting  = "meeting"
)

// States of an agenda object.
const (
	StateOpen      = "open"
	StateHere      = "here" // they are in the meeting
	StateDone      = "done"
	StateCancelled = "cancelled"
)

// ObjectValue begins a free object.
type ObjectValue struct {
	Kind   string `json:"kind"`
	Ticket string `json:"ticket,omitempty"`
}

// AgendaItem is a callback or a meeting.
type AgendaItem struct {
	Object string
	Kind   string
	Ticket string
	At     Time
	Until  Time
	State  string
	Owner  string
	Title  string
	Phone  string
	Link   string

	UID       string // MeetingKey of the invitation it was taken from; empty: made by hand
	Organizer string // who may move it and call it off (MeetingOwners)
}

// NewAgenda drafts a callback or meeting; texts that are empty are left out.
func NewAgenda(a AgendaItem) (drafts []Draft, object string) {
	fields := []Draft{set("", PathAt, Millis(a.At)), set("", PathOwner, a.Owner)}
	if a.Until != 0 {
		fields = append(fields, set("", PathUntil, Millis(a.Until)))
	}
	for _, t := range []struct{ path, text string }{{PathTitle, a.Title}, {PathPhone, a.Phone}, {PathLink, a.Link}, {PathUID, a.UID}, {PathInviter, a.Organizer}} {
		if t.text != "" {
			fields = append(fields, SetText("", t.path, t.text))
		}
	}
	return NewFree(a.Kind, a.Ticket, fields...)
}

// ProjectAgenda folds a free object; ok is false where it is no agenda item or its making was undone.
func ProjectAgenda(object string, state *journal.Object, texts Texts) (AgendaItem, bool) {
	v, ok := ProjectFree(state)
	if !ok || v.Kind != AgendaCallback && v.Kind != AgendaMeeting {
		return AgendaItem{}, false
	}
	at, _ := decode[Millis](state, PathAt)
	until, _ := decode[Millis](state, PathUntil)
	standing, _ := decode[string](state, PathState)
	owner, _ := decode[string](state, PathOwner)
	return AgendaItem{
		Object: object, Kind: v.Kind, Ticket: v.Ticket, At: Time(at), Until: Time(until),
		State: cmp.Or(standing, StateOpen), Owner: owner,
		Title: text(state, PathTitle, texts), Phone: text(state, PathPhone, texts), Link: text(state, PathLink, texts),
		UID: text(state, PathUID, texts), Organizer: text(state, PathInviter, texts),
	}, true
}
