package inbox

import (
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// elsewhere marks the mails that another mail program sent or answered.
func elsewhere(tx *store.Tx, row int64, records []journal.Record, out []ticket.Entry) error {
	mails, err := tx.Mails(row)
	if err != nil {
		return err
	}
	sent, err := tx.SentHere(row)
	if err != nil {
		return err
	}
	answered, err := tx.AnsweredThere(row)
	if err != nil {
		return err
	}
	found := ticket.Elsewhere(mails, records, sent, answered)
	for i := range out {
		out[i].Elsewhere = found[out[i].ID]
	}
	return nil
}
