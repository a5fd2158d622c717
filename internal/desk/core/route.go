package core

import (
	"cmp"

	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// RouteOf is what the store asks of one version.
func RouteOf(p *policy.Policy, from ticket.Time) store.Route {
	return store.Route{From: from, Print: p.RoutePrint(), FreeMail: p.FreeMail, Ask: func(a ticket.Arrival, company ticket.CompanyData) ticket.Routed {
		c := policy.Case{
			Channel: a.Channel, DeliveredTo: a.DeliveredTo, From: a.From, Subject: a.Subject, Customer: a.Customer,
			Plan: company.Value(ticket.ColumnPlan), Staff: company.Value(ticket.ColumnStaff),
		}
		if len(company) > 0 {
			c.Company = append(company.Keys(), company.Value(ticket.ColumnName))
		}
		r := p.Route(c)
		return ticket.Routed{
			Pipeline: r.Pipeline, Department: r.Department, Channel: r.Channel, Owner: r.Owner, Tags: r.Tags, Categories: r.Categories, By: r.By,
			Priority: ticket.Priority(cmp.Or(r.Priority, p.DefaultPriority())),
		}
	}}
}
