package mail

import (
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpusMail is a mail of testdata/corpus with what its author, who had not seen the rules, says of it.
type corpusMail[T any] struct {
	name string
	raw  []byte
	want T
}

// corpus reads one family of the corpus, which has least mails at least.
func corpus[T any](t *testing.T, family string, least int) iter.Seq[corpusMail[T]] {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/" + family + "/*.eml")
	if err != nil || len(files) < least {
		t.Fatalf("%s: %d mails, %v", family, len(files), err)
	}
	return func(yield func(corpusMail[T]) bool) {
		for _, file := range files {
			m := corpusMail[T]{name: strings.TrimSuffix(filepath.Base(file), ".eml")}
			golden, err := os.ReadFile(strings.TrimSuffix(file, ".eml") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(golden, &m.want); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if m.raw, err = os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
			if !yield(m) {
				return
			}
		}
	}
}
