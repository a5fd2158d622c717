package inbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Hit is a ticket found, with the text around what matched.
type Hit struct {
	Ticket  ticket.Ticket `json:"ticket"`
	Snippet string        `json:"snippet"`
}

// Result is one page of a search.
type Result struct {
	Hits      []Hit
	Next      string
	Unindexed int      // entries that search cannot find yet
	Wrong     []string // what of the query was not understood
	Heads     int      // mails here by their heads alone, which the query could match on the server
}

// Search finds tickets by words and operators (cli.md), newest first. An empty query finds nothing.
func (s *Service) Search(ctx context.Context, query, after string, limit int) (Result, error) {
	q := ticket.ParseQuery(query, s.core.Now().In(s.core.Zone()))
	out := Result{Hits: []Hit{}, Wrong: ticket.OrEmpty(q.Wrong)}
	if q.Empty() {
		return out, nil
	}
	var below int64
	if after != "" {
		n, err := strconv.ParseInt(after, 36, 64)
		if err != nil {
			return out, fault.Newf(fault.Usage, "Begin the search anew.", "%q is no position in a search.", after)
		}
		below = n
	}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		var names []string
		if slices.ContainsFunc(q.Filters, func(f ticket.Filter) bool { return f.Key == "in" }) {
			var err error
			if names, err = folders(tx); err != nil {
				return err
			}
		}
		out.Wrong = append(out.Wrong, s.unknown(q, names)...)
		hits, next, err := tx.Search(ctx, q, below, limit)
		if err != nil {
			return err
		}
		if next != 0 {
			out.Next = strconv.FormatInt(next, 36)
		}
		tickets := make([]ticket.Ticket, len(hits))
		for i, h := range hits {
			tickets[i] = h.Ticket
		}
		if err := tx.Mark(tickets); err != nil {
			return err
		}
		for i, h := range hits {
			out.Hits = append(out.Hits, Hit{tickets[i], s.snippet(tx, h, q)})
		}
		if out.Unindexed, err = tx.Unindexed(); err != nil || len(q.Words) == 0 {
			return err // what else a query asks stands in the head
		}
		out.Heads, err = heads(tx)
		return err
	})
	return out, err
}

// heads counts the mails that are here by their heads: what they say is not searched here.
func heads(tx *store.Tx) (n int, err error) {
	accounts, err := tx.Accounts()
	for _, a := range accounts {
		m, err := tx.Heads(a.ID)
		if err != nil {
			return n, err
		}
		n += m
	}
	return n, err
}

// unknown tells of filters whose value this desk does not know, in sentences: without them they would find nothing and
// say nothing.
func (s *Service) unknown(q ticket.Query, folders []string) []string {
	var out []string
	for _, f := range q.Filters {
		known := s.known(f.Key, folders)
		if known == nil {
			continue
		}
		for _, value := range f.Values() {
			if !slices.ContainsFunc(known, func(id string) bool { return strings.HasPrefix(strings.ToLower(id), value) }) {
				out = append(out, fmt.Sprintf("%s:%s is not known; %s: takes %s", f.Key, value, f.Key, some(known)))
			}
		}
	}
	return out
}

// known lists the values of an operator on this desk, nil where anything goes.
func (s *Service) known(key string, folders []string) (known []string) {
	p := s.core.Policy()
	switch key {
	case "status":
		for _, l := range append(p.Pipelines(), policy.Pipeline{}) {
			for _, st := range p.Statuses(l.ID) {
				known = append(known, st.ID)
			}
		}
	case "priority":
		for _, pr := range p.Priorities() {
			known = append(known, pr.ID)
		}
	case "tag":
		for _, g := range p.TagGroups() {
			for _, t := range g.Tags {
				known = append(known, t.ID)
			}
		}
	case "category":
		for _, c := range p.Categories() {
			known = append(known, c.ID)
		}
	case "owner":
		known = []string{"me", "nobody", "none"}
		for _, m := range p.Members() {
			known = append(known, m.ID)
		}
		for _, g := range p.Teams() {
			known = append(known, g.ID, "team:"+g.ID)
		}
	case "in":
		known = append(slices.Concat([]string{"inbox", "archive", "sent", "junk", "trash"}, ticket.Queues()), folders...)
		for _, a := range p.Addresses() {
			known = append(known, a.Address)
		}
		for _, l := range p.Pipelines() {
			known = append(known, l.ID)
		}
		for _, d := range p.Departments() {
			known = append(known, d.ID)
		}
		for _, c := range p.Channels() {
			known = append(known, c.ID)
		}
	}
	return known
}

// Values lists what an operator takes on this desk, empty where anything goes.
func (s *Service) Values(ctx context.Context, operator string) (values []string, err error) {
	switch operator {
	case "is":
		return ticket.IsValues(), nil
	case "has":
		return ticket.HasValues(), nil
	}
	var names []string
	if operator == "in" {
		err = s.core.Read(ctx, func(tx *store.Tx) (err error) {
			names, err = folders(tx)
			return err
		})
	}
	for _, v := range s.known(operator, names) {
		if v = strings.ToLower(v); !slices.Contains(values, v) && !strings.HasPrefix(v, "team:") {
			values = append(values, v)
		}
	}
	return values, err
}

// folders lists what in: may name beside the words of policy: the folders, by whole names and their last parts, and the
// mailboxes' own addresses.
func folders(tx *store.Tx) (names []string, err error) {
	list, err := tx.Folders()
	for _, f := range list {
		names = append(names, f.Name)
		if i := strings.LastIndexAny(f.Name, "/."); i >= 0 {
			names = append(names, f.Name[i+1:])
		}
	}
	if err != nil {
		return nil, err
	}
	accounts, err := tx.Accounts()
	for _, a := range accounts {
		names = append(names, a.Email)
	}
	return names, err
}

// some lists the first dozen, each once; a team stands there by its id alone.
func some(known []string) string {
	var list []string
	for _, id := range known {
		if !slices.Contains(list, id) && !strings.HasPrefix(id, "team:") {
			list = append(list, id)
		}
	}
	if len(list) > 12 {
		return strings.Join(list[:12], ", ") + fmt.Sprintf(" and %d more", len(list)-12)
	}
	return strings.Join(list, ", ")
}

// snippet cuts the text around the first match. Only what is on the screen is read and parsed.
func (s *Service) snippet(tx *store.Tx, h store.Hit, q ticket.Query) string {
	text := h.Ticket.Snippet
	switch {
	case h.Raw != 0:
		extent, err := tx.ExtentOf(h.Raw)
		if err != nil {
			break
		}
		text = s.Parsed(tx, store.Message{Key: h.Key, Raw: h.Raw, Size: -1, Extent: extent}).Text
	case h.Key != "":
		if note, ok := tx.NoteText(h.Key); ok {
			text = note
		} else if item, err := tx.AgendaItem(h.Key); err == nil {
			text = strings.TrimSpace(item.Title + " " + item.Phone)
		}
	}
	return around(text, q)
}

const (
	snippetBefore = 40
	snippetLen    = 160
)

// around finds the earliest of the query's words and cuts a line that holds it.
func around(text string, q ticket.Query) string {
	flat := []rune(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " "))
	lower := make([]rune, len(flat))
	for i, r := range flat {
		lower[i] = plain(r)
	}
	at := -1
	for _, w := range q.Words {
		if i := indexRunes(lower, []rune(strings.Map(plain, strings.Join(strings.Fields(w.Text), " ")))); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	from := max(0, at-snippetBefore)
	for from > 0 && flat[from-1] != ' ' && at-from < snippetBefore+15 {
		from--
	}
	to := min(len(flat), from+snippetLen)
	out := string(flat[from:to])
	if from > 0 {
		out = "… " + out
	}
	if to < len(flat) {
		out += " …"
	}
	return out
}

// plain is a letter without its case, accent and width.
func plain(r rune) rune {
	if r >= 0x80 {
		r = []rune(norm.NFKD.String(string(r)))[0]
	}
	return unicode.ToLower(r)
}

func indexRunes(text, word []rune) int {
	if len(word) == 0 {
		return -1
	}
next:
	for i := 0; i+len(word) <= len(text); i++ {
		for j, r := range word {
			if text[i+j] != r {
				continue next
			}
		}
		return i
	}
	return -1
}
