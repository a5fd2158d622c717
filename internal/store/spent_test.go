package store

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// TestSpentIsTold: build/bench says by this line which part of a first sync is which.
func TestSpentIsTold(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var s spent
	s.tell(log)
	if out.Len() > 0 {
		t.Fatalf("nothing came, and still: %s", out.String())
	}
	for i := range s {
		s[i].Store(int64(i+1) * 1e6)
	}
	s.tell(log)
	if got := out.String(); !strings.Contains(got, " read=1 pack=2 raw=3 thread=4 project=5 index=6 merge=7 commit=8 checkpoint=9") {
		t.Fatal(got)
	}
}
