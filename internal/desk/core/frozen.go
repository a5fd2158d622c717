package core

import (
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Frozen refuses an act on what can only be read here.
func Frozen() error {
	return fault.New(fault.Refused, ticket.FrozenWords, "Install the newest Deskhand; nothing is lost meanwhile.")
}

// thawed refuses drafts on what a newer Deskhand changed in a way that this one does not know.
func thawed(tx *store.Tx, drafts []ticket.Draft) error {
	asked := map[string]bool{}
	for _, d := range drafts {
		object := d.Object
		if v, ok := d.Value.(ticket.ObjectValue); ok && v.Ticket != "" && d.Path == ticket.PathNew { // it is not here yet; its ticket is
			object = v.Ticket
		}
		if object == "" || object[0] == '@' || asked[object] {
			continue
		}
		asked[object] = true
		frozen, err := tx.Frozen(object)
		if err != nil {
			return err
		}
		if frozen {
			return Frozen()
		}
	}
	return nil
}
