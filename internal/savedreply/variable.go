package savedreply

import (
	"maps"
	"slices"
	"strings"
)

// Variable is one of the closed list of names a template may use.
type Variable struct {
	Name        string // contact.firstName
	Description string
	Example     string
	Link        bool // an address: http, https or mailto
}

// Variables returns the closed list, grouped, in the order they are documented. The caller formats times for the
// customer's zone and language, and gives no value for what it does not know.
func Variables() []Variable {
	return []Variable{
		{Name: "contact.firstName", Description: "The customer's first name", Example: "Leila"},
		{Name: "contact.lastName", Description: "The customer's last name", Example: "Haddad"},
		{Name: "contact.name", Description: "The customer's whole name", Example: "Leila Haddad"},
		{Name: "contact.email", Description: "The address the customer writes from", Example: "leila@atlas-clinics.example"},
		{Name: "contact.phone", Description: "The customer's telephone number", Example: "+44 20 7946 0000"},
		{Name: "contact.zone", Description: "The customer's time zone", Example: "Europe/London"},
		{Name: "company.name", Description: "The customer's company", Example: "Atlas Clinics"},
		{Name: "company.plan", Description: "The plan the company is on", Example: "Business"},
		{Name: "ticket.number", Description: "The ticket's number, as the customer may quote it", Example: "7Q2M-9FKX"},
		{Name: "ticket.subject", Description: "The subject of the customer's mail", Example: "October export is empty"},
		{Name: "ticket.requestedOn", Description: "The day the request reached us", Example: "Tuesday, 17 November"},
		{Name: "ticket.lastReplyOn", Description: "The day of our last reply", Example: "Thursday, 19 November"},
		{Name: "ticket.department", Description: "The department that works on it", Example: "Billing"},
		{Name: "ticket.status", Description: "The ticket's status", Example: "In progress"},
		{Name: "ticket.owner", Description: "The agent or team the ticket belongs to", Example: "Asha"},
		{Name: "agent.firstName", Description: "Your first name", Example: "Asha"},
		{Name: "agent.name", Description: "Your whole name", Example: "Asha Rao"},
		{Name: "agent.email", Description: "The team address you write from", Example: "support@kestrel.example"},
		{Name: "agent.signature", Description: "Your signature from the policy", Example: "Asha, Kestrel Support"},
		{Name: "meeting.title", Description: "The meeting's title", Example: "Migration check"},
		{Name: "meeting.date", Description: "The meeting's day, in the customer's zone", Example: "Tuesday, 24 November"},
		{Name: "meeting.time", Description: "The meeting's start, in the customer's zone", Example: "14:00 (London)"},
		{Name: "meeting.minutes", Description: "How long the meeting lasts, in minutes", Example: "15"},
		{Name: "meeting.waitUntil", Description: "Until when we wait in the meeting, in the customer's zone", Example: "14:15"},
		{Name: "meeting.link", Description: "The address to join at", Example: "https://meet.example/abc-defg", Link: true},
		{Name: "callback.date", Description: "The day of the planned call, in the customer's zone", Example: "Tuesday, 24 November"},
		{Name: "callback.time", Description: "The time of the planned call, in the customer's zone", Example: "14:00"},
		{Name: "callback.number", Description: "The number we call", Example: "+44 20 7946 0000"},
		{Name: "callback.topic", Description: "What the call is about", Example: "the migration window"},
		{Name: "team.name", Description: "The team's name", Example: "Kestrel Support"},
		{Name: "team.email", Description: "The team's address", Example: "support@kestrel.example"},
		{Name: "team.phone", Description: "The one number a customer may get", Example: "+1 315 444 2439"},
		{Name: "team.hours", Description: "When the team is there", Example: "Monday to Friday, 8:00 to 18:00"},
	}
}

// variables is the list by name, made once for each parse or render.
func variables() map[string]Variable {
	return maps.Collect(func(yield func(string, Variable) bool) {
		for _, v := range Variables() {
			if !yield(v.Name, v) {
				return
			}
		}
	})
}

// nearest is the variable that somebody who wrote name may have meant, "" if none is close.
func nearest(name string) string {
	group, _, _ := strings.Cut(name, ".")
	best, least := "", 4
	for _, v := range slices.Sorted(maps.Keys(variables())) {
		d := distance(strings.ToLower(name), strings.ToLower(v), least)
		if d < least {
			best, least = v, d
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	var same []string
	for _, v := range Variables() {
		if strings.HasPrefix(v.Name, group+".") {
			same = append(same, v.Name)
		}
	}
	if len(same) > 0 {
		return "there are " + strings.Join(same, ", ")
	}
	return "variables begin with contact, company, ticket, agent, meeting, callback or team"
}

// distance is the number of letters to change, add or leave out, limit if it is that or more.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > 64 || len(b) > 64 {
		return limit
	}
	var row [65]int
	for j := range b {
		row[j+1] = j + 1
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return min(row[len(b)], limit)
}
