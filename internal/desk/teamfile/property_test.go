package teamfile

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
)

// slow is a clock by which edits lie so far apart that no fight is seen in them.
func slow() func() time.Time {
	var mu sync.Mutex
	at := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(3 * time.Minute)
		return at
	}
}

// contents are all texts that a desk can show of a file, by version.
func (b *bench) contents(t *rapid.T) map[string]bool {
	out := map[string]bool{}
	err := b.ask(b.t.Context(), func(k *known) error {
		for _, f := range k.files {
			for _, v := range f.Versions {
				data, ok, err := contentOf(k.tx, v)
				if err != nil || !ok {
					return fmt.Errorf("version %s of %s is not here: %w", v.ID, f.Key, err)
				}
				out[f.Key+"="+string(rules.Normal(data))] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (b *bench) journal(t *rapid.T) (n int) {
	err := b.store.Read(b.t.Context(), func(tx *store.Tx) error {
		all, err := tx.TeamRecords(rules.Prefix)
		n = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAnyOrder: three desks edit, delete and restore files in any order, with the journal carried whenever it likes. In the
// end all folders are alike, every text that ever came to rest in one of them is a version that each desk can show, and no
// op was made but for what somebody did.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := crew(t, slow(), "asha", "ben", "chloe")
		begin(all)
		names := []string{"replies/refund.md", "replies/Hello World.de.md", "handbook/how/to.md"}
		rested := map[string]bool{}
		acts := 0
		for n := range rapid.IntRange(3, 25).Draw(rt, "acts") {
			d := all[rapid.IntRange(0, 2).Draw(rt, "desk")]
			name := rapid.SampledFrom(names).Draw(rt, "name")
			key, err := rules.Key(name)
			if err != nil {
				rt.Fatal(err)
			}
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0:
				if d.text(name) != "-" {
					d.remove(name)
					d.step()
					acts++
				}
			case 1:
				d.step()
			case 2:
				d.send(all[rapid.IntRange(0, 2).Draw(rt, "to")])
			case 3:
				if versions, err := d.Versions(t.Context(), name); err == nil {
					if _, err := d.Restore(t.Context(), name, versions[len(versions)-1].ID); err != nil {
						rt.Fatal(err)
					}
					d.step()
					acts++
				}
			default:
				text := fmt.Sprintf("%s %d%s", d.agent, n, rapid.SampledFrom([]string{"", "\n", "\r\nmore\r\n"}).Draw(rt, "end"))
				d.write(name, text)
				d.step()
				rested[key+"="+string(rules.Normal([]byte(text)))] = true
				acts++
			}
		}
		settle(all)
		settle(all)
		want := texts(all[0])
		for _, d := range all {
			if diff := cmp.Diff(want, texts(d)); diff != "" {
				rt.Errorf("%s: %s", d.agent, diff)
			}
			have := d.contents(rt)
			for text := range rested {
				if !have[text] {
					rt.Errorf("%s cannot show %q", d.agent, text)
				}
			}
			if n := d.journal(rt); n > acts {
				rt.Errorf("%s: %d ops for %d acts", d.agent, n, acts)
			}
			for _, c := range must[[]Conflict](t)(d.Conflicts(t.Context())) {
				shown := must[Shown](t)(d.Version(t.Context(), c.Path, c.Lost.ID))
				if d.text(c.Beside) != shown.Text {
					rt.Errorf("%s: beside %s stands %q", d.agent, c.Path, d.text(c.Beside))
				}
			}
			if strings.Contains(strings.Join(d.all(), " "), ".new") {
				rt.Errorf("%s: %v", d.agent, d.all())
			}
		}
	})
}

// texts are the folders' files as they count.
func texts(b *bench) map[string]string {
	out := map[string]string{}
	for name, text := range b.folder() {
		out[name] = string(rules.Normal([]byte(text)))
	}
	return out
}
