package teamfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/journal"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// members is a team whose first device is its only admin.
type members struct{ admin string }

func (m members) Admin(device string) bool   { return device == m.admin }
func (m members) Gone(string) bool           { return false }
func (m members) Words(device string) string { return "laptop " + device[len(device)-1:] }

// allows is the engine's judgement.
func (m members) allows(device string, op *journal.Op) bool {
	return m.Admin(device) || op.Object != journal.TeamObject || strings.HasPrefix(op.Path, rules.Prefix) && !adminsOnly(op.Path)
}

// bench is a desk with its folder, without a network.
type bench struct {
	*Service
	t      testing.TB
	dir    string
	device string
	agent  string
	store  *store.Store
	now    func() time.Time

	count int // forged ops

	guard sync.Mutex
	told  []Problem
}

// clock goes on by a second with each look, so that no two ops are of one moment.
func clock() func() time.Time {
	var mu sync.Mutex
	at := time.Date(2026, 11, 3, 14, 5, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
}

// crew makes desks of one team; the first is the admin's.
func crew(t testing.TB, now func() time.Time, agents ...string) []*bench {
	t.Helper()
	devices := map[string]string{}
	for i, agent := range agents {
		devices[fmt.Sprintf("D%012d", i)] = agent
	}
	var out []*bench
	for i, agent := range agents {
		out = append(out, desk(t, t.TempDir(), fmt.Sprintf("D%012d", i), agent, devices, now))
	}
	return out
}

func desk(t testing.TB, dir, device, agent string, devices map[string]string, now func() time.Time) *bench {
	t.Helper()
	st, err := store.Open(t.Context(), dir, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() }) //nolint:errcheck // the test is over
	st.SetDevice(device)
	st.SetColleagues(devices)
	st.SetViewer(ticket.Viewer{Me: agent})
	c := &core.Core{Store: st, Now: now, Agent: func() string { return agent }, Zone: func() *time.Location { return time.UTC }, Told: func(store.Change) {}}
	c.SetPolicy(policy.Default())
	b := &bench{t: t, dir: dir, device: device, agent: agent, store: st, now: now}
	b.Service = New(c, Options{
		Dir: dir, Team: func(context.Context) Roster { return members{"D000000000000"} }, settle: 20 * time.Millisecond, gone: 300 * time.Millisecond,
		Told: func(p []Problem) { b.guard.Lock(); b.told = p; b.guard.Unlock() },
	})
	return b
}

func (b *bench) problems() string {
	b.guard.Lock()
	defer b.guard.Unlock()
	var out []string
	for _, p := range b.told {
		out = append(out, p.Key+": "+p.Message)
	}
	return strings.Join(out, "\n")
}

func (b *bench) write(name, text string) {
	b.t.Helper()
	path := filepath.Join(b.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) remove(name string) {
	b.t.Helper()
	if err := os.Remove(filepath.Join(b.dir, filepath.FromSlash(name))); err != nil {
		b.t.Fatal(err)
	}
}

// text is a file's content, "-" where there is none.
func (b *bench) text(name string) string {
	b.t.Helper()
	data, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(name)))
	if errors.Is(err, os.ErrNotExist) {
		return "-"
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return string(data)
}

// step looks at the folder as a watch that has seen all of it come to rest.
func (b *bench) step() {
	b.t.Helper()
	found, err := b.glance()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range places() {
		found.ready[p.name] = true
	}
	for name := range b.seen.ever {
		found.ever[name] = true
	}
	for name := range found.files {
		b.seen.ever[name] = true
	}
	if _, err := b.line(b.t.Context(), found, true); err != nil {
		b.t.Fatal(err)
	}
	if found, err = b.glance(); err != nil {
		b.t.Fatal(err)
	}
	for name := range found.files { // what was written now
		b.seen.ever[name] = true
	}
}

// begin lets the first found the team and the others join it.
func begin(all []*bench) {
	for i, b := range all {
		start := b.Joined
		if i == 0 {
			start = b.Created
		} else {
			all[0].send(b)
		}
		if err := start(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		b.step()
	}
}

// send brings all that this desk holds to another, as the journal's engine does.
func (b *bench) send(to *bench) {
	b.t.Helper()
	var ops []journal.StoredOp
	blobs := map[string][]byte{}
	err := b.store.Read(b.t.Context(), func(tx *store.Tx) error {
		return tx.EachOp(journal.OpQuery{}, func(o journal.StoredOp) error {
			ops = append(ops, o)
			for _, name := range o.Op.Blobs {
				data, err := tx.Blob(name)
				if err != nil {
					return err
				}
				blobs[name] = data
			}
			return nil
		})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	to.receive(ops, blobs)
}

func (b *bench) receive(ops []journal.StoredOp, blobs map[string][]byte) {
	b.t.Helper()
	_, err := b.store.Carry(b.t.Context(), func(tx *store.Tx) error {
		last, err := tx.Clock()
		if err != nil {
			return err
		}
		for _, o := range ops {
			if o.State = journal.OpCounted; o.Op.Object == journal.TeamObject && !(members{"D000000000000"}).allows(o.Device, o.Op) {
				o.State = journal.OpHeld
			}
			if _, err := tx.PutOps([]journal.StoredOp{o}, b.now().UnixMilli()); err != nil {
				return err
			}
			last = max(last, o.Op.Stamp)
		}
		for name, data := range blobs {
			if data != nil {
				if err := tx.PutBlob(name, data); err != nil {
					return err
				}
			}
		}
		return tx.SetClock(last)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.Wake()
}

// settle exchanges and steps until nothing moves any more.
func settle(all []*bench) {
	for range 6 {
		for _, a := range all {
			for _, b := range all {
				if a != b {
					a.send(b)
				}
			}
		}
		for _, b := range all {
			b.step()
		}
	}
}

// folder is what lies in a desk's folders and travels, copies beside left out.
func (b *bench) folder() map[string]string {
	b.t.Helper()
	out := map[string]string{}
	for _, name := range b.all() {
		if _, err := rules.Key(name); err == nil {
			out[name] = b.text(name)
		}
	}
	return out
}

// all lists every file of the data folder but the database's.
func (b *bench) all() []string {
	b.t.Helper()
	var out []string
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(b.dir, path)
		if err == nil && !d.IsDir() && !strings.HasPrefix(filepath.Base(name), "desk.db") && !strings.HasPrefix(filepath.Base(name), ".") && filepath.Base(name) != "reserve" {
			out = append(out, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func done(t testing.TB) func(core.Done, error) { //nolint:unused // by tests
	return func(_ core.Done, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}
