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

// doubted is all that speaks against sending a draft as it is: what is said against who asks, and what saved replies that a
// colleague changed bring into it.
func (s *Service) doubted(tx *store.Tx, r *ready, d store.Draft) (doubts, hint string, err error) {
	saved, err := s.savedDoubts(tx, d)
	if err != nil {
		return "", "", err
	}
	hint = "Look at what it names, and send all the same if it is right (--anyway)."
	if d.Kind == store.DraftForward || d.Parent == "" {
		return saved, hint, nil
	}
	at, err := r.talk.parent(d.Parent)
	if err != nil {
		return saved, hint, nil //nolint:nilerr // it was moved to another ticket
	}
	who, err := s.doubts(tx, r.talk, at, slices.Concat(r.letter.To, r.letter.Cc))
	if who != "" {
		hint = "Look who asks, and send all the same if you know them (--anyway)."
	}
	return strings.TrimSpace(who + " " + saved), hint, err
}

// savedDoubts is what is said against the saved replies in a draft.
func (s *Service) savedDoubts(tx *store.Tx, d store.Draft) (string, error) {
	if s.o.Saved == nil || len(d.Saved) == 0 {
		return "", nil
	}
	return s.o.Saved.Doubts(tx, d.Saved, d.HTML+" "+d.Text) //nolint:wrapcheck // told as it is
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
