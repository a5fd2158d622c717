package calendar

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// golden is one event as the corpus's author expects it; a key that is absent is not judged.
type golden struct {
	About       string
	Method      *string
	UID         *string
	Summary     *string
	Start       *string
	End         *string
	AllDay      *bool
	TimeZone    *string
	Organizer   *string
	Attendees   []string
	JoinURL     *string
	Location    *string
	Cancelled   *bool
	Occurrences []string
}

// TestCorpus holds the figures of the calendar corpus: times, and everything else.
//
// features: G7
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.json")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var score, times tally
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want []golden
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		ics, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".ics")
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseInvites(ics)
		if err != nil {
			t.Logf("MISS %s: %v", name, err)
		}
		score.judge(t, name, "events", fmt.Sprint(len(got)), fmt.Sprint(len(want)))
		for i, w := range want {
			var g Invite
			if i < len(got) {
				g = got[i]
			}
			w.judge(t, fmt.Sprintf("%s #%d", name, i), g, &score, &times)
		}
	}
	t.Logf("%d of %d times, %d of %d other facts", times.right, times.all, score.right, score.all)
	if times.share() < 0.99 || score.share() < 0.985 {
		t.Errorf("times %.3f, want 0.99; others %.3f, want 0.985", times.share(), score.share())
	}
}

type tally struct{ right, all int }

func (y *tally) share() float64 { return float64(y.right) / float64(max(y.all, 1)) }

func (y *tally) judge(t *testing.T, name, what, got, want string) {
	t.Helper()
	y.all++
	if got == want {
		y.right++
	} else {
		t.Logf("MISS %s: %s is %q, want %q", name, what, got, want)
	}
}

func (w golden) judge(t *testing.T, name string, g Invite, score, times *tally) {
	t.Helper()
	layout := "2006-01-02T15:04:05Z"
	if g.AllDay {
		layout = "2006-01-02"
	} else if g.Floating {
		layout = "2006-01-02T15:04:05"
	}
	for _, c := range []struct {
		what string
		want *string
		got  string
		in   *tally
	}{
		{"start", w.Start, g.Start.Format(layout), times},
		{"end", w.End, g.End.Format(layout), times},
		{"method", w.Method, g.Method, score},
		{"uid", w.UID, g.UID, score},
		{"summary", w.Summary, g.Summary, score},
		{"time zone", w.TimeZone, g.TimeZone, score},
		{"organizer", w.Organizer, g.Organizer, score},
		{"join link", w.JoinURL, g.JoinURL, score},
		{"location", w.Location, g.Location, score},
	} {
		if c.want != nil {
			c.in.judge(t, name, c.what, c.got, *c.want)
		}
	}
	for _, c := range []struct {
		what string
		want *bool
		got  bool
	}{{"all day", w.AllDay, g.AllDay}, {"cancelled", w.Cancelled, g.Cancelled}} {
		if c.want != nil {
			score.judge(t, name, c.what, fmt.Sprint(c.got), fmt.Sprint(*c.want))
		}
	}
	if w.Attendees != nil {
		score.judge(t, name, "attendees", strings.Join(slices.Sorted(slices.Values(g.Attendees)), " "), strings.Join(slices.Sorted(slices.Values(w.Attendees)), " "))
	}
	if w.Occurrences != nil {
		var got []string
		for _, o := range g.Occurrences(g.Start.AddDate(-1, 0, 0), g.Start.AddDate(50, 0, 0), 10) {
			got = append(got, o.Start.Format(layout))
		}
		times.judge(t, name, "occurrences", strings.Join(got, " "), strings.Join(w.Occurrences, " "))
	}
}

// TestCorpusZones: every corpus file's occurrences lie where a second look from their middle finds them.
func TestOccurrencesFromTheMiddle(t *testing.T) {
	files, _ := filepath.Glob("testdata/corpus/*.ics")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := ParseInvites(raw)
		for _, in := range list {
			all := in.Occurrences(time.Time{}, in.Start.AddDate(20, 0, 0), 30)
			for i, o := range all {
				rest := in.Occurrences(o.Start, in.Start.AddDate(20, 0, 0), 30)
				if len(rest) == 0 || !slices.Contains(rest, o) {
					t.Errorf("%s: occurrence %d at %s is not found from its own start", file, i, o.Start)
				}
			}
		}
	}
}
