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
	Files   []string  // names of attached files
	Not     MailTerms // what the mail must not be
	Before  Time      // with words or people: the entry's time, else the ticket's last change; 0: any
	After   Time      // from then on
	Filters []Filter
	Any     bool     // is:any
	Wrong   []string // what could not be understood, in words; the rest counts
}

// MailTerms is what is asked of a mail's own fields.
type MailTerms struct {
	From, To, Subject, Files []string
}

// Term is a word, or a phrase that was quoted.
type Term struct {
	Text   string
	Phrase bool
	Prefix bool // the last word, still being typed
}

// Filter is one condition on a ticket: that Key is Value, or one of Or.
type Filter struct {
	Key, Value string
	Or         []string
	Not        bool
}

// Values are all that the filter takes.
func (f Filter) Values() []string { return append([]string{f.Value}, f.Or...) }

// maxTerms bounds the index's work for one query.
const maxTerms = 32

// Operators are the words before a colon that a query knows.
func Operators() []string {
	return []string{"from", "to", "subject", "filename", "tag", "category", "status", "priority", "owner", "in", "has", "is", "before", "after"}
}

// IsValues are what is: knows.
func IsValues() []string {
	return []string{"live", "open", "snoozed", "resolved", "closed", "unread", "mine", "unassigned", "waiting", "machine", "spam", "history", "any"}
}

// HasValues are what has: knows.
func HasValues() []string {
	return []string{"attachment", "file", "note", "call", "callback", "meeting", "draft", "tag", "category", "owner", "unread", "snooze"}
}

// ParseQuery reads words, "phrases" and the operators of cli.md. Days are those of now's zone. It never fails: what it
// cannot read is told in Wrong.
func ParseQuery(text string, now time.Time) Query {
	var q Query
	for _, tok := range tokens(text) {
		if key, value, ok := strings.Cut(tok.text, ":"); ok && !tok.quoted && key != "" {
			if q.operator(strings.ToLower(key), value, tok.inner, now) {
				continue
			}
		}
		if !strings.ContainsFunc(tok.text, isWord) {
			continue
		}
		if word, not := strings.CutPrefix(tok.text, "-"); not && !tok.quoted {
			if len(q.Without) < maxTerms {
				q.Without = append(q.Without, Term{Text: word, Phrase: tok.inner})
			}
			continue
		}
		if len(q.Words) < maxTerms {
			q.Words = append(q.Words, Term{Text: tok.text, Phrase: tok.quoted})
		}
	}
	if len(q.Without)+len(q.Not.Files) > 0 && !q.Indexed() {
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

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

type token struct {
	text   string
	quoted bool // it begins with a quote
	inner  bool // a part of it is quoted, as in from:"Ana Lima"
}

// tokens splits at spaces outside quotes.
func tokens(text string) []token {
	var out []token
	var b strings.Builder
	inQuote := false
	now := token{}
	flush := func() {
		if b.Len() > 0 {
			now.text = b.String()
			out = append(out, now)
		}
		b.Reset()
		now = token{}
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '„':
			if !inQuote && b.Len() == 0 {
				now.quoted = true
			}
			now.inner = now.inner || !now.quoted
			inQuote = !inQuote
			if !inQuote && now.quoted {
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
func (q *Query) operator(key, value string, quoted bool, now time.Time) bool {
	key, not := strings.CutPrefix(key, "-")
	if key == "file" {
		key = "filename"
	}
	if !slices.Contains(Operators(), key) {
		return false
	}
	low := strings.ToLower(value)
	if strings.Trim(low, ", ") == "" {
		return true // still being typed
	}
	switch key {
	case "from", "to", "subject", "filename":
		q.field(key, value, not)
	case "before", "after":
		q.day(key, low, not, now)
	default:
		values := []string{low}
		if !quoted {
			values = slices.DeleteFunc(strings.Split(low, ","), func(v string) bool { return v == "" })
		}
		q.filter(key, values, not)
	}
	return true
}

// field takes in what is asked of a mail's own fields.
func (q *Query) field(key, value string, not bool) {
	if len(q.From)+len(q.To)+len(q.Subject)+len(q.Files)+q.Not.count() == maxTerms {
		return
	}
	into := map[string]*[]string{"from": &q.From, "to": &q.To, "subject": &q.Subject, "filename": &q.Files}
	if not {
		into = map[string]*[]string{"from": &q.Not.From, "to": &q.Not.To, "subject": &q.Not.Subject, "filename": &q.Not.Files}
	}
	if key == "from" || key == "to" {
		value = strings.ToLower(value)
	}
	*into[key] = append(*into[key], value)
}

func (e MailTerms) count() int { return len(e.From) + len(e.To) + len(e.Subject) + len(e.Files) }

// day takes in a bound in time; of several the narrowest counts.
func (q *Query) day(key, value string, not bool, now time.Time) {
	at, ok := day(value, now)
	if !ok {
		q.Wrong = append(q.Wrong, fmt.Sprintf("%s:%s is no day; write %s:2026-11-24, %s:2026-11, %s:yesterday, %s:monday or %s:7d", key, value, key, key, key, key, key))
		return
	}
	if (key == "before") != not {
		if q.Before == 0 || at < q.Before {
			q.Before = at
		}
		return
	}
	q.After = max(q.After, at)
}

// filter takes in a condition on the ticket.
func (q *Query) filter(key string, values []string, not bool) {
	known := map[string][]string{"is": IsValues(), "has": HasValues()}[key]
	for i, v := range values {
		if known == nil {
			continue
		}
		whole := prefixed(known, v)
		if whole == "" {
			q.Wrong = append(q.Wrong, fmt.Sprintf("%s:%s is not known; %s: takes %s", key, v, key, strings.Join(known, ", ")))
			return
		}
		if whole == "any" {
			q.Any = true
			return
		}
		if whole == "file" {
			whole = "attachment"
		}
		values[i] = whole
	}
	f := Filter{Key: key, Value: values[0], Not: not}
	if len(values) > 1 {
		f.Or = values[1:min(len(values), maxTerms)]
	}
	if len(q.Filters) < maxTerms {
		q.Filters = append(q.Filters, f)
	}
}

// prefixed finds a value by its beginning, by the whole of it first: has:call is no callback.
func prefixed(of []string, typed string) string {
	if slices.Contains(of, typed) {
		return typed
	}
	for _, v := range of {
		if strings.HasPrefix(v, typed) {
			return v
		}
	}
	return ""
}

// Indexed tells whether the query needs the text index.
func (q Query) Indexed() bool {
	return len(q.Words)+len(q.From)+len(q.To)+len(q.Subject)+len(q.Files) > 0
}

// Empty tells whether nothing was asked.
func (q Query) Empty() bool {
	return !q.Indexed() && len(q.Filters)+len(q.Not.From)+len(q.Not.To)+len(q.Not.Subject) == 0 && q.Before == 0 && q.After == 0 && !q.Any
}
