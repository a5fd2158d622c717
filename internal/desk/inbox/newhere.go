package inbox

import (
	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// newHere marks the entries of a ticket's mails whose writers joined by References alone; entries are those of messages,
// in their order.
func (s *Service) newHere(tx *store.Tx, row int64, messages []store.Message, entries []ticket.Entry) error {
	belongs, err := tx.Belongs(row)
	if err != nil {
		return err
	}
	talk := make([]*mail.Message, len(messages))
	for i, m := range messages {
		talk[i] = m.Judged(s.Parsed(tx, m))
	}
	strange := letters.Strangers(talk, s.ours, belongs)
	for i, m := range messages {
		entries[i].NewHere = !m.Out && m.Machine == "" && strange(m.Addr)
	}
	return nil
}

// ours tells our addresses, as the lists have them.
func (s *Service) ours(addr string) bool { return s.core.Store.Ours(addr) }
