package savedreply

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FindOptions narrow and order what Find gives.
type FindOptions struct {
	Mode      Mode
	Languages []string       // the customer's, then the team's
	Recent    map[string]int // how often each name was used lately
	Limit     int            // 0: 50
}

// Hit is a reply that was found: one a name, in the language that fits.
type Hit struct {
	Reply   *Reply
	Score   int
	Refused string // why it cannot be inserted in this mode (E5); such hits come last
}

// entry is what is searched of a name. Everything is folded: lower case, no accents.
type entry struct {
	name     string
	words    []string // of the name
	about    []string // words of category, language and for
	text     string   // subjects and the beginning of the bodies, of all variants
	variants []*Reply
}

// searchedBody is how much of a body is searched, in bytes; maxTerms how many words of a query.
const searchedBody, maxTerms = 2 << 10, 8

func (l *Library) index() []entry {
	var out []entry
	seen := map[string]bool{}
	for _, r := range l.replies {
		key := foldKey(r.Name)
		if seen[key] {
			continue
		}
		seen[key] = true
		e := entry{name: fold(r.Name), variants: l.names[key]}
		e.words = split(e.name)
		var text strings.Builder
		for _, v := range e.variants {
			e.about = append(e.about, split(fold(v.Category))...)
			e.about = append(e.about, fold(v.Language), string(v.Kind))
			if v.For != "" {
				e.about = append(e.about, string(v.For)) // the words ticket and chat find by E7's convention
			}
			text.WriteString(fold(v.Subject) + "\n" + fold(cut(v.Body, searchedBody)) + "\n")
		}
		slices.Sort(e.about)
		e.about = slices.Compact(e.about)
		e.text = text.String()
		out = append(out, e)
	}
	return out
}

// fold is lower case without accents.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s)), "ß", "ss")
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Find lists what fits the typed words, best first: each word must be found in the name (begin of a word, inside, its
// letters in order, one slip), in category, kind, language or "ticket" and "chat" (E7), or in the text. Without words it
// lists everything, what was used lately first.
func (l *Library) Find(query string, o FindOptions) []Hit {
	terms := split(fold(cut(query, 200)))
	terms = terms[:min(len(terms), maxTerms)]
	o.Languages = tags(o.Languages)
	var hits []Hit
	for i := range l.entries {
		e := &l.entries[i]
		score := e.score(terms)
		if score == 0 {
			continue
		}
		r := pick(e.variants, o.Languages)
		h := Hit{Reply: r, Score: score + o.bonus(r), Refused: r.Refused(o.Mode)}
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if (a.Refused == "") != (b.Refused == "") {
			return cmp.Compare(a.Refused, b.Refused)
		}
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Reply.Name, b.Reply.Name), cmp.Compare(a.Reply.Path, b.Reply.Path))
	})
	limit := o.Limit
	if limit <= 0 {
		limit = 50
	}
	return hits[:min(len(hits), limit)]
}

// bonus is for use and for the work the mode belongs to; it never outweighs a better kind of match.
func (o FindOptions) bonus(r *Reply) int {
	n := o.Recent[r.Name]
	score := int(min(4*math.Log2(float64(1+max(n, 0))), 18))
	if o.Mode == ModeChat && r.For == ForChat || o.Mode == ModeEmail && r.For == ForTicket {
		score++
	}
	return score
}

// score is 0 where a term is not found. The steps are further apart than any bonus.
func (e *entry) score(terms []string) int {
	total := 1
	for _, t := range terms {
		s := e.term(t)
		if s == 0 {
			return 0
		}
		total += s
	}
	if len(terms) > 1 && strings.Contains(e.name, strings.Join(terms, "_")) {
		total += 20
	}
	return total
}

func (e *entry) term(t string) int {
	switch {
	case e.name == t:
		return 220
	case slices.Contains(e.words, t):
		return 200
	case strings.HasPrefix(e.name, t):
		return 180
	case slices.ContainsFunc(e.words, func(w string) bool { return strings.HasPrefix(w, t) }):
		return 160
	case slices.ContainsFunc(e.about, func(w string) bool { return w == t || len(t) > 1 && strings.HasPrefix(w, t) }):
		return 140
	case t == "tst" || t == "tsc": // the convention, and nothing like it
		return 0
	case len(t) > 1 && strings.Contains(e.name, t):
		return 120
	case len(t) > 1 && initials(e.words, t):
		return 100
	case len(t) > 3 && slices.ContainsFunc(e.words, func(w string) bool { return slip(t, w) }):
		return 80
	case len(t) > 1 && atWord(e.text, t):
		return 60
	case len(t) > 2 && subsequence(e.name, t):
		return 40
	case len(t) > 2 && strings.Contains(e.text, t):
		return 20
	}
	return 0
}

// initials: "wim" is waiting_in_meeting.
func initials(words []string, t string) bool {
	at := 0
	for _, w := range words {
		if at < len(t) && w != "" && w[0] == t[at] {
			at++
		}
	}
	return at == len(t)
}

// slip: one wrong, missing or doubled letter, also in the beginning of a word still being typed, or two swapped.
func slip(t, word string) bool {
	for _, w := range []string{word, word[:min(len(word), len(t))]} {
		if distance(t, w, 2) < 2 {
			return true
		}
		if len(t) == len(w) {
			i := 0
			for i < len(t) && t[i] == w[i] {
				i++
			}
			if i+1 < len(t) && t[i] == w[i+1] && t[i+1] == w[i] && t[i+2:] == w[i+2:] {
				return true
			}
		}
	}
	return false
}

func atWord(text, t string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], t)
		if i < 0 {
			return false
		}
		if i += from; i == 0 || text[i-1] < 0x80 && !isLetterOrDigit(text[i-1]) {
			return true
		}
		from = i + len(t)
	}
}

func isLetterOrDigit(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func subsequence(s, t string) bool {
	at := 0
	for i := 0; i < len(s) && at < len(t); i++ {
		if s[i] == t[at] {
			at++
		}
	}
	return at == len(t)
}
