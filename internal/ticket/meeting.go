package ticket

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deskhand/internal/calendar"
)

// What an invitation proposes to the agenda. Nothing of it is done by itself (security.md, "forged invitations").
const (
	ProposeAdd    = "add"
	ProposeUpdate = "update"
	ProposeRemove = "remove"
)

// MeetingKey is what a meeting is known by: the invitation's UID, and of one occurrence of a series its first time too.
func MeetingKey(i calendar.Invite) string {
	if i.UID == "" || i.RecurrenceID.IsZero() {
		return i.UID
	}
	return i.UID + " " + i.RecurrenceID.UTC().Format(time.RFC3339)
}

// Invited is an invitation as it came.
type Invited struct {
	Invite  calendar.Invite
	From    string // address of who wrote the mail
	Forged  bool   // the mail's sender could not be proved (sender.Verdict failed)
	Out     bool   // we wrote it
	Planned []AgendaItem
	Now     time.Time
	Zone    *time.Location // the reader's: floating times and whole days are in it
}

// Proposal is what follows for the agenda.
type Proposal struct {
	Kind   string // ProposeAdd …; empty: nothing
	Object string // of what is changed or removed
	Taken  bool   // the meeting stands in the agenda
	At     Time
	Until  Time
	Why    string // why nothing is proposed though something is asked
}

// Propose judges an invitation against what is planned. A change or a cancellation counts only from the organizer that
// the taken invitation named; what it says of itself proves nothing.
func Propose(in Invited) Proposal {
	i := in.Invite
	item, taken := in.item()
	out := Proposal{Object: item.Object, Taken: taken}
	switch i.Method {
	case "", "REQUEST", "PUBLISH", "ADD", "CANCEL":
	default:
		return out
	}
	if in.Out || i.UID == "" {
		return out
	}
	if taken && !in.fromOrganizer(item) {
		organizer, _, _ := strings.Cut(item.Organizer, " ")
		out.Why = "It is about a meeting of " + cmp.Or(organizer, "somebody else") + ", but does not come from there."
		return out
	}
	if i.Cancelled {
		if taken {
			out.Kind = ProposeRemove
		}
		return out
	}
	start, end, ok := in.next()
	if !ok {
		return out
	}
	out.At, out.Until = TimeOf(start), TimeOf(end)
	switch {
	case !taken:
		out.Kind = ProposeAdd
	case item.At != out.At || item.Until != out.Until || i.JoinURL != "" && item.Link != i.JoinURL:
		out.Kind = ProposeUpdate
	}
	return out
}

// item is the open meeting that the invitation is about. The cancellation of one occurrence ends the series' meeting where
// that is the one.
func (in Invited) item() (AgendaItem, bool) {
	for _, a := range in.Planned {
		open := a.State == StateOpen || a.State == StateHere
		if !open || a.UID == "" {
			continue
		}
		if a.UID == MeetingKey(in.Invite) || a.UID == in.Invite.UID && a.At == TimeOf(in.Invite.RecurrenceID) {
			return a, true
		}
	}
	return AgendaItem{}, false
}

func (in Invited) fromOrganizer(item AgendaItem) bool {
	return !in.Forged && slices.Contains(strings.Fields(item.Organizer), strings.ToLower(in.From))
}

// MeetingOwners are the addresses that may move a meeting and call it off, with a blank between: its organizer, and who
// sent the invitation that was taken, where a service does that for them.
func MeetingOwners(i calendar.Invite, from string) string {
	from = strings.ToLower(from)
	if i.Organizer == "" || i.Organizer == from {
		return from
	}
	return strings.TrimSpace(i.Organizer + " " + from)
}

// next is when the event takes place next, in the reader's zone where it names none.
func (in Invited) next() (start, end time.Time, ok bool) {
	from := in.Now
	here := in.Invite.Floating || in.Invite.AllDay
	if here {
		from = time.Date(in.Now.In(in.Zone).Year(), in.Now.In(in.Zone).Month(), in.Now.In(in.Zone).Day(), in.Now.In(in.Zone).Hour(), in.Now.In(in.Zone).Minute(), 0, 0, time.UTC)
	}
	found := in.Invite.Occurrences(from, from.AddDate(5, 0, 0), 1)
	if len(found) == 0 {
		return start, end, false
	}
	start, end = found[0].Start, found[0].End
	if here {
		start, end = calendar.Resolve(start, in.Zone), calendar.Resolve(end, in.Zone)
	}
	return start, end, true
}

// MeetingKeys lists what the meetings that an invitation may be about are known by.
func MeetingKeys(i calendar.Invite) []string {
	keys := []string{MeetingKey(i)}
	if i.UID != "" && !slices.Contains(keys, i.UID) {
		keys = append(keys, i.UID)
	}
	return keys
}
