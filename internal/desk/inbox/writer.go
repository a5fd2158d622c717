package inbox

import (
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/mail/host"
	"deskhand/internal/mail/sender"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const (
	learnFrom  = 25        // mails of an account from which its server's name is learnt
	learnBytes = 32 << 10  // of each: its head
	learnAgain = time.Hour // after so long; a mailbox may have moved
)

// servers remembers under which names the accounts' own servers sign what they find out about a mail.
type servers struct {
	mu    sync.Mutex
	known map[string]learnt
}

type learnt struct {
	names []string
	at    time.Time
}

// authServ gives the names of an account's own servers, learnt from its newest mails.
func (s *Service) authServ(tx *store.Tx, account string, hosts []string) ([]string, error) {
	now := s.core.Now()
	s.servers.mu.Lock()
	known, ok := s.servers.known[account]
	s.servers.mu.Unlock()
	if age := now.Sub(known.at); ok && age >= 0 && age < learnAgain {
		return known.names, nil
	}
	mails, err := tx.NewestIn(account, learnFrom)
	if err != nil {
		return nil, err
	}
	heads := make([]sender.Head, 0, len(mails))
	for _, m := range mails {
		p := mail.ParsePartReader(io.LimitReader(tx.Raw(m.Raw), learnBytes)) // the files of no mail
		heads = append(heads, sender.Head{Auth: p.Auth, ReceivedBy: p.ReceivedBy})
	}
	known = learnt{sender.Learn(heads, hosts...), now}
	s.servers.mu.Lock()
	defer s.servers.mu.Unlock()
	if s.servers.known == nil {
		s.servers.known = map[string]learnt{}
	}
	s.servers.known[account] = known
	return known.names, nil
}

// writers judges who wrote the mails of a conversation. What is the same for all of them is read once.
type writers struct {
	s        *Service
	tx       *store.Tx
	accounts []store.Account
	in       sender.Input
}

func (s *Service) writers(tx *store.Tx) (*writers, error) {
	accounts, err := tx.Accounts()
	if err != nil {
		return nil, err
	}
	w := &writers{s: s, tx: tx, accounts: accounts}
	if w.in.OurHosts, err = ourHosts(s.core, tx); err != nil {
		return nil, err
	}
	w.in.Ours = s.ours
	for _, m := range s.core.Policy().Members() {
		w.in.Names = append(w.in.Names, m.Name)
	}
	return w, nil
}

// judge says who wrote a mail; earlier are the addresses that took part before it. Of a mail from an address of ours there
// is something to say only where its check failed: then it is not.
func (w *writers) judge(m store.Message, earlier []string) (*sender.Verdict, error) {
	p := w.s.Parsed(w.tx, m)
	in := w.in
	in.From, in.Sender, in.ReplyTo, in.Auth, in.Known = p.From, p.Sender, p.ReplyTo, p.Auth, earlier
	if m.Machine != "" { // a list, a shop, a form: their answers go elsewhere by nature
		in.ReplyTo = nil
	}
	if m.Channel != "" { // a system that wrote for somebody: answers go to them, and that is right
		in.ReplyTo = slices.DeleteFunc(slices.Clone(in.ReplyTo), func(a mail.Address) bool { return strings.EqualFold(a.Addr, m.Addr) })
	}
	if len(p.Auth) > 0 {
		account, err := w.tx.AccountOf(m.Raw)
		if err != nil {
			return nil, err
		}
		var own []string
		for _, a := range w.accounts {
			if a.ID == account {
				own = []string{a.IMAP.Host, host.OfAddress(a.Email)}
			}
		}
		if in.AuthServ, err = w.s.authServ(w.tx, account, own); err != nil {
			return nil, err
		}
	}
	v := sender.Judge(in)
	if m.Out && v.Auth != sender.Fail {
		return nil, nil
	}
	return &v, nil
}

// wrote says of each mail of a conversation who wrote it; entries are those of mails, in their order.
func (s *Service) wrote(tx *store.Tx, mails []store.Message, entries []ticket.Entry) error {
	w, err := s.writers(tx)
	if err != nil {
		return err
	}
	pictures, err := remoteSenders(tx)
	if err != nil {
		return err
	}
	var known []string
	for i, m := range mails {
		v, err := w.judge(m, known)
		if err != nil {
			return err
		}
		entries[i].Sender = v
		entries[i].Remote = v != nil && v.Auth == sender.Pass && slices.Contains(pictures, strings.ToLower(entries[i].From))
		known = took(known, m, s.Parsed(tx, m))
	}
	return nil
}

// took lists who took part in a conversation with a mail: its writer, and whom one of ours went to.
func took(known []string, m store.Message, p *mail.Message) []string {
	if p.From.Addr != "" {
		known = append(known, p.From.Addr)
	}
	if m.Out {
		for _, a := range slices.Concat(p.To, p.Cc) {
			known = append(known, a.Addr)
		}
	}
	return known
}

// Sender says who wrote one mail of a conversation; mails are all of it, oldest first.
func (s *Service) Sender(tx *store.Tx, mails []store.Message, key string) (*sender.Verdict, error) {
	w, err := s.writers(tx)
	if err != nil {
		return nil, err
	}
	var known []string
	for _, m := range mails {
		if m.Key == key {
			return w.judge(m, known)
		}
		known = took(known, m, s.Parsed(tx, m))
	}
	return nil, nil
}
