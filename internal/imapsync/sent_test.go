package imapsync_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

func TestSentFolder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "Sent", 3, testkit.Corpus{Seed: 60}.Mail)
		f := imapsync.NewSentFolder(r.account(), func(context.Context) (string, error) { return r.password, nil }, imapsync.Options{})
		const id = "06dbd5z8000040123456789abc@example.com"
		look := func(id string, want bool) {
			t.Helper()
			if found, err := f.Find(t.Context(), id); err != nil || found != want {
				t.Errorf("find %s: %v, %v", id, found, err)
			}
		}
		look(id, false)
		raw := "Message-ID: <" + id + ">\r\nSubject: sent\r\n\r\n" + strings.Repeat("line\r\n", 50_000)
		at := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
		if err := f.Append(t.Context(), strings.NewReader(raw), int64(len(raw)), at); err != nil {
			t.Fatal(err)
		}
		look(id, true)
		if n, err := f.Count(t.Context(), id); n != 1 || err != nil {
			t.Errorf("%d copies, %v", n, err)
		}
		look("another@example.com", false)
		h := r.hand(t)
		if flags := h.Flags("Sent"); len(flags) != 4 || len(flags[4]) != 1 || flags[4][0] != `\Seen` {
			t.Errorf("flags %v", flags)
		}
		if err := f.Append(t.Context(), strings.NewReader(raw[:100]), int64(len(raw)), at); err == nil {
			t.Error("a mail that ends early was put there")
		}
		if _, err := f.Find(t.Context(), "a\r\nb"); err == nil {
			t.Error("an id with a line break was searched")
		}
		wrong := imapsync.NewSentFolder(r.account(), func(context.Context) (string, error) { return "wrong", nil }, imapsync.Options{})
		if _, err := wrong.Find(t.Context(), id); !errors.Is(err, imapsync.ErrRefused) {
			t.Errorf("wrong password: %v", err)
		}
	})
}
