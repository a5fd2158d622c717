package policy

import (
	"fmt"
	"slices"
	"strings"
)

// HasMailRules tells whether any channel knows a system's mail, so that nobody need gather a Case for nothing.
func (p *Policy) HasMailRules() bool {
	return slices.ContainsFunc(p.doc.Channels, func(c Channel) bool { return len(c.Mails) > 0 })
}

// MailRule finds the first rule of the first channel that knows a mail.
func (p *Policy) MailRule(c Case) (channel string, rule MailRule, ok bool) {
	for _, ch := range p.doc.Channels {
		for _, r := range ch.Mails {
			if p.Holds(r.When, c) {
				return ch.ID, r, true
			}
		}
	}
	return "", MailRule{}, false
}

// Label tells whether an entry of Address, Person or Phone is the label of a line of the text, without its colon.
func Label(entry string) (label string, ok bool) {
	entry = strings.TrimSpace(entry)
	for _, colon := range [...]string{":", "："} {
		if label, ok = strings.CutSuffix(entry, colon); ok {
			return strings.TrimSpace(label), label != ""
		}
	}
	return "", false
}

// mailRules checks the rules for mails of systems outside. One that would match what it does not mean is fatal.
func (v *validator) mailRules() {
	for i, c := range v.doc.Channels {
		for j, r := range c.Mails {
			at := fmt.Sprintf("channels[%d].mails[%d]", i, j)
			if len(r.When) == 0 {
				v.broken(at, "add a condition, as from: forms@example.org", "the rule %q of the channel %q matches every mail", r.Name, c.ID)
			}
			v.mailFacts(at+".when", r.When, true)
			v.conditions(at+".when", r.When)
			for _, list := range []struct {
				key     string
				entries []string
			}{{".address", r.Address}, {".person", r.Person}, {".phone", r.Phone}} {
				for k, entry := range list.entries {
					if _, isLabel := Label(entry); !isLabel && entry != PlaceFrom && entry != PlaceReplyTo {
						v.odd(fmt.Sprintf("%s%s[%d]", at, list.key, k), "from, reply-to, or a label of the text with its colon, as \"Email:\"", "%q says no place of a mail", entry)
					}
				}
			}
			if r.Machine && len(r.Address)+len(r.Person)+len(r.Phone) > 0 {
				v.odd(at, "leave machine out if a customer waits", "the rule %q says who waits, and that nobody does", r.Name)
			}
		}
	}
}

// mailFacts asks that rules for mails use what a mail says, and that others do not.
func (v *validator) mailFacts(path string, when []Condition, ofMails bool) {
	only := []string{"to", "toText", "text", "auth"}
	for i, w := range when {
		at := fmt.Sprintf("%s[%d]", path, i)
		if w.Not != nil {
			v.mailFacts(at, []Condition{*w.Not}, ofMails)
		}
		v.mailFacts(at, w.Any, ofMails)
		switch {
		case w.Fact == "":
		case ofMails && !slices.Contains(MailFacts(), w.Fact):
			v.broken(at, "known of a mail: "+strings.Join(MailFacts(), ", "), "%s asks about %q, which one mail does not say", path, w.Fact)
		case !ofMails && slices.Contains(only, w.Fact):
			v.broken(at, "use it in channels: … mails: … when:", "%s asks about %q, which is known of single mails only", path, w.Fact)
		}
	}
}
