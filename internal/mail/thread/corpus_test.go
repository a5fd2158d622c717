package thread

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/mail"
)

// golden is what the corpus says of a mailbox.
type golden struct {
	About       string
	Tickets     [][]string
	Suggestions []struct {
		Kind string
		Of   []string
	}
}

// mailbox is one directory of the corpus: its mails by their file's name.
func readMailbox(t *testing.T, dir string) map[string]*mail.Message {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %d mails", dir, err, len(files))
	}
	out := map[string]*mail.Message{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".eml")] = mail.Parse(raw)
	}
	return out
}

func ourMail(addr string) bool { return strings.HasSuffix(strings.ToLower(addr), "@kestrel.example") }

// parted writes who stands with whom, by name.
func parted(groups [][]string) string {
	for _, g := range groups {
		slices.Sort(g)
	}
	slices.SortFunc(groups, slices.Compare)
	return fmt.Sprint(groups)
}

// TestCorpusThreads: the mailboxes of the corpus are the tickets that their author says, whatever came first, and what
// only suggests is suggested.
func TestCorpusThreads(t *testing.T) {
	const root = "../testdata/corpus/thread"
	files, err := filepath.Glob(filepath.Join(root, "*.json"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%v, %d mailboxes", err, len(files))
	}
	mails, wrong, wanted, missed, extra := 0, 0, 0, 0, 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var want golden
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		box := readMailbox(t, filepath.Join(root, name))
		got := groupsOf(t, name, box)
		mails += len(box)
		if g, w := parted(got), parted(want.Tickets); g != w {
			wrong += misplaced(got, want.Tickets)
			t.Logf("%s (%s): tickets %s, want %s", name, want.About, g, w)
		}
		said := suggested(box, got)
		for _, s := range want.Suggestions {
			wanted++
			if !slices.ContainsFunc(said, func(o suggestion) bool { return o.matches(s.Kind, s.Of, got) }) {
				missed++
				t.Logf("%s (%s): %s of %v is not suggested, but %v", name, want.About, s.Kind, s.Of, said)
			}
		}
		for _, o := range said {
			if !slices.ContainsFunc(want.Suggestions, func(s struct {
				Kind string
				Of   []string
			},
			) bool {
				return o.matches(s.Kind, s.Of, got)
			}) {
				extra++
				t.Logf("%s (%s): %v is suggested too", name, want.About, o)
			}
		}
	}
	t.Logf("%d mailboxes, %d mails, %d in a wrong ticket; %d suggestions wanted, %d missed, %d more", len(files), mails, wrong, wanted, missed, extra)
	if wrong*100 > mails {
		t.Errorf("%d of %d mails are in a wrong ticket", wrong, mails)
	}
	if missed*50 > wanted || extra*50 > wanted {
		t.Errorf("of %d suggestions %d are missed and %d made without cause", wanted, missed, extra)
	}
}

// groupsOf groups a mailbox, in three orders that must agree.
func groupsOf(t *testing.T, name string, box map[string]*mail.Message) [][]string {
	t.Helper()
	var nodes []Node
	for _, n := range slices.Sorted(keysOf(box)) {
		nodes = append(nodes, NodeOf(box[n]))
	}
	var first string
	var out [][]string
	for range 3 {
		g := Group(nodes, Registers{})
		by := map[string][]string{}
		for n, m := range box {
			by[g.Of(m.Key)] = append(by[g.Of(m.Key)], n)
		}
		out = slices.Collect(func(yield func([]string) bool) {
			for _, v := range by {
				if !yield(v) {
					return
				}
			}
		})
		if said := parted(out); first == "" {
			first = said
		} else if said != first {
			t.Errorf("%s: %s, in another order %s", name, first, said)
		}
		rand.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	}
	return out
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// misplaced counts the mails that do not stand with those they should.
func misplaced(got, want [][]string) int {
	n := 0
	for _, w := range want {
		for _, m := range w {
			for _, g := range got {
				if slices.Contains(g, m) && !slices.Equal(g, w) {
					n++
				}
			}
		}
	}
	return n
}

type suggestion struct{ kind, why, a, b string }

func (s suggestion) matches(kind string, of []string, tickets [][]string) bool {
	if s.kind != kind || len(of) == 0 {
		return false
	}
	if kind == "split" {
		return s.a == of[0]
	}
	if len(of) < 2 {
		return false
	}
	ticket := func(m string) int {
		return slices.IndexFunc(tickets, func(t []string) bool { return slices.Contains(t, m) })
	}
	a, b, x, y := ticket(s.a), ticket(s.b), ticket(of[0]), ticket(of[1])
	return a == x && b == y || a == y && b == x
}

// suggested is what the desk would suggest on reading these tickets, by the functions that it uses.
func suggested(box map[string]*mail.Message, tickets [][]string) []suggestion {
	hints := map[string]Hint{}
	nameOf := map[string]string{}
	for n, m := range box {
		hints[n] = Hints(m, m.At(m.Date, m.Date), ourMail)
		nameOf[m.Key] = n
	}
	var out []suggestion
	for i, a := range tickets {
		var talk []Hint
		for _, n := range a {
			talk = append(talk, hints[n])
		}
		slices.SortFunc(talk, func(x, y Hint) int { return x.At.Compare(y.At) })
		for _, h := range Apart(talk) {
			out = append(out, suggestion{"split", BySubject, nameOf[h.Key], ""})
		}
		for _, b := range tickets[i+1:] {
			if s, ok := together(a, b, box, hints); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

func together(a, b []string, box map[string]*mail.Message, hints map[string]Hint) (suggestion, bool) {
	for _, x := range a {
		for _, y := range b {
			if why := Together(hints[x], hints[y]); why != "" {
				return suggestion{"merge", why, x, y}, true
			}
			if names(hints[x].Token, box[y]) || names(hints[y].Token, box[x]) {
				return suggestion{"merge", ByToken, x, y}, true
			}
		}
	}
	return suggestion{}, false
}

// names: a number is that of the ticket in which the mail stands.
func names(token string, m *mail.Message) bool {
	if token == "" {
		return false
	}
	if strings.HasPrefix(m.Anchor[1:], token) {
		return true
	}
	for _, e := range Links(m) {
		if strings.HasPrefix(e.Parent[1:], token) {
			return true
		}
	}
	return false
}
