package inbox

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// routed adds what the rules did at arrival as the oldest line of a history.
func (s *Service) routed(tx *store.Tx, id string, row int64, out *[]ticket.Change) error {
	a, to, err := tx.Routed(row)
	if err != nil {
		return err
	}
	if c, ok := ticket.RoutedChange(a, to, s.core.Names(tx), s.label); ok {
		c.Ticket = id
		*out = append(*out, c)
	}
	return nil
}

// label is the shown name of what a field of a ticket holds.
func (s *Service) label(path, id string) string {
	p := s.core.Policy()
	switch path {
	case ticket.PathDept:
		for _, d := range p.Departments() {
			if d.ID == id {
				return d.Label
			}
		}
	case ticket.PathPipeline:
		for _, l := range p.Pipelines() {
			if l.ID == id {
				return l.Label
			}
		}
	case ticket.PathChannel:
		if c, ok := p.Channel(id); ok {
			return c.Label
		}
	case ticket.PathCats:
		for _, c := range p.Categories() {
			if c.ID == id {
				return c.Label
			}
		}
	}
	return id
}

// CompanyRecord is everything that is known of a ticket's company.
type CompanyRecord struct {
	ID     string                `json:"id"` // c…
	Name   string                `json:"name"`
	Plan   string                `json:"plan"`
	Churn  string                `json:"churnRisk"`
	Fields []ticket.CompanyField `json:"fields"` // in the order of the table, what else it holds behind
	ByHand bool                  `json:"byHand"` // somebody set it on the ticket; else it follows from the contact's address
	Others []ticket.Ticket       `json:"others"` // newest tickets of the same company
}

// otherTickets is how many of a company's other tickets its record shows.
const otherTickets = 20

// Company is the record of a ticket's company; not found where it has none.
func (s *Service) Company(ctx context.Context, id string) (out CompanyRecord, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		if out.ID, err = tx.CompanyOfTicket(row); err != nil {
			return err
		}
		none := fault.Newf(fault.NotFound, "Import a table with its domain: deskhand import companies.csv", "No company is known for %s.", t.Number)
		if out.ID == "" {
			return none
		}
		data, err := tx.Company(out.ID)
		if err != nil {
			return none
		}
		a, _, err := tx.Routed(row)
		if err != nil {
			return err
		}
		short := data.Short()
		out.Name, out.Plan, out.Churn, out.Fields, out.ByHand = short.Name, short.Plan, short.ChurnRisk, data.Fields(), a.Company != ""
		out.Others, err = tx.OthersOfCompany(t.ID, out.ID, otherTickets)
		return err
	})
	return out, err
}
