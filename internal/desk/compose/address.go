package compose

import (
	"context"
	"errors"
	"slices"
	"strings"

	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/policy"
	"deskhand/internal/store"
)

// senders knows which addresses are ours and under which names they write.
type senders struct {
	policy   *policy.Policy
	accounts []store.Account
	agent    string
}

func (s *Service) senders(tx *store.Tx) (senders, error) {
	accounts, err := tx.Accounts()
	return senders{s.core.Policy(), accounts, s.core.Agent()}, err
}

func (s senders) ours(addr string) bool {
	return s.policy.IsOurAddress(addr) || slices.ContainsFunc(s.accounts, func(a store.Account) bool { return strings.EqualFold(a.Email, addr) })
}

// fallback is the first account's address.
func (s senders) fallback() string {
	if len(s.accounts) == 0 {
		return ""
	}
	return s.accounts[0].Email
}

// names are the display names that an address of ours writes under: the agent's by policy's pattern first, then its own.
func (s senders) names(addr string) []string {
	var out []string
	add := func(name string) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	m, known := s.policy.Member(s.agent)
	pattern := s.policy.Identities().FromName
	if first, _, _ := strings.Cut(m.Name, " "); known && first != "" && strings.Contains(pattern, "{agent}") {
		add(strings.ReplaceAll(pattern, "{agent}", first))
	}
	if a, ok := s.policy.Address(addr); ok {
		add(a.Name)
	}
	for _, a := range s.accounts {
		if strings.EqualFold(a.Email, addr) && len(out) == 0 {
			add(a.DisplayName)
		}
	}
	return append(out, "")[:max(1, len(out))]
}

// Sender is whom customers see a mail of an address of ours come from, and the team's name under it.
func (s *Service) Sender(ctx context.Context, addr string) (from, team string, err error) {
	err = s.core.Store.Read(ctx, func(tx *store.Tx) error {
		us, err := s.senders(tx)
		if froms := us.froms(addr, nil); len(froms) > 0 {
			from = froms[0]
		}
		return err
	})
	return from, s.core.Policy().TeamName(), err
}

// froms are the senders a mail of this conversation may have: first is asked for, then ours in it, then the accounts'.
func (s senders) froms(first string, talk []*mail.Message) []string {
	list := []string{first}
	for _, m := range slices.Backward(talk) {
		list = append(list, m.DeliveredTo)
		for _, a := range slices.Concat([]mail.Address{m.From}, m.To, m.Cc) {
			list = append(list, a.Addr)
		}
	}
	for _, a := range s.accounts {
		list = append(list, a.Email)
	}
	var out []string
	seen := map[string]bool{}
	for _, addr := range list {
		key := strings.ToLower(addr)
		if addr == "" || seen[key] || !s.ours(addr) {
			continue
		}
		seen[key] = true
		for _, name := range s.names(addr) {
			out = append(out, show(mail.Address{Name: name, Addr: addr}))
		}
	}
	return out
}

// account is whose server sends for an address: that of the same address, else that of the mail which is answered.
func (s senders) account(addr, holds string) (store.Account, bool) {
	for _, want := range []func(store.Account) bool{
		func(a store.Account) bool { return strings.EqualFold(a.Email, addr) },
		func(a store.Account) bool { return a.ID == holds },
		func(store.Account) bool { return true },
	} {
		if i := slices.IndexFunc(s.accounts, want); i >= 0 {
			return s.accounts[i], true
		}
	}
	return store.Account{}, false
}

// show writes an address as ParseRecipients reads it.
func show(a mail.Address) string {
	name := strings.Join(strings.Fields(a.Name), " ")
	switch {
	case name == "" || strings.EqualFold(name, a.Addr):
		return a.Addr
	case strings.ContainsAny(name, `,;<>"@\()`):
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + a.Addr + ">"
}

func showAll(list []mail.Address) string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = show(a)
	}
	return strings.Join(out, ", ")
}

// who names a person as one speaks of them: the first name, else the address.
func who(a mail.Address) string {
	name := strings.TrimSpace(a.Name)
	if name == "" || strings.Contains(name, "@") {
		return a.Addr
	}
	if family, given, ok := strings.Cut(name, ","); ok && strings.TrimSpace(given) != "" && !strings.Contains(family, " ") {
		name = strings.TrimSpace(given)
	}
	first, _, _ := strings.Cut(name, " ")
	return first
}

// badRecipient says the first thing that is wrong with a typed list.
func badRecipient(err error) string {
	var bad *letters.RecipientError
	if errors.As(err, &bad) {
		return bad.Error()
	}
	return ""
}

// typed reads To and Cc of a draft; nobody stands twice.
func typed(toText, ccText string) (to, cc []mail.Address, badTo, badCc string) {
	to, err := letters.ParseRecipients(toText)
	badTo = badRecipient(err)
	cc, err = letters.ParseRecipients(ccText)
	badCc = badRecipient(err)
	cc = slices.DeleteFunc(cc, func(a mail.Address) bool { return in(a, to) })
	return to, cc, badTo, badCc
}

// bare is the address of a typed sender.
func bare(from string) string {
	list, _ := letters.ParseRecipients(from) //nolint:errcheck // what is none is empty
	if len(list) == 0 {
		return ""
	}
	return list[0].Addr
}

// outside counts recipients that are not ours.
func (t *talk) outside(to, cc []mail.Address) int {
	return letters.Outside(slices.Concat(to, cc), t.us.ours)
}
