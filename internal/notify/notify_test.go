package notify

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recorder is a platform in memory.
type recorder struct {
	got  []Note
	err  error
	hang bool
}

func (r *recorder) send(ctx context.Context, n Note) error {
	if r.hang {
		time.Sleep(time.Hour)
	}
	r.got = append(r.got, n)
	return r.err
}

func (*recorder) close() error { return nil }

func TestEveryTextIsCleaned(t *testing.T) {
	r := &recorder{}
	n := &cleaner{o: Options{AppName: "Deskhand", Label: "Sample", Timeout: time.Second}, flavour: Toast, below: r}
	err := n.Notify(t.Context(), Note{
		Title: "$(x)\n", Body: "`y`", Urgent: true, Key: "k", Actions: []Action{{ID: "open", Label: "$ Open"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []Note{{
		Title: "Sample: ＄(x)", Body: "｀y｀", Urgent: true, Key: "k", Actions: []Action{{ID: "open", Label: "＄ Open"}},
	}}
	if diff := cmp.Diff(want, r.got); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyTitleIsTheApp(t *testing.T) {
	r := &recorder{}
	n := &cleaner{o: Options{AppName: "Deskhand", Timeout: time.Second}, flavour: Freedesktop, below: r}
	if err := n.Notify(t.Context(), Note{Title: "\u202E"}); err != nil || r.got[0].Title != "Deskhand" {
		t.Errorf("title %q, %v", r.got[0].Title, err)
	}
}

func TestErrorsComeBack(t *testing.T) {
	broken := errors.New("no bus")
	n := &cleaner{o: Options{Timeout: time.Second}, below: &recorder{err: broken}}
	if err := n.Notify(t.Context(), Note{Title: "x"}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

func TestNotifyIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &cleaner{o: Options{Timeout: 3 * time.Second}, below: &recorder{hang: true}}
		begin := time.Now()
		if err := n.Notify(t.Context(), Note{Title: "x"}); !errors.Is(err, ErrNoService) || time.Since(begin) != 3*time.Second {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
		time.Sleep(2 * time.Hour) // let the hanging call end
	})
}

func TestFlavours(t *testing.T) {
	for goos, want := range map[string]Flavour{"windows": Toast, "darwin": AppleScript, "linux": Freedesktop, "freebsd": Freedesktop} {
		if got := flavourOf(goos); got != want {
			t.Errorf("%s is %d, want %d", goos, got, want)
		}
	}
}
