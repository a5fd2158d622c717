package journal

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// randomHeld is a store's lines: ops of every kind on few objects and paths, some that do not count, some unreadable.
func randomHeld(rt *rapid.T, tb testing.TB) []Held {
	laptops := []*laptop{newLaptop(0), newLaptop(1), newLaptop(2)}
	var out []Held
	var ids []string
	for i := range rapid.IntRange(1, 40).Draw(rt, "ops") {
		l := rapid.SampledFrom(laptops).Draw(rt, "device")
		l.seq++
		stamp := goldenStamp(rapid.IntRange(0, 9).Draw(rt, "h")) // ties are wanted
		prev := goldenStamp(rapid.IntRange(0, 9).Draw(rt, "p"))
		op := Op{
			ID: goldenID(i), Stamp: stamp, Prev: &prev, Value: []byte(`"v"`),
			Object: rapid.SampledFrom([]string{"t4PWYHW9NCNCNZ6B4", "tA1B2C3D4E5F6G7H8", "m4PWYHW9NCNCNZ6B4", "p4PWYHW9NCNCNZ6B4", "c4PWYHW9NCNCNZ6B4", "@team", "@agent/ana"}).Draw(rt, "object"),
			Path:   rapid.SampledFrom([]string{"status", "owner", "tags", "!later"}).Draw(rt, "path"),
			Kind:   rapid.SampledFrom([]Kind{Set, Set, Set, Claim, Add, Remove, Redact}).Draw(rt, "kind"),
		}
		if op.Kind == Remove && len(ids) > 0 {
			op.Dots = []string{rapid.SampledFrom(ids).Draw(rt, "dot")}
		}
		ids = append(ids, op.ID)
		done := l.op(tb, op)
		h := Held{SnapLine: SnapLine{l.id, l.seq, done.Raw}, Op: done, Counts: rapid.IntRange(0, 5).Draw(rt, "counts") > 0}
		if rapid.IntRange(0, 9).Draw(rt, "readable") == 0 {
			h.Raw, h.Op = fmt.Appendf(nil, `{"newer":%d}`, i), nil
		}
		out = append(out, h)
	}
	return out
}

func counted(held []Held, among []SnapLine) []Record {
	var out []Record
	for _, h := range held {
		if h.Op != nil && h.Counts && (among == nil || slices.ContainsFunc(among, func(l SnapLine) bool { return l.Device == h.Device && l.Seq == h.Seq })) {
			out = append(out, Record{Device: h.Device, Hash: RecordHash(h.Device, h.Raw), Op: h.Op})
		}
	}
	return out
}

// TestSnapshotIsReplay: the chosen lines fold to the very state of all lines; what cannot be read or does not count today is
// among them (M4), and so is each object's first op and all that is said of the team, people and companies, whose older
// values count too. Metamorphic: snapshot ≡ replay.
func TestSnapshotIsReplay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		held := randomHeld(rt, t)
		chosen := Deciding(held)
		all := counted(held, nil)
		if StateHash(all) != StateHash(counted(held, chosen)) {
			rt.Fatalf("%d of %d lines give another state", len(chosen), len(held))
		}
		first := map[string]Record{}
		for _, r := range all {
			if old, ok := first[r.Object]; !ok || OrderOf(r).Compare(OrderOf(old)) < 0 {
				first[r.Object] = r
			}
		}
		in := map[Hash]bool{}
		for _, l := range chosen {
			in[RecordHash(l.Device, l.Raw)] = true
		}
		for _, h := range held {
			if (h.Op == nil || !h.Counts || strings.ContainsRune("@pc", rune(h.Op.Object[0]))) && !in[RecordHash(h.Device, h.Raw)] {
				rt.Fatalf("%s is not in the snapshot", h.Raw)
			}
		}
		for _, r := range first {
			if !in[r.Hash] {
				rt.Fatalf("the first op of %s is not in the snapshot", r.Object)
			}
		}
	})
}

// TestStateHash: order and repetition do not matter, any other op that stands does.
func TestStateHash(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := counted(randomHeld(rt, t), nil)
		want := StateHash(records)
		if got := StateHash(append(rapid.Permutation(records).Draw(rt, "order"), records...)); got != want {
			rt.Fatal("another order, another hash")
		}
		for i, r := range records {
			less := slices.Delete(slices.Clone(records), i, i+1)
			if standsIn(r, records) && StateHash(less) == want {
				rt.Fatalf("%s stands, and without it the hash is the same", r.Raw)
			}
		}
	})
}

func standsIn(r Record, records []Record) bool {
	var same []Record
	for _, o := range records {
		if o.Object == r.Object {
			same = append(same, o)
		}
	}
	o := Fold(same)
	switch r.Kind {
	case Set, Claim:
		return o.Registers[r.Path].Hash == r.Hash
	case Add:
		return true
	}
	return false // a remove or an erasure may be said twice
}

func someSnapshot(l *laptop) Snapshot {
	return Snapshot{Device: l.id, Vector: Vector{deviceOne: 9, deviceTwo: 12}, Heads: map[string]Hash{deviceOne: {1}, deviceTwo: {2}}, State: Hash{3}}
}

// TestSnapshotParts: a large snapshot goes in parts, each within the limits and signed, and no line is lost between them.
func TestSnapshotParts(t *testing.T) {
	l := newLaptop(1)
	var lines []SnapLine
	size := 0
	for i := range 3000 {
		raw := bytes.Repeat([]byte{byte('a' + i%26)}, 1+(i*i)%6000)
		size += len(raw)
		lines = append(lines, SnapLine{[]string{deviceOne, deviceTwo}[i%2], uint64(1 + i/2), raw})
	}
	lines = append(lines, SnapLine{deviceOne, 1, []byte("a cloned profile's other line")})
	var back []SnapLine
	parts := someSnapshot(l).Split(lines)
	if len(parts) < 3 || len(parts) > 4 {
		t.Fatalf("%d parts for %d bytes", len(parts), size)
	}
	for i, p := range parts {
		body, err := p.Encode(testTeam, l.key)
		if err != nil {
			t.Fatal(err)
		}
		data := mustPack(t, &Container{Type: TypeSnapshot, Team: testTeam, Epoch: 1, Body: body}, false)
		c, err := Unpack(data, testKeys())
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeSnapshot(c.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Verify(testTeam, l.pub()); err != nil {
			t.Error(err)
		}
		if got.Part != i+1 || got.Parts != len(parts) {
			t.Errorf("part %d of %d", got.Part, got.Parts)
		}
		if diff := cmp.Diff(p, *got, cmpopts.IgnoreUnexported(Snapshot{}), cmpopts.IgnoreFields(Snapshot{}, "Lines")); diff != "" {
			t.Error(diff)
		}
		back = append(back, got.Lines...)
		if got.Verify(deviceTwo, l.pub()) == nil || got.Verify(testTeam, newLaptop(2).pub()) == nil {
			t.Error("verified for another team or key")
		}
		flipped := bytes.Clone(body)
		flipped[len(flipped)-3] ^= 1
		if s, err := DecodeSnapshot(flipped); err != nil || !errors.Is(s.Verify(testTeam, l.pub()), ErrSignature) {
			t.Errorf("a letter changed: %v", err)
		}
	}
	same := func(a, b SnapLine) bool { return a.Device == b.Device && a.Seq == b.Seq && bytes.Equal(a.Raw, b.Raw) }
	for _, l := range lines {
		if !slices.ContainsFunc(back, func(b SnapLine) bool { return same(l, b) }) {
			t.Fatalf("line %s %d is lost", l.Device, l.Seq)
		}
	}
	if len(back) != len(lines) {
		t.Errorf("%d lines, %d came back", len(lines), len(back))
	}
	huge := someSnapshot(l).Split([]SnapLine{{deviceOne, 1, make([]byte, maxSnapLine+1)}, {deviceOne, 2, make([]byte, maxSnapLine)}})
	if len(huge) != 1 || len(huge[0].Lines) != 1 {
		t.Errorf("with a line that is no op of any version: %d parts", len(huge))
	}
	if none := someSnapshot(l).Split(nil); len(none) != 1 || none[0].Parts != 1 {
		t.Errorf("a snapshot of nothing has %d parts", len(none))
	}
}

func FuzzSnapshot(f *testing.F) {
	l := newLaptop(1)
	p := someSnapshot(l).Split([]SnapLine{{deviceOne, 1, []byte("{}")}, {deviceTwo, 3, nil}})[0]
	body, err := p.Encode(testTeam, l.key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := DecodeSnapshot(body)
		if err != nil {
			return
		}
		if err := s.Verify(testTeam, l.pub()); err == nil && s.Device != l.id {
			t.Fatal("another device's snapshot verified")
		}
		again, err := s.Encode(testTeam, l.key)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeSnapshot(again)
		if err != nil {
			t.Fatalf("read, and not written again: %v", err)
		}
		if diff := cmp.Diff(s, back, cmpopts.IgnoreUnexported(Snapshot{}), cmpopts.IgnoreFields(Snapshot{}, "Sig"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestSnapLineHostile: a line of no device that the head names, of no number, or cut short, is none.
func TestSnapLineHostile(t *testing.T) {
	devices := []string{testTeam, "x"}
	if l, ok := snapLine([]byte("0 7 {}\n"), devices); !ok || l.Device != testTeam || l.Seq != 7 || string(l.Raw) != "{}" {
		t.Fatalf("%+v, %v", l, ok)
	}
	for _, line := range []string{"2 7 {}\n", "1 7 {}\n", "-1 7 {}\n", "0 0 {}\n", "0 9223372036854775808 {}\n", "0 7 {}", "0 7\n", "\n"} {
		if l, ok := snapLine([]byte(line), devices); ok {
			t.Errorf("%q is read as %+v", line, l)
		}
	}
}
