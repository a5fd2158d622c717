package work

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Place moves a mail on the server to another folder: inbox, archive, junk or trash. It is refused where the mailbox's
// switch for it is off, as nothing would come of it.
func (s *Service) Place(ctx context.Context, message, where string) (core.Done, error) {
	where = strings.ToLower(strings.TrimSpace(where))
	if !slices.Contains(ticket.Places(), where) {
		return core.Done{}, fault.Newf(fault.Usage, "It is one of "+strings.Join(ticket.Places(), ", ")+".", "%q is no place of a mail.", where)
	}
	return s.onMail(ctx, message, func(tx *store.Tx, m store.Message) (core.Edit, error) {
		can, err := tx.CanPlace(m.Key, where)
		if err != nil {
			return core.Edit{}, err
		}
		switch can {
		case store.PlacedAlready:
			return core.Edit{Text: "It stands there already"}, nil
		case store.PlaceOff:
			return core.Edit{}, fault.New(fault.Refused, "Deskhand is not allowed to move this mail on the server.",
				"Switch it on in the mailbox's settings. On the command line: `deskhand account set ACCOUNT --mirror …`.")
		case store.PlaceNowhere:
			return core.Edit{}, fault.New(fault.Refused, "This mail is no longer on the server.", "It stays on this desk as it is.")
		case store.PlaceOn:
		}
		return core.Edit{Drafts: ticket.SetPlace(where, m.Key), Text: placed(where)}, nil
	})
}

// onMail makes an edit of one mail; what is done is told of its ticket.
func (s *Service) onMail(ctx context.Context, message string, edit func(tx *store.Tx, m store.Message) (core.Edit, error)) (core.Done, error) {
	var done core.Done
	op, text, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		m, err := tx.Message(strings.TrimSpace(message))
		if err != nil {
			return core.Edit{}, noMessage(message, err)
		}
		t, _, err := tx.Ticket(m.Ticket)
		if err != nil {
			return core.Edit{}, err
		}
		done.Ticket, done.Number = t.ID, t.Number
		return edit(tx, m)
	})
	done.Op, done.Text, done.Undo = op, text, op != ""
	return done, err
}

func placed(where string) string {
	switch where {
	case ticket.PlaceArchive:
		return "Goes into the archive on the server"
	case ticket.PlaceJunk:
		return "Goes into Junk on the server"
	case ticket.PlaceTrash:
		return "Goes into Trash on the server"
	}
	return "Goes back into the inbox on the server"
}

func noMessage(key string, err error) error {
	if e := fault.From(err); e.Code != fault.NotFound {
		return e
	}
	return fault.Newf(fault.NotFound, "`deskhand show TICKET --json` lists the ids of its messages.", "There is no message %s.", key)
}
