package savedreply

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func shippedLibrary(t testing.TB) *Library {
	var files []File
	for path, src := range Files() {
		files = append(files, File{path, src})
	}
	l, problems := Build(files)
	if len(problems) > 0 {
		t.Fatalf("the shipped replies have problems: %v", problems)
	}
	return l
}

// Each shipped reply, filled with the documented examples, as the customer reads it.
// features: E10, E12, E13, E14, E15
func TestShippedReplies(t *testing.T) {
	l := shippedLibrary(t)
	values := Values{Vars: map[string]string{}, Answers: map[string]string{}}
	for _, v := range Variables() {
		values.Vars[v.Name] = v.Example
	}
	var golden []string
	for _, r := range l.All() {
		empty, err := Render(l, r, Values{})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range empty.Blanks {
			values.Answers[b.Prompt] = "‹" + b.Prompt + "›"
		}
		got, err := Render(l, r, values)
		if err != nil || len(got.Blanks) > 0 {
			t.Fatalf("%s: %v %v", r.Path, err, got.Blanks)
		}
		html, err := got.HTML()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ReplaceAll(strings.TrimSuffix(r.Path, ".md"), "/", "-") + ".txt"
		golden = append(golden, name)
		text := "Subject: " + got.Subject + "\n\n" + got.Text() + "\n\n======== html\n" + html
		path := filepath.Join("testdata", "shipped", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Errorf("%s: %s", r.Path, diff)
		}
	}
	found, err := os.ReadDir(filepath.Join("testdata", "shipped"))
	if err != nil || len(found) != len(golden) {
		t.Errorf("%d golden files for %d replies, %v", len(found), len(golden), err)
	}
}

// The names that the rest of the desk counts on, their languages and their kinds.
// features: E7, E10, E12, E13, E14, E15
func TestShippedNames(t *testing.T) {
	l := shippedLibrary(t)
	for name, kind := range map[string]Kind{
		NameFirstResponse: Template, NameHandOff: Snippet, NameWaiting: Template, NameReschedule: Template, NameFollowUp: Template, NameMinutes: Template,
		NameCallbackMissed: Template, NameScreenShare: Template, NameAskDetails: Template, NameRequestReceived: Template, NameDelay: Template,
	} {
		if r, ok := l.Pick(name, "en"); !ok || r.Kind != kind || r.Language != "en" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, language := range []string{"en", "de", "es", "fr"} {
		if r, _ := l.Pick(NameFollowUp, language); r.Language != language {
			t.Errorf("follow_up in %s is in %s", language, r.Language)
		}
	}
	names := map[string]bool{}
	for _, r := range l.All() {
		names[r.Name] = true
		if strings.HasPrefix(r.Name, "tsc_") && r.Kind != Snippet {
			t.Errorf("%s is for chats and must be a snippet", r.Name)
		}
	}
	if len(names) < 14 {
		t.Errorf("only %v", slices.Sorted(maps.Keys(names)))
	}
	if r, _ := l.Pick(NameMinutes); !strings.Contains(r.Body, `{{ask "`+AskNextSteps+`"}}`) {
		t.Error("the minutes do not ask for the next steps")
	}
}

// A lost folder is written back byte for byte.
func TestFilesAreWrittenBack(t *testing.T) {
	if diff := cmp.Diff(Files(), shippedLibrary(t).Files()); diff != "" {
		t.Error(diff)
	}
}
