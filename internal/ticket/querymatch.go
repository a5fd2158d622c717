package ticket

import (
	"slices"
	"strings"
)

// Match tells whether a ticket's row meets the filters that a row can answer; of the others (Fact) the store knows.
// Spam stands out of the way unless it is asked for.
func (q Query) Match(t Ticket, v Viewer) bool {
	spamAsked := q.Any || slices.ContainsFunc(q.Filters, func(f Filter) bool {
		return f.Key == "is" && slices.Contains(f.Values(), "spam") || f.Key == "in"
	})
	if t.Spam && !spamAsked {
		return false
	}
	if !q.Indexed() && (q.Before != 0 && t.UpdatedAt >= q.Before || t.UpdatedAt < q.After || q.Not.of(t)) {
		return false
	}
	for _, f := range q.Filters {
		if !f.Fact() && f.holds(t, v) == f.Not {
			return false
		}
	}
	return true
}

// of tells whether a ticket is of somebody or called something that is to be left out.
func (e MailTerms) of(t Ticket) bool {
	holds := func(text string, parts []string) bool {
		text = strings.ToLower(text)
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, strings.ToLower(p)) })
	}
	return holds(t.Contact.Name+" "+t.Contact.Email, e.From) || holds(t.Mailbox, e.To) || holds(t.Subject, e.Subject)
}

// Fact tells that a filter asks for what does not stand in a ticket's row: its mails, files, notes, calls and drafts.
func (f Filter) Fact() bool {
	switch f.Key {
	case "has":
		return slices.ContainsFunc(f.Values(), func(v string) bool {
			return slices.Contains([]string{"attachment", "note", "call", "callback", "meeting", "draft"}, v)
		})
	case "in":
		return true
	}
	return false
}

func (f Filter) holds(t Ticket, v Viewer) bool {
	return slices.ContainsFunc(f.Values(), func(value string) bool { return Holds(f.Key, value, t, v) })
}

// Holds tells whether one condition is met as far as a ticket's row says so.
func Holds(key, value string, t Ticket, v Viewer) bool {
	begins := func(s string) bool { return strings.HasPrefix(strings.ToLower(s), value) }
	switch key {
	case "is":
		return is(value, t, v)
	case "tag":
		return slices.ContainsFunc(t.Tags, begins)
	case "category":
		return slices.ContainsFunc(t.Categories, begins)
	case "status":
		return begins(string(t.Status))
	case "priority":
		return begins(string(t.Priority))
	case "owner":
		return owner(value, t, v)
	case "has":
		return has(value, t)
	case "in":
		return begins(t.Mailbox) || begins(t.Pipeline) || begins(t.Department) || slices.ContainsFunc(t.Departments, begins) || begins(t.Channel)
	}
	return false
}

func owner(value string, t Ticket, v Viewer) bool {
	switch value {
	case "me":
		return t.Owner == v.Me && v.Me != ""
	case "none", "nobody":
		return t.Owner == ""
	}
	own := strings.ToLower(t.Owner)
	return own == value || strings.HasPrefix(strings.TrimPrefix(own, "team:"), value)
}

func has(value string, t Ticket) bool {
	switch value {
	case "tag":
		return len(t.Tags) > 0
	case "category":
		return len(t.Categories) > 0
	case "owner":
		return t.Owner != ""
	case "unread":
		return t.Unread > 0
	case "snooze":
		return t.Snoozed
	case "call":
		return t.Channel == "phone"
	}
	return false
}

func is(value string, t Ticket, v Viewer) bool {
	switch value {
	case "live":
		return !t.Status.Done() && !t.Snoozed && !t.Spam && !t.Machine && !t.History
	case "open":
		return !t.Status.Done() && !t.History && !t.Machine
	case "snoozed":
		return t.Snoozed
	case "resolved":
		return t.Status == Resolved
	case "closed":
		return t.Status == Closed
	case "unread":
		return t.Unread > 0
	case "mine":
		return t.Owner != "" && (t.Owner == v.Me || slices.Contains(v.Teams, t.Owner))
	case "unassigned":
		return t.Owner == ""
	case "waiting":
		return t.Status.Waits()
	case "machine":
		return t.Machine
	case "spam":
		return t.Spam
	case "history":
		return t.History
	}
	return false
}
