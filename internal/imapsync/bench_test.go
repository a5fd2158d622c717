package imapsync_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// discard is a sink that counts, and remembers which messages came.
type discard struct {
	n, bytes atomic.Int64

	mu      sync.Mutex
	cursors map[string]imapsync.Folder
	here    map[string][]uint32
}

func (d *discard) Folder(_ context.Context, _, name string) (imapsync.Folder, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cursors[name], nil
}

func (d *discard) Arrive(_ context.Context, f imapsync.Folder, batch []imapsync.Fetched) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cursors == nil {
		d.cursors, d.here = map[string]imapsync.Folder{}, map[string][]uint32{}
	}
	d.cursors[f.Name] = f
	d.n.Add(int64(len(batch)))
	for _, m := range batch {
		d.bytes.Add(m.Size)
		d.here[f.Name] = append(d.here[f.Name], m.UID)
	}
	return nil
}

func (d *discard) Present(_ context.Context, f imapsync.Folder) ([]uint32, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(slices.Values(d.here[f.Name])), nil
}

func (*discard) Flags(context.Context, imapsync.Folder, map[uint32][]string, uint64) error {
	return nil
}
func (*discard) Vanished(context.Context, imapsync.Folder, []uint32) error { return nil }
func (*discard) Renewed(context.Context, imapsync.Folder) error            { return nil }

func (*discard) Listed(context.Context, string, []imapsync.FolderInfo) (map[string]bool, error) {
	return nil, nil
}

func (*discard) Recognise(context.Context, imapsync.Folder, []imapsync.Known) ([]uint32, error) {
	return nil, nil
}

func (*discard) Elsewhere(context.Context, imapsync.Folder, []uint32) ([]uint32, error) {
	return nil, nil
}
func (*discard) Allowed(context.Context, imapsync.Folder, int) (bool, error) { return true, nil }

func (*discard) Wanted(context.Context, string, time.Time, int) ([]imapsync.Want, error) {
	return nil, nil
}

// BenchmarkFirstSync fetches 20,000 messages of 12 KB from a local Dovecot, over plain text and over TLS, and over
// a line with 40 ms round trip.
func BenchmarkFirstSync(b *testing.B) {
	const messages = 20_000
	d := testkit.StartDovecot(b)
	d.Preload("INBOX", messages, testkit.Corpus{Seed: 1}.Mail)
	far := testkit.StartProxy(b, d.Port)
	far.Delay(20 * time.Millisecond)
	for name, ep := range map[string]imapsync.Endpoint{
		"plain": {Host: "127.0.0.1", Port: d.Port, Security: imapsync.SecurityNone},
		"tls":   {Host: "127.0.0.1", Port: d.TLSPort, Security: imapsync.SecurityTLS, PinnedSHA256: d.Cert.SHA256},
		"far":   {Host: "127.0.0.1", Port: far.Port, Security: imapsync.SecurityNone},
	} {
		b.Run(name, func(b *testing.B) {
			a := imapsync.Account{ID: "a", User: d.User, IMAP: ep}
			password := func(context.Context) (string, error) { return d.Password, nil }
			var n, bytes int64
			for b.Loop() {
				sink := &discard{}
				e := imapsync.New(a, password, sink, newObserver(), imapsync.Options{SpoolDir: b.TempDir()})
				if _, err := e.Once(b.Context()); err != nil {
					b.Fatal(err)
				}
				n, bytes = n+sink.n.Load(), bytes+sink.bytes.Load()
			}
			if want := int64(b.N) * messages; n != want {
				b.Fatalf("%d messages, want %d", n, want)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
			b.ReportMetric(float64(bytes)/float64(n), "B/msg")
		})
	}
}

// BenchmarkNothingNew signs in, looks and leaves, at 20,000 messages: by a process that knows them (counts) and by a
// new one (compares the lists).
func BenchmarkNothingNew(b *testing.B) {
	d := testkit.StartDovecot(b)
	d.Preload("INBOX", 20_000, testkit.Corpus{Seed: 1, Size: 1000}.Mail)
	a := imapsync.Account{ID: "a", User: d.User, IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: d.Port, Security: imapsync.SecurityNone}}
	password := func(context.Context) (string, error) { return d.Password, nil }
	sink := newSink()
	known := imapsync.New(a, password, sink, newObserver(), imapsync.Options{})
	if _, err := known.Once(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, engine := range map[string]func() *imapsync.Engine{
		"known": func() *imapsync.Engine { return known },
		"new":   func() *imapsync.Engine { return imapsync.New(a, password, sink, newObserver(), imapsync.Options{}) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if res, err := engine().Once(b.Context()); err != nil || res.New() > 0 {
					b.Fatal(res, err)
				}
			}
		})
	}
}
