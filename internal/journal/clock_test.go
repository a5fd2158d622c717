package journal

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestOffset(t *testing.T) {
	at := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		by time.Duration
		ok bool
	}{{0, true}, {-time.Hour, true}, {24 * time.Hour, true}, {24*time.Hour + 1, false}, {-30 * 24 * time.Hour, false}} {
		if got, ok := Offset(at, at.Add(tt.by)); got != tt.by || ok != tt.ok {
			t.Errorf("%v: %v, %v", tt.by, got, ok)
		}
	}
}

// TestParked: what lies more than a day ahead waits and does not move the clock; the past never does.
func TestParked(t *testing.T) {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	for by, want := range map[time.Duration]bool{-10000 * time.Hour: false, 0: false, 24 * time.Hour: false, 24*time.Hour + time.Millisecond: true, 40 * time.Hour: true} {
		h := StampAt(now.Add(by)) + 9
		if got := Parked(StampAt(now), h); got != want {
			t.Errorf("%v ahead: parked %v", by, got)
		}
		if moved := Receive(now, 5, h) != 5; moved == want {
			t.Errorf("%v ahead: moves the clock %v", by, moved)
		}
	}
}

// TestRestamp: ids stay (M9), the order stays, each op still beats what it replaced, its `p` follows what was shifted, and no
// other byte changes.
func TestRestamp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := newLaptop(1)
		base := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
		sealed := StampAt(base)
		foreign := StampAt(base.Add(time.Duration(rapid.IntRange(-90, 90).Draw(rt, "foreign")) * time.Minute))
		standing := map[string]Stamp{"status": foreign, "owner": NoStamp}
		last := max(sealed, foreign)
		var ops []*Op
		for range rapid.IntRange(1, 8).Draw(rt, "ops") {
			path := rapid.SampledFrom([]string{"status", "owner"}).Draw(rt, "path")
			last = Next(base.Add(time.Duration(rapid.IntRange(0, 100).Draw(rt, "at"))*time.Minute), last)
			p := standing[path]
			standing[path] = last
			op := l.op(t, Op{Stamp: last, Prev: &p, Kind: Set, Object: "t4PWYHW9NCNCNZ6B4", Path: path, Value: []byte(`{"h":"06DBD5Z800004","p":["x"]}`)})
			if rapid.Bool().Draw(rt, "newer") {
				op.Raw = append(bytes.TrimSuffix(op.Raw, []byte("}")), `, "later": {"h":"06DBD5Z800004"}}`...)
			}
			ops = append(ops, op)
		}
		shift := time.Duration(rapid.IntRange(-1440, 1440).Draw(rt, "shift")) * time.Minute
		got, err := Restamp(ops, shift, sealed)
		if err != nil {
			rt.Fatal(err)
		}
		now := map[Stamp]Stamp{}
		before := sealed
		for i, op := range got {
			was := ops[i]
			want := *was.Prev
			if moved, ok := now[want]; ok {
				want = moved
			}
			if op.ID != was.ID || op.Stamp <= before || *op.Prev != want || op.Stamp <= *op.Prev {
				rt.Fatalf("op %d: %s\nwas      %s", i, op.Raw, was.Raw)
			}
			if shifted := shiftStamp(was.Stamp, shift); op.Stamp < shifted {
				rt.Fatalf("op %d is not shifted far enough", i)
			} else if shift > 0 && op.Stamp != shifted {
				rt.Fatalf("op %d is not where the right clock was", i)
			}
			plain := bytes.Replace(op.Raw, []byte(`"h":"`+op.Stamp.String()), []byte(`"h":"`+was.Stamp.String()), 1)
			plain = bytes.Replace(plain, []byte(`,"p":"`+op.Prev.String()), []byte(`,"p":"`+was.Prev.String()), 1)
			if !bytes.Equal(plain, was.Raw) {
				rt.Fatalf("op %d: other bytes changed\n%s\n%s", i, op.Raw, was.Raw)
			}
			now[was.Stamp], before = op.Stamp, op.Stamp
		}
	})
}
