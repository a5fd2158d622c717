package desk

import (
	"context"

	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/store"
)

// closingMail lets a reply go out with the close of its ticket.
type closingMail struct{ compose *compose.Service }

func (c closingMail) Prepare(ctx context.Context, draft string, how closing.SendOptions) (closing.Prepared, error) {
	p, err := c.compose.Prepare(ctx, draft, compose.SendOptions(how))
	if err != nil {
		return nil, err //nolint:wrapcheck // a fault, told as it is
	}
	return preparedMail{p}, nil
}

type preparedMail struct{ *compose.Prepared }

// Went tells of the mail and of the close at once.
func (p preparedMail) Went(ctx context.Context, m store.OutboxMail, d core.Done) core.Done {
	return p.Prepared.Went(ctx, m, d).Done
}
