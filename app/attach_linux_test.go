package app

import (
	"os"
	"path/filepath"
	"testing"
)

// Of several files all are attached or none: what the page is not told of must not go out either.
func TestAllFilesOrNone(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "<p>Two files</p>")
	good := filepath.Join(t.TempDir(), "good.txt")
	if err := os.WriteFile(good, []byte("good"), 0o600); err != nil {
		t.Fatal(err)
	}
	if views, err := p.attach(d.ID, []string{good, "/proc/self/mem"}, false); err == nil || len(views) != 0 { // it opens, and cannot be read
		t.Errorf("attached %+v, %v", views, err)
	}
	if v := must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", "")); len(v.Files) != 0 {
		t.Errorf("the draft has %+v", v.Files)
	}
}
