package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"deskhand/internal/ticket"
)

// Route is one version of the policy, as far as it says what a ticket is at its arrival. A ticket is routed by the version
// in force at its first message, so that no later change of the rules changes the past.
type Route struct {
	From     ticket.Time
	Print    string                                                           // another print of the same rules means other rows
	FreeMail func(domain string) bool                                         // domains that are no company's
	Ask      func(a ticket.Arrival, company ticket.CompanyData) ticket.Routed // company as it was at arrival
}

// routeAt is the version in force at a moment: the oldest holds for all that is older.
func (r *Rules) routeAt(at ticket.Time) *Route {
	n, found := slices.BinarySearchFunc(r.Routes, at, func(v Route, t ticket.Time) int { return cmp.Compare(v.From, t) })
	if found {
		for n+1 < len(r.Routes) && r.Routes[n+1].From == at { // of two from the same moment the later one
			n++
		}
		return &r.Routes[n]
	}
	return &r.Routes[max(n-1, 0)]
}

// route asks the rules in force at a ticket's arrival.
func (tx *Tx) route(a ticket.Arrival) ticket.Routed {
	rules := tx.s.rules.Load()
	if len(rules.Routes) == 0 {
		return ticket.Routed{}
	}
	return tx.routeBy(rules.routeAt(a.At), a)
}

func (tx *Tx) routeBy(v *Route, a ticket.Arrival) ticket.Routed {
	object, past, err := a.Company, (*ticket.CompanyPast)(nil), error(nil)
	if object != "" {
		past, err = tx.companyPast(object)
	} else {
		object, past, err = tx.companyOf(a.Contact, a.At, v.FreeMail)
	}
	if err != nil {
		tx.s.log.Warn("read the company of a contact", "error", err)
	}
	var then, now ticket.CompanyData
	if past != nil {
		then, now = past.At(a.At), past.At(ticket.Forever)
	}
	out := v.Ask(a, then)
	out.Company, out.CompanyID = now.Short(), object
	return out
}

// Routed tells what was known of a ticket at its arrival, and what the rules in force then made of it.
func (tx *Tx) Routed(row int64) (ticket.Arrival, ticket.Routed, error) {
	in, err := tx.input(row)
	if err != nil {
		return ticket.Arrival{}, ticket.Routed{}, err
	}
	a, to := ticket.Route(in)
	return a, to, nil
}

// RoutedBy is a ticket's row as another version of the policy would make it, were it in force at its arrival.
func (tx *Tx) RoutedBy(row int64, v Route) (ticket.Row, error) {
	in, err := tx.input(row)
	if err != nil {
		return ticket.Row{}, err
	}
	in.Route = func(a ticket.Arrival) ticket.Routed { return tx.routeBy(&v, a) }
	return ticket.Project(in), nil
}

// settingRoutes is by which versions of the policy the rows were routed.
const settingRoutes = "routes"

// routesDone is its value. Below is where the walk over the tickets that a change may touch goes on.
type routesDone struct {
	Versions []routeVersion `json:"v"`
	Spans    [][2]int64     `json:"s,omitempty"` // of arrivals that have still to be routed anew, in ms
	Below    int64          `json:"b,omitempty"`
}

type routeVersion struct {
	From  int64  `json:"f"`
	Print string `json:"p"`
}

func (r *Rules) versions() (out []routeVersion) {
	for _, v := range r.Routes {
		out = append(out, routeVersion{int64(v.From), v.Print})
	}
	return out
}

// printAt is the print of the version in force at a moment.
func printAt(list []routeVersion, at int64) string {
	if len(list) == 0 {
		return ""
	}
	out := list[0].Print
	for _, v := range list {
		if v.From <= at {
			out = v.Print
		}
	}
	return out
}

// differing are the spans of arrivals that two lists of versions route otherwise.
func differing(a, b []routeVersion) (out [][2]int64) {
	edges := []int64{minTime, int64(ticket.Forever)}
	for _, v := range slices.Concat(a, b) {
		edges = append(edges, v.From)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i, at := range edges[:len(edges)-1] {
		if printAt(a, at) == printAt(b, at) {
			continue
		}
		if n := len(out); n > 0 && out[n-1][1] == at {
			out[n-1][1] = edges[i+1]
			continue
		}
		out = append(out, [2]int64{at, edges[i+1]})
	}
	return out
}

// minTime is before every moment that a mail can have.
const minTime = -int64(ticket.Forever)

func (tx *Tx) routesDone() (done routesDone, err error) {
	text, ok, err := tx.Setting(settingRoutes)
	if err != nil || !ok {
		return done, err
	}
	if err := json.Unmarshal([]byte(text), &done); err != nil {
		return done, fmt.Errorf("read how tickets were routed: %w", err)
	}
	return done, nil
}

func (tx *Tx) setRoutesDone(done routesDone) error {
	text, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("write how tickets were routed: %w", err)
	}
	return tx.SetSetting(settingRoutes, string(text))
}

// Reroute routes tickets anew after the versions of the policy changed, the newest first, at most limit of them: only those
// that arrived while another version is in force by now than when they were routed. more tells that there is more to do.
func (s *Store) Reroute(ctx context.Context, limit int) (changed Change, more bool, err error) {
	want := s.rules.Load().versions()
	err = s.Read(ctx, func(tx *Tx) error {
		done, err := tx.routesDone()
		more = err == nil && (!slices.Equal(done.Versions, want) || len(done.Spans) > 0)
		return err
	})
	if err != nil || !more {
		return Change{}, false, err
	}
	err = s.Ingest(ctx, func(tx *Tx, _ func() bool) (bool, error) {
		if err := tx.noteRoutes(); err != nil {
			return false, err
		}
		done, err := tx.routesDone()
		if err != nil {
			return false, err
		}
		ids, below, err := tx.arrivedIn(done, limit)
		if err != nil {
			return false, err
		}
		touched := map[int64]bool{}
		for _, id := range ids {
			touched[id] = true
		}
		if changed, err = tx.projectAll(touched); err != nil {
			return false, err
		}
		if done.Below, more = below, len(ids) == limit; !more {
			done.Spans, done.Below = nil, 0
		}
		return true, tx.setRoutesDone(done)
	})
	return changed, more, err
}

// noteRoutes notes durably, before a row is made by the versions in force, which arrivals the others routed otherwise:
// whenever the next versions come, what these have made is known.
func (tx *Tx) noteRoutes() error {
	if tx.noted {
		return nil
	}
	tx.noted = true
	done, err := tx.routesDone()
	if err != nil {
		return err
	}
	want := tx.s.rules.Load().versions()
	if slices.Equal(done.Versions, want) {
		return nil
	}
	return tx.setRoutesDone(routesDone{want, append(done.Spans, differing(done.Versions, want)...), int64(ticket.Forever)})
}

// arrivedIn lists the next tickets that arrived in one of the spans.
func (tx *Tx) arrivedIn(done routesDone, limit int) (ids []int64, below int64, err error) {
	below = done.Below
	if len(done.Spans) == 0 {
		return nil, below, nil
	}
	spans, err := json.Marshal(done.Spans)
	if err != nil {
		return nil, below, fmt.Errorf("read spans: %w", err)
	}
	ids, err = list[int64](tx, `SELECT id FROM ticket WHERE id < ? AND routed_at <> 0
		AND EXISTS (SELECT 1 FROM json_each(?) WHERE routed_at >= value ->> 0 AND routed_at < value ->> 1) ORDER BY id DESC LIMIT ?`, done.Below, string(spans), limit)
	if len(ids) > 0 {
		below = ids[len(ids)-1]
	}
	return ids, below, err
}

// OpenRows lists the tickets that somebody may still have to work on, those that sleep included, the newest first.
func (tx *Tx) OpenRows() ([]int64, error) {
	return list[int64](tx, `SELECT id FROM ticket WHERE shown = 1 AND spam = 0 AND machine = 0 AND history = 0 AND status NOT IN (?, ?) ORDER BY id DESC`,
		ticket.Resolved, ticket.Closed)
}

// RowsSince lists the tickets that began since a moment, the newest first.
func (tx *Tx) RowsSince(at ticket.Time) ([]int64, error) {
	return list[int64](tx, `SELECT id FROM ticket WHERE shown = 1 AND spam = 0 AND machine = 0 AND routed_at >= ? ORDER BY routed_at DESC`, int64(at))
}

// TicketByID reads a ticket by its row.
func (tx *Tx) TicketByID(row int64) (ticket.Ticket, error) { return tx.ticketByID(row) }
