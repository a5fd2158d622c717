package journal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestBatchSigned: whatever is changed in a batch, its signature does not fit any more, and its hash is another.
func TestBatchSigned(t *testing.T) {
	l, other := newLaptop(1), newLaptop(2)
	l.seal(testTeam, nil, l.daily(t, 3, map[string][]byte{})...)
	b := l.seal(testTeam, Vector{other.id: 7}, l.daily(t, 3, map[string][]byte{})...)
	if err := b.Verify(testTeam, l.pub()); err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*Batch){
		"a":               func(b *Batch) { b.A-- },
		"b":               func(b *Batch) { b.B++ },
		"numbers shifted": func(b *Batch) { b.A, b.B = b.A+1, b.B+1 },
		"prev":            func(b *Batch) { b.Prev[3]++ },
		"have":            func(b *Batch) { b.Have = Vector{other.id: 8} },
		"no have":         func(b *Batch) { b.Have = nil },
		"a letter":        func(b *Batch) { b.Lines = bytes.Replace(b.Lines, []byte(`"h":"0`), []byte(`"h":"1`), 1) },
		"a line more":     func(b *Batch) { b.Lines = append(bytes.Clone(b.Lines), '\n') },
		"the signature":   func(b *Batch) { b.Sig[63] ^= 1 },
		"device":          func(b *Batch) { b.Device = other.id },
	}
	for name, change := range changes {
		bad := b
		change(&bad)
		if err := bad.Verify(testTeam, l.pub()); !errors.Is(err, ErrSignature) {
			t.Errorf("%s changed: %v", name, err)
		}
		if name != "the signature" && bad.Hash(testTeam) == b.Hash(testTeam) {
			t.Errorf("%s changed: the same hash", name)
		}
	}
	if err := b.Verify(deviceTwo, l.pub()); !errors.Is(err, ErrSignature) {
		t.Errorf("in another team: %v", err)
	}
	forged := b
	forged.Sign(testTeam, other.key)
	if err := forged.Verify(testTeam, other.pub()); !errors.Is(err, ErrSignature) {
		t.Errorf("signed by another device as this one: %v", err)
	}
	for _, pub := range []ed25519.PublicKey{nil, other.pub(), l.pub()[:31]} {
		if err := b.Verify(testTeam, pub); !errors.Is(err, ErrSignature) {
			t.Errorf("with another key: %v", err)
		}
	}
}

// TestBatchNumbers: a signed batch with more or fewer lines than numbers is damaged, not read askew.
func TestBatchNumbers(t *testing.T) {
	l := newLaptop(1)
	for _, tt := range []struct {
		a, b  uint64
		lines string
	}{
		{1, 1, ""}, {1, 1, "x"}, {1, 2, "x\n"}, {1, 1, "x\ny\n"}, {1, 2, "x\ny"}, {0, 0, "x\n"}, {2, 1, ""}, {0, 1<<64 - 1, ""}, {1, 1 << 63, "\n"},
	} {
		b := Batch{Device: l.id, A: tt.a, B: tt.b, Lines: []byte(tt.lines)}
		b.Sign(testTeam, l.key)
		if err := b.Verify(testTeam, l.pub()); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d-%d %q: %v", tt.a, tt.b, tt.lines, err)
		}
	}
}

// TestRecords: one bad line never blocks its batch, and every line comes out as the bytes it was.
func TestRecords(t *testing.T) {
	l := newLaptop(1)
	good := l.op(t, Op{Kind: Set, Object: "t4PWYHW9NCNCNZ6B4", Path: "owner", Value: []byte(`"ana"`)})
	raw := []string{string(good.Raw), "", "{}", "\xff\x00", strings.Repeat("x", MaxLine+1), string(good.Raw) + "\r", string(good.Raw)}
	b := Batch{Device: l.id, A: 5, B: 11, Lines: []byte(strings.Join(raw, "\n") + "\n")}
	b.Sign(testTeam, l.key)
	if err := b.Verify(testTeam, l.pub()); err != nil {
		t.Fatal(err)
	}
	for i, line := range b.Records() {
		readable := i == 0 || i == 5 || i == 6 // a \r is white space to JSON
		if line.Seq != uint64(5+i) || string(line.Raw) != raw[i] || (line.Op != nil) != readable || (line.Err == nil) != readable {
			t.Errorf("line %d: seq %d, %d bytes, %v", i, line.Seq, len(line.Raw), line.Err)
		}
	}
}

// TestOwnKey: a batch that brings its device's request can be verified by itself; nothing else in it is taken for a key.
func TestOwnKey(t *testing.T) {
	l, other := newLaptop(1), newLaptop(2)
	request := func(whose string, pub []byte) *Op {
		return l.op(t, Op{Kind: Set, Object: TeamObject, Path: PathDevice(whose), Value: []byte(`{"pub":"` + base64.StdEncoding.EncodeToString(pub) + `","agent":"x"}`)})
	}
	b := l.seal(testTeam, nil, l.daily(t, 2, map[string][]byte{})[0], request(l.id, other.pub()), request(other.id, other.pub()), request(l.id, l.pub()))
	if pub := b.OwnKey(); !pub.Equal(l.pub()) || b.Verify(testTeam, pub) != nil {
		t.Errorf("own key %x", pub)
	}
	b = l.seal(testTeam, nil, request(other.id, l.pub()), request(l.id, nil))
	if pub := b.OwnKey(); pub != nil {
		t.Errorf("own key %x of a batch that brings none", pub)
	}
}

func TestVector(t *testing.T) {
	v := Vector{deviceTwo: 3, deviceOne: 12}
	if got := v.String(); got != "3W4SC1QN5ZB7A:12 9KTX0V2PEHM4R:3" {
		t.Error(got)
	}
	for _, bad := range []string{" ", "x", "3W4SC1QN5ZB7A", "3W4SC1QN5ZB7A:", "3W4SC1QN5ZB7A:-1", "3W4SC1QN5ZB7A:01", "3W4SC1QN5ZB7A:1 ", "9KTX0V2PEHM4R:3 3W4SC1QN5ZB7A:12", "3W4SC1QN5ZB7A:1 3W4SC1QN5ZB7A:1", "3w4sc1qn5zb7a:1", "3W4SC1QN5ZB7A:9223372036854775808"} {
		if got, err := ParseVector(bad); !errors.Is(err, ErrVector) {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Vector {
			v := Vector{}
			for i, n := range rapid.MapOf(rapid.ByteMax(9), rapid.Uint64Max(1<<63-1)).Draw(t, name) {
				v[newLaptop(i).id] = n
			}
			return v
		}
		a, b := draw("a"), draw("b")
		back, err := ParseVector(a.String())
		if diff := cmp.Diff(a, back); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		both := Vector{}
		both.Merge(a)
		both.Merge(b)
		if !both.Covers(a) || !both.Covers(b) || a.Covers(b) && both.String() != a.String() && len(a) == len(both) {
			t.Fatalf("%v and %v make %v", a, b, both)
		}
	})
}
