package desk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// TestDiskFullWhileSyncing: a real disk is full while mail comes, in batches, in a mail so large that it is spooled, and
// for what others did. Nothing here is lost, doubled or taken out for it, the desk says that the disk is full, it opens
// on a full disk, and with room again both sides are equal. Only root may mount a disk; what nobody else can is shown by
// the store's TestDiskFull.
func TestDiskFullWhileSyncing(t *testing.T) {
	t.Parallel()
	disk, ok := testkit.SmallDisk(t, "30m")
	if !ok {
		return
	}
	room := func(size string) {
		t.Helper()
		if err := syscall.Mount("desk", disk, "tmpfs", syscall.MS_REMOUNT, "size="+size); err != nil {
			t.Fatal(err)
		}
	}
	b := newBadDay(t)
	r := rand.New(rand.NewPCG(4, 30))
	noise := func(size int) testkit.Mail { // that does not pack
		m := b.c.letter()
		var text strings.Builder
		for text.Len() < size {
			fmt.Fprintf(&text, "%016x%016x%016x%016x\r\n", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
		}
		m.Raw = append(m.Raw, text.String()...)
		return m
	}
	for range 60 {
		b.c.h.Append("INBOX", noise(600_000))
	}
	b.c.h.Append("INBOX", noise(9<<20))
	b.c.h.Append("INBOX", noise(2000))
	dir := filepath.Join(disk, "desk")
	open := func() {
		t.Helper()
		b.d = openDesk(t, dir, b.clk)
		b.d.o.Room = func() bool { return true } // else heads alone come to so small a disk
	}
	if err := b.d.Close(); err != nil {
		t.Fatal(err)
	}
	open()
	t.Cleanup(func() { b.d.Close() }) //nolint:errcheck // the folder goes next
	b.connect()
	full := func(when string) {
		t.Helper()
		before := b.here()
		_, err := b.d.Team.Sync(t.Context(), nil)
		if f := fault.From(err); err != nil && !errors.Is(err, store.ErrFull) && (f == nil || f.Code != fault.Data || f.Hint == "") {
			t.Errorf("%s: %v", when, err)
		}
		if err == nil && !told(t, b.d, "no space left") {
			t.Errorf("%s: the desk says nothing", when)
		}
		b.unharmed(when, before, 2)
	}
	full("the first time")
	if n := len(b.here()); n < 10 || n > 85 {
		t.Errorf("%d mails are here on a full disk", n)
	}
	full("once more")
	if err := b.d.Close(); err != nil {
		t.Logf("closed on a full disk: %v", err)
	}
	open()
	full("opened again")
	room("120m")
	b.heal()
	b.equal("with room")
	filler := filepath.Join(disk, "filler")
	time.Sleep(200 * time.Millisecond) // the store makes its reserve again
	testkit.FillDisk(t, filler)
	for i := range 3 {
		b.change()
		b.c.h.Append("INBOX", noise(8<<20))
		full(fmt.Sprintf("filled by another, round %d", i))
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	b.heal()
	b.equal("with room again")
	if err := b.d.store.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
	for _, check := range do[Report](t)(b.d.Doctor(t.Context(), true, nil)).Checks {
		if !check.OK && check.Name != "message-unreadable" { // the large ones are more text than is shown
			t.Errorf("doctor: %+v", check)
		}
	}
}
