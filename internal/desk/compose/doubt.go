package compose

import (
	"slices"
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/store"
)

// doubts tells why to look twice at who gets an answer: what is said against the writer of the mail that is answered, while
// the answer goes to the address that it gave, and nobody here has written to that address in this conversation before.
// Empty: nothing.
func (s *Service) doubts(tx *store.Tx, t *talk, parent int, to []mail.Address) (string, error) {
	if s.o.Sender == nil || parent < 0 {
		return "", nil
	}
	m := t.mail(parent)
	asked := append([]mail.Address{m.From}, m.ReplyTo...)
	if !slices.ContainsFunc(to, func(a mail.Address) bool { return in(a, asked) && !t.us.ours(a.Addr) && !t.answered(a) }) {
		return "", nil
	}
	v, err := s.o.Sender(tx, t.rows, t.rows[parent].Key)
	if err != nil || v == nil {
		return "", err
	}
	words := make([]string, 0, len(v.Warnings))
	for _, w := range v.Warnings {
		words = append(words, w.Text)
	}
	return strings.Join(words, " "), nil
}

// in tells whether an address is one of a list.
func in(a mail.Address, list []mail.Address) bool {
	return slices.ContainsFunc(list, func(b mail.Address) bool { return strings.EqualFold(a.Addr, b.Addr) })
}

// answered tells whether a mail of ours in this conversation went to an address: somebody has decided.
func (t *talk) answered(a mail.Address) bool {
	for i, row := range t.rows {
		if m := t.mails[i]; row.Out && m != nil && t.us.ours(m.From.Addr) && (in(a, m.To) || in(a, m.Cc)) {
			return true
		}
	}
	return false
}
