package desk

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/mail/host"
	"deskhand/internal/mail/machine"
	"deskhand/internal/mail/sender"
	"deskhand/internal/policy"
	"deskhand/internal/store"
)

// outsideOf makes of the policy's rules for mails of systems outside what the store asks about each mail, with a print.
func outsideOf(p *policy.Policy, ours func(string) bool, accounts []store.Account) (func(*mail.Message) (store.Outside, bool), string) {
	if !p.HasMailRules() {
		return nil, ""
	}
	sites := serverSites(accounts)
	h := fnv.New64a()
	for _, c := range p.Channels() {
		fmt.Fprintf(h, "%s %#v\n", c.ID, c.Mails)
	}
	fmt.Fprintln(h, sites)
	return func(m *mail.Message) (store.Outside, bool) {
		channel, rule, ok := p.MailRule(caseOf(m, sites))
		if !ok {
			return store.Outside{}, false
		}
		return outside(m, channel, rule, ours), true
	}, strconv.FormatUint(h.Sum64(), 36)
}

// ownList: an address of ours that is a mailing list or a group, by the id that such a one has.
func ownList(p *policy.Policy, accounts map[string]bool, id string) bool {
	is := func(addr string) bool { return id != "" && strings.EqualFold(strings.Replace(addr, "@", ".", 1), id) }
	for a := range accounts {
		if is(a) {
			return true
		}
	}
	return slices.ContainsFunc(p.Addresses(), func(a policy.Address) bool { return is(a.Address) })
}

// maxRuleText is how much of a mail's text rules look at, in bytes.
const maxRuleText = 64 << 10

func caseOf(m *mail.Message, sites []string) policy.Case {
	c := policy.Case{From: m.From.Addr, Subject: m.Subject, DeliveredTo: m.DeliveredTo, Text: m.Text[:min(len(m.Text), maxRuleText)]}
	var to strings.Builder
	for _, a := range slices.Concat(m.To, m.Cc) {
		c.To = append(c.To, a.Addr)
		if to.Len() < maxRuleText {
			to.WriteString(a.Name + " " + a.Addr + "\n")
		}
	}
	c.ToText = to.String()
	c.Auth = func() string {
		return sender.Judge(sender.Input{From: m.From, Auth: m.Auth, AuthServ: sites, Ours: func(string) bool { return false }}).Auth
	}
	return c
}

// outside reads out of a mail what its rule says where to find.
func outside(m *mail.Message, channel string, r policy.MailRule, ours func(string) bool) store.Outside {
	o := store.Outside{Channel: channel, Machine: r.Machine}
	if r.Machine || len(r.Address)+len(r.Person)+len(r.Phone) == 0 {
		return o
	}
	o.Moved = true
	from := mail.Address{}
	for _, entry := range r.Address {
		for _, a := range peopleAt(m, entry, machine.AddressIn) {
			if from.Addr == "" && a.Addr != "" && !ours(a.Addr) {
				from = a
			}
		}
	}
	o.Addr = strings.ToLower(from.Addr)
	for _, entry := range r.Phone {
		if label, ok := policy.Label(entry); ok && o.Phone == "" {
			o.Phone = machine.NumberIn(machine.Labelled(m.Text, []string{label}))
		}
	}
	for _, entry := range r.Person {
		for _, a := range peopleAt(m, entry, func(string) string { return "" }) {
			if o.Name == "" && !strings.EqualFold(a.Name, from.Addr) {
				o.Name = machine.WithoutNumber(a.Name)
			}
		}
	}
	o.Name = cmp.Or(o.Name, from.Name, o.Phone)
	return o
}

// peopleAt reads one place of a mail: a header's people, or the value behind a label, in which read finds the address.
func peopleAt(m *mail.Message, entry string, read func(string) string) []mail.Address {
	switch entry {
	case policy.PlaceFrom:
		return []mail.Address{m.From}
	case policy.PlaceReplyTo:
		return m.ReplyTo
	}
	label, ok := policy.Label(entry)
	if !ok {
		return nil
	}
	value := machine.Labelled(m.Text, []string{label})
	if addr := read(value); addr != "" {
		return []mail.Address{{Addr: addr}}
	}
	name, _, _ := strings.Cut(value, "<")
	return []mail.Address{{Name: strings.TrimSpace(name)}}
}

// serverSites are the registered domains under which the accounts' own servers sign what they found out. Unlike what is
// learnt from mail they are the same on every desk.
func serverSites(accounts []store.Account) []string {
	var out []string
	for _, a := range accounts {
		for _, site := range []string{host.Site(a.IMAP.Host), host.Site(host.OfAddress(a.Email))} {
			switch site {
			case "gmail.com", "googlemail.com":
				site = "google.com"
			case "office365.com", "live.com", "hotmail.com":
				site = "outlook.com"
			case "me.com", "mac.com":
				site = "icloud.com"
			}
			out = append(out, site)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
