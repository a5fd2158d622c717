package core

import (
	"slices"

	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// The moves of mail that follow from an act on its ticket, where a mailbox's switch asks for them. They are ops of the
// same action, so that one undo takes all of it back.

// Archived moves what of an ended ticket stands in an inbox to the archive.
func (c *Core) Archived(tx *store.Tx, row int64) ([]ticket.Draft, error) {
	keys, err := tx.Standing(row, ticket.PlaceArchive, ticket.PlaceArchive, ticket.PlaceInbox)
	return ticket.SetPlace(ticket.PlaceArchive, keys...), err
}

// Reopened moves what its end put into the archive back.
func (c *Core) Reopened(tx *store.Tx, row int64) ([]ticket.Draft, error) {
	keys, err := tx.PlacedBy(row, ticket.PlaceArchive)
	return ticket.SetPlace(ticket.PlaceInbox, keys...), err
}

// Spam moves the mail of a ticket that is spam to Junk: what stands in an inbox, an archive or a folder of no role.
func (c *Core) Spam(tx *store.Tx, row int64) ([]ticket.Draft, error) {
	keys, err := tx.Standing(row, ticket.PlaceJunk, ticket.PlaceJunk, ticket.PlaceInbox, ticket.PlaceArchive, "")
	return ticket.SetPlace(ticket.PlaceJunk, keys...), err
}

// NoSpam moves what stands in Junk, or waits to go there, to the inbox.
func (c *Core) NoSpam(tx *store.Tx, row int64) ([]ticket.Draft, error) {
	keys, err := tx.PlacedBy(row, ticket.PlaceJunk)
	if err != nil {
		return nil, err
	}
	there, err := tx.Standing(row, ticket.PlaceJunk, ticket.PlaceInbox, ticket.PlaceJunk)
	return ticket.SetPlace(ticket.PlaceInbox, slices.Compact(slices.Sorted(slices.Values(append(keys, there...))))...), err
}
