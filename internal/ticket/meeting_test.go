package ticket

import (
	"testing"
	"time"

	"deskhand/internal/calendar"
)

// TestPropose: what an invitation asks of the agenda, and from whom it counts.
//
// features: G7
func TestPropose(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	zone := time.FixedZone("", 3600)
	at := now.Add(48 * time.Hour)
	meeting := calendar.Invite{Method: "REQUEST", UID: "u", Start: at, End: at.Add(time.Hour), Organizer: "mina@c.example"}
	with := func(change func(*calendar.Invite)) calendar.Invite {
		i := meeting
		change(&i)
		return i
	}
	taken := AgendaItem{Object: "o1", Kind: AgendaMeeting, State: StateOpen, UID: "u", At: TimeOf(at), Until: TimeOf(at.Add(time.Hour)), Organizer: "mina@c.example noreply@meet.example"}
	later := with(func(i *calendar.Invite) { i.Start, i.End = at.Add(time.Hour), at.Add(2*time.Hour) })
	cancel := with(func(i *calendar.Invite) { i.Method, i.Cancelled = "CANCEL", true })
	for name, c := range map[string]struct {
		in   Invited
		want string
		why  bool
	}{
		"new":                     {Invited{Invite: meeting, From: "x@y.example"}, ProposeAdd, false},
		"ours":                    {Invited{Invite: meeting, Out: true}, "", false},
		"taken as it is":          {Invited{Invite: meeting, From: "mina@c.example", Planned: []AgendaItem{taken}}, "", false},
		"moved":                   {Invited{Invite: later, From: "Mina@c.example", Planned: []AgendaItem{taken}}, ProposeUpdate, false},
		"moved by the service":    {Invited{Invite: later, From: "noreply@meet.example", Planned: []AgendaItem{taken}}, ProposeUpdate, false},
		"moved by a stranger":     {Invited{Invite: later, From: "x@y.example", Planned: []AgendaItem{taken}}, "", true},
		"cancelled":               {Invited{Invite: cancel, From: "mina@c.example", Planned: []AgendaItem{taken}}, ProposeRemove, false},
		"cancelled, forged":       {Invited{Invite: cancel, From: "mina@c.example", Forged: true, Planned: []AgendaItem{taken}}, "", true},
		"cancelled by a stranger": {Invited{Invite: cancel, From: "x@y.example", Planned: []AgendaItem{taken}}, "", true},
		"cancelled, never taken":  {Invited{Invite: cancel, From: "mina@c.example"}, "", false},
		"it takes longer":         {Invited{Invite: with(func(i *calendar.Invite) { i.End = at.Add(2 * time.Hour) }), From: "mina@c.example", Planned: []AgendaItem{taken}}, ProposeUpdate, false},
		"this time called off": {Invited{
			Invite: with(func(i *calendar.Invite) { i.Method, i.Cancelled, i.RecurrenceID = "CANCEL", true, at }), From: "mina@c.example", Planned: []AgendaItem{taken},
		}, ProposeRemove, false},
		"another time called off": {Invited{
			Invite: with(func(i *calendar.Invite) { i.Method, i.Cancelled, i.RecurrenceID = "CANCEL", true, at.AddDate(0, 0, 7) }), From: "mina@c.example", Planned: []AgendaItem{taken},
		}, "", false},
		"over":                     {Invited{Invite: with(func(i *calendar.Invite) { i.Start, i.End = now.Add(-2*time.Hour), now.Add(-time.Hour) })}, "", false},
		"an answer":                {Invited{Invite: with(func(i *calendar.Invite) { i.Method = "REPLY" })}, "", false},
		"of a day, called off now": {Invited{Invite: cancel, From: "mina@c.example", Planned: []AgendaItem{{Object: "o2", State: StateCancelled, UID: "u"}}}, "", false},
	} {
		c.in.Now, c.in.Zone = now, zone
		if got := Propose(c.in); got.Kind != c.want || (got.Why != "") != c.why {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
	// A floating time and a whole day are the reader's.
	floating := with(func(i *calendar.Invite) { i.Floating = true })
	if p := Propose(Invited{Invite: floating, Now: now, Zone: zone}); !p.At.Go().Equal(at.Add(-time.Hour)) {
		t.Errorf("floating: %s", p.At.Go())
	}
	if a, b := MeetingOwners(meeting, "Mina@c.example"), MeetingOwners(meeting, "noreply@meet.example"); a != "mina@c.example" || b != "mina@c.example noreply@meet.example" {
		t.Errorf("owners %q, %q", a, b)
	}
}
