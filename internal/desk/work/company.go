package work

import (
	"context"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Company says whose ticket it is, where the contact's address does not tell it: by a company's name, domain or c…; an
// empty text gives it back to the table.
func (s *Service) Company(ctx context.Context, id, typed string) (core.Done, error) {
	typed = strings.TrimSpace(typed)
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		if typed == "" {
			return core.Edit{Drafts: []ticket.Draft{ticket.SetField(t.ID, ticket.PathCompany, nil)}, Text: "The company follows from the address again"}, nil
		}
		object, name, err := company(tx, typed)
		if err != nil {
			return core.Edit{}, err
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetField(t.ID, ticket.PathCompany, object)}, Text: "It is a ticket of " + name}, nil
	})
}

// CompanyField writes a field of a ticket's company by hand, for all its tickets; an empty value gives it back to the table.
func (s *Service) CompanyField(ctx context.Context, id, column, value string) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		object, err := tx.CompanyOfTicket(row)
		if err != nil {
			return core.Edit{}, err
		}
		field := ticket.ColumnID(column)
		if object == "" || field == "" {
			return core.Edit{}, noCompany(t.Number, column)
		}
		text := "Set " + column + " of the company to “" + value + "”"
		if value == "" {
			text = "The company's " + column + " follows from the table again"
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetCompanyField(object, field, value)}, Text: text, Objects: []string{t.ID}}, nil
	})
}

// company finds what was typed.
func company(tx *store.Tx, typed string) (object, name string, err error) {
	const most = 10
	found, err := tx.CompaniesLike(typed, most)
	if err != nil {
		return "", "", err
	}
	names := make([]string, 0, len(found))
	for _, o := range found {
		data, err := tx.Company(o)
		if err != nil {
			return "", "", err
		}
		names = append(names, data.Short().Name)
	}
	switch len(found) {
	case 0:
		return "", "", fault.Newf(fault.NotFound, "Write its name, its domain or its email alias as the company table has it.", "There is no company %q.", typed)
	case 1:
		return found[0], names[0], nil
	}
	e := fault.Newf(fault.Refused, "Write more of the name, or its domain.", "%q could be several companies.", typed)
	e.Candidates = names
	return "", "", e
}

func noCompany(number, column string) error {
	if column == "" {
		return fault.New(fault.Usage, "The field of a company needs a name.", "Write one of the company table's headers, as churn-risk.")
	}
	return fault.Newf(fault.NotFound, "Say first whose it is, or import a table with its domain.", "No company is known for %s.", number)
}
