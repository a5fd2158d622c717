package ticket

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Query is a search as somebody typed it: words for the index, the rest for the ticket's row.
type Query struct {
	Words   []Term // all must stand in one entry
	Without []Term // none of these may stand in it
	From    []string
	To      []string
	Subject []string
	Filters []Filter
	Any     bool     // is:any
	Wrong   []string // what could not be understood, in words; the rest counts
}

// Term is a word, or a phrase that was quoted.
type Term struct {
	Text   string
	Phrase bool
	Prefix bool // the last word, still being typed
}

// Filter is one condition on a ticket's row.
type Filter struct {
	Key, Value string
	At         Time // of before: and after:
	Not        bool
}

// maxTerms bounds the index's work for one query.
const maxTerms = 32

// IsValues are what is: knows.
func IsValues() []string {
	return []string{"live", "open", "snoozed", "resolved", "closed", "unread", "mine", "machine", "spam", "history", "any"}
}

// HasValues are what has: knows.
func HasValues() []string { return []string{"tag", "owner", "unread", "snooze"} }

// ParseQuery reads words, "phrases" and the operators of cli.md. It never fails: what it cannot read is told in Wrong.
func ParseQuery(text string, zone *time.Location) Query {
	var q Query
	for _, tok := range tokens(text) {
		if key, value, ok := strings.Cut(tok.text, ":"); ok && !tok.quoted && key != "" {
			if q.operator(strings.ToLower(key), strings.Trim(value, `"`), zone) {
				continue
			}
		}
		if !strings.ContainsFunc(tok.text, isWord) {
			continue
		}
		if word, not := strings.CutPrefix(tok.text, "-"); not && !tok.quoted {
			if len(q.Without) < maxTerms {
				q.Without = append(q.Without, Term{Text: word})
			}
			continue
		}
		if len(q.Words) < maxTerms {
			q.Words = append(q.Words, Term{Text: tok.text, Phrase: tok.quoted})
		}
	}
	if len(q.Without) > 0 && !q.Indexed() {
		q.Wrong = append(q.Wrong, "-word leaves out of what is found; say what to look for too")
	}
	if n := len(q.Words); n > 0 && !endsInSpace(text) && !q.Words[n-1].Phrase {
		q.Words[n-1].Prefix = true
	}
	return q
}

func endsInSpace(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsSpace(r)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

type token struct {
	text   string
	quoted bool
}

// tokens splits at spaces outside quotes.
func tokens(text string) []token {
	var out []token
	var b strings.Builder
	inQuote, began := false, false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, token{b.String(), began})
		}
		b.Reset()
		began = false
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '„':
			if !inQuote && b.Len() == 0 {
				began = true
			}
			inQuote = !inQuote
			if !inQuote && began {
				flush()
			}
		case unicode.IsSpace(r) && !inQuote:
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}

// operator takes in key:value; false means it is none of ours and counts as a word.
func (q *Query) operator(key, value string, zone *time.Location) bool {
	not := strings.HasPrefix(key, "-")
	key = strings.TrimPrefix(key, "-")
	switch key {
	case "from", "to", "subject", "tag", "category", "status", "owner", "has", "before", "after", "in", "is", "priority":
	default:
		return false
	}
	if value == "" {
		return true // still being typed
	}
	low := strings.ToLower(value)
	if (key == "from" || key == "to" || key == "subject") && len(q.From)+len(q.To)+len(q.Subject) == maxTerms {
		return true
	}
	if not && (key == "from" || key == "to" || key == "subject") {
		q.Wrong = append(q.Wrong, fmt.Sprintf("-%s: is not known; only conditions on the ticket can be turned around", key))
		return true
	}
	switch key {
	case "from":
		q.From = append(q.From, low)
	case "to":
		q.To = append(q.To, low)
	case "subject":
		q.Subject = append(q.Subject, value)
	case "before", "after":
		at, ok := day(low, zone)
		if !ok {
			q.Wrong = append(q.Wrong, fmt.Sprintf("%s:%s is no day; write %s:2026-11-24", key, value, key))
			return true
		}
		q.Filters = append(q.Filters, Filter{Key: key, At: at, Not: not})
	case "is":
		known := prefixed(IsValues(), low)
		if known == "" {
			q.Wrong = append(q.Wrong, fmt.Sprintf("is:%s is not known; is: takes %s", value, strings.Join(IsValues(), ", ")))
			return true
		}
		if known == "any" {
			q.Any = true
			return true
		}
		q.Filters = append(q.Filters, Filter{Key: key, Value: known, Not: not})
	case "has":
		known := prefixed(HasValues(), low)
		if known == "" {
			q.Wrong = append(q.Wrong, fmt.Sprintf("has:%s is not known; has: takes %s", value, strings.Join(HasValues(), ", ")))
			return true
		}
		q.Filters = append(q.Filters, Filter{Key: key, Value: known, Not: not})
	default:
		q.Filters = append(q.Filters, Filter{Key: key, Value: low, Not: not})
	}
	return true
}

func prefixed(of []string, typed string) string {
	for _, v := range of {
		if strings.HasPrefix(v, typed) {
			return v
		}
	}
	return ""
}

func day(text string, zone *time.Location) (Time, bool) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return TimeOf(t), true
		}
	}
	return 0, false
}

// Indexed tells whether the query needs the text index.
func (q Query) Indexed() bool {
	return len(q.Words)+len(q.From)+len(q.To)+len(q.Subject) > 0
}

// Empty tells whether nothing was asked.
func (q Query) Empty() bool { return !q.Indexed() && len(q.Filters) == 0 && !q.Any }

// Match tells whether a ticket's row meets the filters. Spam stands out of the way unless it is asked for.
func (q Query) Match(t Ticket, v Viewer) bool {
	spamAsked := q.Any || slices.ContainsFunc(q.Filters, func(f Filter) bool { return f.Key == "is" && f.Value == "spam" || f.Key == "in" })
	if t.Spam && !spamAsked {
		return false
	}
	for _, f := range q.Filters {
		if f.holds(t, v) == f.Not {
			return false
		}
	}
	return true
}

func (f Filter) holds(t Ticket, v Viewer) bool {
	switch f.Key {
	case "is":
		return is(f.Value, t, v)
	case "tag":
		return slices.ContainsFunc(t.Tags, func(s string) bool { return strings.HasPrefix(s, f.Value) })
	case "category":
		return slices.ContainsFunc(t.Categories, func(s string) bool { return strings.HasPrefix(s, f.Value) })
	case "status":
		return strings.HasPrefix(string(t.Status), f.Value)
	case "priority":
		return strings.HasPrefix(string(t.Priority), f.Value)
	case "owner":
		return owner(f.Value, t, v)
	case "has":
		return has(f.Value, t)
	case "in":
		return in(f.Value, t)
	case "before":
		return t.UpdatedAt < f.At
	case "after":
		return t.UpdatedAt >= f.At
	}
	return false
}

func owner(value string, t Ticket, v Viewer) bool {
	switch value {
	case "me":
		return t.Owner == v.Me && v.Me != ""
	case "none", "nobody":
		return t.Owner == ""
	}
	return t.Owner == value || strings.HasPrefix(strings.TrimPrefix(t.Owner, "team:"), value)
}

func has(value string, t Ticket) bool {
	switch value {
	case "tag":
		return len(t.Tags) > 0
	case "owner":
		return t.Owner != ""
	case "unread":
		return t.Unread > 0
	case "snooze":
		return t.Snoozed
	}
	return false
}

func in(value string, t Ticket) bool {
	return strings.HasPrefix(t.Mailbox, value) || strings.HasPrefix(t.Pipeline, value) || strings.HasPrefix(t.Department, value) || strings.HasPrefix(t.Channel, value)
}

func is(value string, t Ticket, v Viewer) bool {
	switch value {
	case "live":
		return !t.Status.Done() && !t.Snoozed && !t.Spam && !t.Machine && !t.History
	case "open":
		return !t.Status.Done() && !t.History && !t.Machine
	case "snoozed":
		return t.Snoozed
	case "resolved":
		return t.Status == Resolved
	case "closed":
		return t.Status == Closed
	case "unread":
		return t.Unread > 0
	case "mine":
		return t.Owner != "" && (t.Owner == v.Me || slices.Contains(v.Teams, t.Owner))
	case "machine":
		return t.Machine
	case "spam":
		return t.Spam
	case "history":
		return t.History
	}
	return false
}
