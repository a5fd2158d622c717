package mail

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// wanted is what a careful person says of a mail (testdata/corpus/README.md). What is absent is not judged.
type wanted struct {
	From    *wantedAddress   `json:"from"`
	To      *[]wantedAddress `json:"to"`
	Cc      *[]wantedAddress `json:"cc"`
	ReplyTo *[]wantedAddress `json:"replyTo"`
	Subject *string          `json:"subject"`
	Date    *string          `json:"date"`
	Text    *string          `json:"text"`
	Has     []string         `json:"textContains"`
	Lacks   []string         `json:"textLacks"`
	Files   *[]wantedFile    `json:"attachments"`
	Secure  *string          `json:"secure"`
	Problem *bool            `json:"problem"`
}

type wantedAddress struct {
	Name *string `json:"name"`
	Addr *string `json:"addr"`
}

type wantedFile struct {
	Name *string `json:"name"`
	Type *string `json:"type"`
	Size *int64  `json:"size"`
}

// TestCorpusParse reads the mails that somebody else wrote without knowing the parser.
func TestCorpusParse(t *testing.T) {
	all, right := 0, 0
	for c := range corpus[wanted](t, "parse", 300) {
		checkMail(t, c.raw)
		all++
		if miss := c.want.compare(Parse(c.raw)); len(miss) > 0 {
			t.Logf("%s:\n  %s", c.name, strings.Join(miss, "\n  "))
			continue
		}
		right++
	}
	share := float64(right) / float64(all)
	t.Logf("%d of %d mails are right (%.2f %%)", right, all, 100*share)
	if share < 0.985 {
		t.Error("98.5 % are the least")
	}
}

// misses gathers what is not as wanted.
type misses []string

func (m *misses) differ(what, got, want string) {
	if spaces(got) != spaces(want) {
		*m = append(*m, what+": "+short(got, 300)+"\n    wanted "+short(want, 300))
	}
}

func spaces(s string) string { return strings.Join(strings.Fields(s), " ") }

func (w *wanted) compare(m *Message) []string {
	var miss misses
	if w.From != nil {
		miss.people("from", []Address{m.From}, []wantedAddress{*w.From})
	}
	for _, f := range [...]struct {
		what string
		got  []Address
		want *[]wantedAddress
	}{{"to", m.To, w.To}, {"cc", m.Cc, w.Cc}, {"reply-to", m.ReplyTo, w.ReplyTo}} {
		if f.want != nil {
			miss.people(f.what, f.got, *f.want)
		}
	}
	if w.Subject != nil {
		miss.differ("subject", m.Subject, *w.Subject)
	}
	if w.Date != nil {
		miss.date(m.Date, *w.Date)
	}
	if w.Text != nil {
		miss.differ("text", m.Text, *w.Text)
	}
	for _, s := range w.Has {
		if !strings.Contains(spaces(m.Text), spaces(s)) {
			miss = append(miss, "the text lacks "+s+"\n    text "+short(m.Text, 300))
		}
	}
	for _, s := range w.Lacks {
		if strings.Contains(spaces(m.Text), spaces(s)) {
			miss = append(miss, "the text has "+s+"\n    text "+short(m.Text, 300))
		}
	}
	if w.Files != nil {
		miss.files(m.Attachments, *w.Files)
	}
	if w.Secure != nil {
		miss.differ("secure", m.Secure, *w.Secure)
	}
	if w.Problem != nil && *w.Problem != (len(m.Problems) > 0) {
		miss = append(miss, "problems: "+strings.Join(m.Problems, "; "))
	}
	return miss
}

func (m *misses) date(got time.Time, want string) {
	at, err := time.Parse(time.RFC3339, want)
	if want == "" || err != nil {
		at = time.Time{}
	}
	if !got.Equal(at) {
		*m = append(*m, "date: "+got.String()+"\n    wanted "+want)
	}
}

func (m *misses) people(what string, got []Address, want []wantedAddress) {
	line := func(name, addr string) string { return name + " <" + addr + ">" }
	var have, need []string
	for i, w := range want {
		var a Address
		if i < len(got) {
			a = got[i]
		}
		name, addr := a.Name, a.Addr
		if w.Name == nil {
			name = ""
		}
		if w.Addr == nil {
			addr = ""
		}
		have, need = append(have, line(name, addr)), append(need, line(deref(w.Name), deref(w.Addr)))
	}
	for _, a := range got[min(len(got), len(want)):] {
		have = append(have, line(a.Name, a.Addr))
	}
	m.differ(what, strings.Join(have, ", "), strings.Join(need, ", "))
}

func (m *misses) files(got []Attachment, want []wantedFile) {
	var have, need []string
	for i := range max(len(got), len(want)) {
		g, w := map[string]any{}, map[string]any{}
		if i < len(got) {
			g = map[string]any{"name": got[i].Name, "type": got[i].Type, "size": got[i].Size}
		}
		if i < len(want) {
			put(w, g, "name", want[i].Name)
			put(w, g, "type", want[i].Type)
			put(w, g, "size", want[i].Size)
		}
		have, need = append(have, asJSON(g)), append(need, asJSON(w))
	}
	m.differ("files", strings.Join(have, " "), strings.Join(need, " "))
}

// put takes over a wanted value; where none is wanted what was found is not judged.
func put[T any](want, got map[string]any, key string, v *T) {
	if v == nil {
		delete(got, key)
		return
	}
	want[key] = *v
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
