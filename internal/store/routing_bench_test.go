package store

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"deskhand/internal/policy"
	"deskhand/internal/ticket"
)

var routedTickets = flag.Int("routed", 10000, "tickets of BenchmarkRouting's desk; the issue's figure is of 100000")

// BenchmarkRouting measures what routing costs where tickets are projected, and what a change of the policy costs on a desk
// of many tickets and 500 companies.
func BenchmarkRouting(b *testing.B) {
	n := *routedTickets
	s := open(b, b.TempDir())
	putAccount(b, s)
	p := policy.Default()
	s.withRoutes(policyRoute(p, 0, "one"))
	writes(b, s, func(tx *Tx) error { return tx.dropProjections() })
	companies(b, s, 500)
	begin := time.Now()
	for start := 0; start < n; start += 500 {
		mails := make([]Arrival, 0, 500)
		for i := start; i < min(start+500, n); i++ {
			at := noon().Add(-time.Duration(n-i) * time.Minute)
			raw := fmt.Sprintf("From: P%d <p%d@client%d.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: Export %d stops\r\nMessage-ID: <b%d@client.example>\r\n\r\nIs it the size?", i, i, i%1000, at.Format(time.RFC1123Z), i, i)
			mails = append(mails, Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
		}
		if _, err := s.Arrive(b.Context(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, mails); err != nil {
			b.Fatal(err)
		}
	}
	s.Settle()
	fmt.Printf("%d tickets in %.0f s\n", n, time.Since(begin).Seconds())
	var ids []int64
	read := func(fn func(tx *Tx) error) {
		b.Helper()
		if err := s.Read(b.Context(), fn); err != nil {
			b.Fatal(err)
		}
	}
	read(func(tx *Tx) (err error) {
		ids, err = list[int64](tx, `SELECT id FROM ticket ORDER BY id DESC LIMIT 2000`)
		return err
	})
	project := func(b *testing.B) {
		for b.Loop() {
			writes(b, s, func(tx *Tx) error {
				for start := 0; start < len(ids); start += 50 {
					touched := map[int64]bool{}
					for _, id := range ids[start:min(start+50, len(ids))] {
						touched[id] = true
					}
					if _, err := tx.projectAll(touched); err != nil {
						return err
					}
				}
				return nil
			})
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(ids)), "µs/ticket")
	}
	b.Run("project routed", project)
	s.withRoutes()
	b.Run("project unrouted", project)
	swap := func(name string, routes ...Route) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s.withRoutes(policyRoute(p, 0, "one"))
				writes(b, s, func(tx *Tx) error { return tx.setRoutesDone(routesDone{Versions: s.rules.Load().versions()}) })
				s.withRoutes(routes...)
				b.StartTimer()
				touched := 0
				for more := true; more; {
					c, again, err := s.Reroute(b.Context(), 50)
					if err != nil {
						b.Fatal(err)
					}
					touched, more = touched+len(c.Tickets), again
				}
				b.ReportMetric(float64(touched), "tickets")
			}
		})
	}
	one := policyRoute(p, 0, "one")
	swap("swap, a typo", one)
	swap("swap, from now on", one, policyRoute(p, ticket.TimeOf(noon()), "two"))
	swap("swap, from an hour ago", one, policyRoute(p, ticket.TimeOf(noon().Add(-time.Hour)), "two"))
	swap("swap, all of the past", policyRoute(p, 0, "two"))
}

// policyRoute is a version as the desk makes it (core.RouteOf).
func policyRoute(p *policy.Policy, from ticket.Time, print string) Route {
	return Route{From: from, Print: print, FreeMail: p.FreeMail, Ask: func(a ticket.Arrival, c ticket.CompanyData) ticket.Routed {
		r := p.Route(policy.Case{Channel: a.Channel, DeliveredTo: a.DeliveredTo, From: a.From, Subject: a.Subject, Customer: a.Customer, Plan: c.Value(ticket.ColumnPlan)})
		return ticket.Routed{Department: r.Department, Priority: ticket.Priority(r.Priority), Tags: r.Tags, By: r.By}
	}}
}

func companies(b *testing.B, s *Store, n int) {
	b.Helper()
	writes(b, s, func(tx *Tx) error {
		var objects []string
		var drafts []ticket.Draft
		for i := range n {
			domain := fmt.Sprintf("client%d.example", i)
			d, err := ticket.SetRow(ticket.CompanyID(domain, ""), 1, map[string]string{"name": fmt.Sprintf("Client %d", i), "domain": domain, "plan": []string{"Scale", "Trial", ""}[i%3], "notes": "Founded long ago, pays by invoice."})
			if err != nil {
				return err
			}
			drafts, objects = append(drafts, d), append(objects, ticket.CompanyID(domain, ""))
		}
		if _, err := tx.Append(drafts); err != nil {
			return err
		}
		_, err := tx.Project(objects...)
		return err
	})
}
