package compose

import (
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/mail/thread"
)

// Recipients are the people an answer goes to by default.
type Recipients struct {
	To, Cc []mail.Address
	// Left are people who only the thread's ids bring in: offered, never the default (security.md, "false identity").
	Left []mail.Address
}

// ReplyTo says whom an answer to m addresses: Reply-To where it names somebody else than us, else From; with all, also
// To and Cc. Ours are left out, everybody stands once, and strangers go to Left. ours tells our addresses; strange, which
// may be nil, tells who is new to the thread ([Strangers]). An answer to our own mail goes where that went.
func ReplyTo(m *mail.Message, all bool, ours, strange func(addr string) bool) Recipients {
	r := replier{ours: ours, strange: strange, seen: map[string]bool{}}
	own := m.From.Addr != "" && ours(m.From.Addr)
	first := []mail.Address{m.From}
	switch {
	case own && r.any(m.To):
		first = m.To
	case r.any(m.ReplyTo):
		first = m.ReplyTo
	case own:
		r.ours = func(string) bool { return false } // among ourselves: we are who is answered
	}
	r.add(&r.out.To, first)
	r.ours = ours
	if all {
		if !own {
			r.add(&r.out.To, m.To)
		}
		r.add(&r.out.Cc, m.Cc)
	}
	return r.out
}

type replier struct {
	ours, strange func(string) bool
	seen          map[string]bool
	out           Recipients
}

// any: somebody here can be answered and is not us.
func (r *replier) any(list []mail.Address) bool {
	for _, a := range list {
		if a.Addr != "" && !r.ours(a.Addr) {
			return true
		}
	}
	return false
}

func (r *replier) add(to *[]mail.Address, list []mail.Address) {
	for _, a := range list {
		a.Addr = asciiDomain(a.Addr)
		key := fold(a.Addr)
		if key == "" || r.seen[key] || r.ours(a.Addr) {
			continue
		}
		r.seen[key] = true
		if r.strange != nil && r.strange(a.Addr) || CheckAddress(a.Addr) != nil {
			r.out.Left = append(r.out.Left, a)
			continue
		}
		*to = append(*to, a)
	}
}

// Strangers tells, for a thread's messages in order, who is new here: people who write themselves into it by its ids
// without anybody of it having addressed them. Those of the first message, whom they or we address, who names no mail and
// so came by another way, and whose message was let in (belongs) belong.
func Strangers(talk []*mail.Message, ours func(addr string) bool, belongs map[string]bool) func(addr string) bool {
	known := map[string]bool{}
	take := func(lists ...[]mail.Address) {
		for _, list := range lists {
			for _, a := range list {
				known[fold(a.Addr)] = true
			}
		}
	}
	for i, m := range talk {
		if i > 0 && !known[fold(m.From.Addr)] && !ours(m.From.Addr) && !belongs[m.Key] && len(thread.Links(m)) > 0 {
			continue
		}
		take([]mail.Address{m.From}, m.ReplyTo, m.To, m.Cc)
	}
	return func(addr string) bool { return !known[fold(addr)] && !ours(addr) }
}

// SenderFor says which of our addresses answers m: the one it was delivered to (B22), else the first of To and Cc that
// is ours, else fallback.
func SenderFor(m *mail.Message, ours func(addr string) bool, fallback string) string {
	if m.DeliveredTo != "" && ours(m.DeliveredTo) {
		return m.DeliveredTo
	}
	if m.From.Addr != "" && ours(m.From.Addr) {
		return m.From.Addr
	}
	for _, list := range [...][]mail.Address{m.To, m.Cc} {
		for _, a := range list {
			if a.Addr != "" && ours(a.Addr) {
				return a.Addr
			}
		}
	}
	return fallback
}

// ReplySubject is "Re: " and the subject without the prefixes of earlier answers.
func ReplySubject(subject string) string { return prefixed("Re: ", subject) }

// ForwardSubject is "Fwd: " and the subject without earlier prefixes.
func ForwardSubject(subject string) string { return prefixed("Fwd: ", subject) }

func prefixed(prefix, subject string) string {
	s := oneLine(subject)
	for next := thread.TrimPrefix(s); next != s; next = thread.TrimPrefix(s) {
		s = next
	}
	return strings.TrimSpace(prefix + s)
}
