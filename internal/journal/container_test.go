package journal

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func testKeys() Keys { return DeriveKeys([32]byte{1}, testTeam, 1) }

func mustPack(t testing.TB, c *Container, encrypt bool) []byte {
	t.Helper()
	data, err := Pack(c, testKeys(), encrypt)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestContainerRoundTrip: what is packed comes out the same, verifies, and is read without a key as far as it should be.
func TestContainerRoundTrip(t *testing.T) {
	many := segment(t, 3, 40, 5)
	big := map[string][]byte{}
	l := newLaptop(9)
	for _, size := range []int{0, 1, 15, 16, 17, smallBlob, smallBlob + 1, MaxBlob + SaltLen} {
		b := l.bytes(size)
		big[BlobName(b)] = b
	}
	for i := range 20 {
		b := append(l.bytes(SaltLen), strings.Repeat(l.note()+"\n", 200+i)...)
		big[BlobName(b)] = b
	}
	none := map[string][]byte{}
	one := Container{Type: TypeBatch, Team: testTeam, Epoch: 1, Batches: []Batch{newLaptop(1).seal(testTeam, nil, newLaptop(1).daily(t, 1, none)...)}, Blobs: none}
	forked := newLaptop(2)
	twice := []Batch{forked.seal(testTeam, nil, forked.daily(t, 2, none)...)}
	forked.prev, forked.seq = Hash{}, 0 // a cloned profile: the same numbers again
	twice = append(twice, forked.seal(testTeam, nil, forked.daily(t, 3, none)...))
	tests := map[string]*Container{
		"segment":          many,
		"one batch":        &one,
		"cloned profile":   {Type: TypeSegment, Team: testTeam, Epoch: 1 << 31, Batches: twice, Blobs: none},
		"blobs":            {Type: TypeSegment, Team: testTeam, Epoch: 1, Batches: many.Batches[3:9], Blobs: big, Dropped: []string{goldenBlob(1, "a"), goldenBlob(2, "b")}},
		"body":             {Type: TypeSnapshot, Team: testTeam, Epoch: 1, Body: bytes.Repeat([]byte("line\n"), 1000), Blobs: none},
		"empty body":       {Type: TypePresence, Team: testTeam, Epoch: 1, Blobs: none},
		"packs too well":   {Type: TypeSnapshot, Team: testTeam, Epoch: 1, Body: make([]byte, MaxLines), Blobs: none},
		"holes in a chain": {Type: TypeSegment, Team: testTeam, Epoch: 1, Batches: []Batch{many.Batches[0], many.Batches[2], many.Batches[1]}, Blobs: none},
	}
	for name, c := range tests {
		for _, encrypt := range []bool{false, true} {
			data := mustPack(t, c, encrypt)
			if again := mustPack(t, c, encrypt); !bytes.Equal(again, data) {
				t.Errorf("%s: packed twice, other bytes", name)
			}
			h, err := Peek(data)
			if want := (Header{version, c.Type, testTeam, c.Epoch, encrypt}); err != nil || h != want {
				t.Errorf("%s: header %+v, %v", name, h, err)
			}
			got, err := Unpack(data, testKeys())
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if !maps.EqualFunc(got.Blobs, c.Blobs, bytes.Equal) || !slices.Equal(got.Dropped, c.Dropped) || !bytes.Equal(got.Body, c.Body) {
				t.Errorf("%s: %d blobs, %d dropped, %d bytes of body", name, len(got.Blobs), len(got.Dropped), len(got.Body))
			}
			if diff := cmp.Diff(c.Batches, got.Batches, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-want +got)\n%.2000s", name, diff)
			}
			for i := range got.Batches {
				if got.Batches[i].Hash(testTeam) != c.Batches[i].Hash(testTeam) {
					t.Errorf("%s: batch %d has another hash", name, i)
				}
			}
			if bytes.Contains(data, []byte("vip")) {
				t.Errorf("%s: text in the clear although packed", name)
			}
		}
	}
	for i, b := range many.Batches {
		if err := b.Verify(testTeam, newLaptop(byte(i*3/40)).pub()); err != nil {
			t.Error(err)
		}
	}
}

// TestContainerTouched: no byte can be changed, cut off or added unseen, and a key of another team or epoch opens nothing.
func TestContainerTouched(t *testing.T) {
	for _, encrypt := range []bool{false, true} {
		data := mustPack(t, segment(t, 2, 4, 3), encrypt)
		for i := range data {
			bad := bytes.Clone(data)
			bad[i] ^= 1 << (i % 8)
			if c, err := Unpack(bad, testKeys()); err == nil || c != nil {
				t.Fatalf("byte %d changed: %v", i, err)
			} else if i >= headerLen && !errors.Is(err, ErrMAC) {
				t.Fatalf("byte %d changed: %v, want ErrMAC", i, err)
			}
		}
		for i := range data {
			if _, err := Unpack(data[:i], testKeys()); err == nil {
				t.Fatalf("cut at %d: no error", i)
			}
		}
		if _, err := Unpack(append(bytes.Clone(data), 0), testKeys()); !errors.Is(err, ErrMAC) {
			t.Errorf("a byte more: %v", err)
		}
		for _, k := range []Keys{DeriveKeys([32]byte{2}, testTeam, 1), DeriveKeys([32]byte{1}, testTeam, 2), DeriveKeys([32]byte{1}, deviceTwo, 1)} {
			if _, err := Unpack(data, k); !errors.Is(err, ErrMAC) {
				t.Errorf("another key: %v", err)
			}
		}
	}
}

// remac gives bytes a right MAC: what somebody could send who has the team's secret.
func remac(data []byte) []byte { return append(data, macOf(testKeys().MAC, data)...) }

func bodyOf(t Type, body []byte) []byte {
	return remac(append(Header{Version: version, Type: t, Team: testTeam, Epoch: 1}.bytes(), body...))
}

func gzipOf(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// directoryOf builds a body with a directory of uvarints, and bytes after it.
func directoryOf(data []byte, dir ...uint64) []byte {
	var d []byte
	for _, n := range dir {
		d = binary.AppendUvarint(d, n)
	}
	return append(append(binary.AppendUvarint(nil, uint64(len(d))), d...), data...)
}

// TestContainerHostile: whoever has the key still cannot make a reader hold more than the limits, and what a newer
// version made is told apart from what is broken.
func TestContainerHostile(t *testing.T) {
	bomb := gzipOf(t, make([]byte, 64<<20))
	n := uint64(len(bomb))
	small := gzipOf(t, []byte("hello"))
	newer := mustPack(t, segment(t, 1, 2, 2), false)
	newerType := bytes.Clone(newer[:len(newer)-macLen])
	newerType[5] = 9
	newerFlag := bytes.Clone(newer[:len(newer)-macLen])
	newerFlag[6] = 0x80
	newerVersion := bytes.Clone(newer)
	newerVersion[4] = 2
	last := Container{Type: TypeBatch, Team: testTeam, Epoch: 1, Batches: []Batch{{Device: testTeam, A: 1<<63 - 1, B: 1 << 63, Lines: []byte("\n\n")}}}
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, ErrForeign},
		{"a mail", []byte("Return-Path: <x@example.com>\r\n\r\nhello"), ErrForeign},
		{"magic alone", []byte(magic), ErrForeign},
		{"header alone", newer[:headerLen], ErrDamaged},
		{"newer version", newerVersion, ErrNewer},
		{"newer type", remac(newerType), ErrNewer},
		{"newer flag", remac(newerFlag), ErrNewer},
		{"newer method", bodyOf(TypePresence, directoryOf([]byte("x"), 0, 0, 7, 1, 1, 0, 0)), ErrNewer},
		{"larger than a message", append(bytes.Clone(newer), make([]byte, MaxMessage)...), ErrLimit},
		{"bomb that tells its size", bodyOf(TypePresence, directoryOf(bomb, 0, 0, gzipped, 64<<20, n, 0, 0)), ErrLimit},
		{"bomb that tells a size within the limits", bodyOf(TypePresence, directoryOf(bomb, 0, 0, gzipped, MaxLines-1, n, 0, 0)), ErrDamaged},
		{"better than the ratio", bodyOf(TypePresence, directoryOf(gzipOf(t, make([]byte, 1<<20)), 0, 0, gzipped, 1<<20, uint64(len(gzipOf(t, make([]byte, 1<<20)))), 0, 0)), ErrLimit},
		{"shorter than told", bodyOf(TypePresence, directoryOf(small, 0, 0, gzipped, 6, uint64(len(small)), 0, 0)), ErrDamaged},
		{"longer than told", bodyOf(TypePresence, directoryOf(small, 0, 0, gzipped, 4, uint64(len(small)), 0, 0)), ErrDamaged},
		{"no gzip", bodyOf(TypePresence, directoryOf([]byte("hello"), 0, 0, gzipped, 5, 5, 0, 0)), ErrDamaged},
		{"more batches than bytes", bodyOf(TypeSegment, directoryOf(nil, 0, 1<<14)), ErrDamaged},
		{"more batches than may be", bodyOf(TypeSegment, directoryOf(nil, 0, 1<<40)), ErrLimit},
		{"more lines than may be", bodyOf(TypeSegment, append([]byte{100}, append([]byte{1}, append([]byte(testTeam), append([]byte{1, 0, 0, 0xA0, 0x8D, 0x06, 0}, make([]byte, 90)...)...)...)...)), ErrLimit},
		{"directory longer than the body", bodyOf(TypeSegment, binary.AppendUvarint(nil, 1<<20)), ErrDamaged},
		{"a blob of a bomb", bodyOf(TypePresence, directoryOf(bomb, 0, 0, stored, 0, 0, 1, 1, 64<<20, gzipped, 64<<20, n, 0)), ErrLimit},
		{"blobs of more than may be", bodyOf(TypePresence, manyBlobs(bomb)), ErrLimit},
		{"a pack with more text than blobs", bodyOf(TypePresence, directoryOf(make([]byte, SaltLen+5), 0, 0, stored, 0, 0, 1, 1, SaltLen+4, stored, 5, 5, 0)), ErrDamaged},
		{"a number that no database holds", mustPack(t, &last, false), ErrDamaged},
		{"batches in a presence", bodyOf(TypePresence, newer[headerLen:len(newer)-macLen]), ErrDamaged},
		{"no batch in a segment", bodyOf(TypeSegment, directoryOf(nil, 0, 0, stored, 0, 0, 0, 0)), ErrDamaged},
		{"bytes at the end", bodyOf(TypePresence, directoryOf([]byte("x"), 0, 0, stored, 0, 0, 0, 0)), ErrDamaged},
	}
	for _, tt := range tests {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c, err := Unpack(tt.data, testKeys())
		runtime.ReadMemStats(&after)
		if !errors.Is(err, tt.want) || c != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if held := after.TotalAlloc - before.TotalAlloc; held > 8<<20 {
			t.Errorf("%s: %d bytes allocated", tt.name, held)
		}
	}
	// With a wrong MAC nothing at all is inflated.
	good := bodyOf(TypePresence, directoryOf(gzipOf(t, []byte(strings.Repeat("x", 3<<10))), 0, 0, gzipped, 3<<10, 42, 0, 0))
	good[len(good)-1] ^= 1
	if _, err := Unpack(good, testKeys()); !errors.Is(err, ErrMAC) {
		t.Errorf("wrong MAC: %v", err)
	}
}

// manyBlobs tells of more inflated bytes than a message may hold, each pack within its own limit.
func manyBlobs(data []byte) []byte {
	dir := []uint64{0, 0, stored, 0, 0, 3}
	for range 3 {
		dir = append(dir, 28)
		for range 28 {
			dir = append(dir, MaxBlob)
		}
		dir = append(dir, gzipped, 28*(MaxBlob-SaltLen), uint64(len(data)))
	}
	return directoryOf(bytes.Repeat(data, 3), append(dir, 0)...)
}

// TestPackRefuses: Pack never writes what Unpack would refuse.
func TestPackRefuses(t *testing.T) {
	c := segment(t, 1, 2, 2)
	l := newLaptop(3)
	noisy := map[string][]byte{}
	for range 18 {
		b := l.bytes(MaxBlob)
		noisy[BlobName(b)] = b
	}
	empty := map[string][]byte{}
	for i := range 70 {
		b := append(l.bytes(SaltLen), make([]byte, MaxBlob-i)...)
		empty[BlobName(b)] = b
	}
	tests := []struct {
		name string
		c    Container
		want error // nil: any
	}{
		{"body too long", Container{Type: TypeSnapshot, Team: testTeam, Body: l.bytes(MaxLines + 1)}, ErrLimit},
		{"blobs too many bytes", Container{Type: TypeSegment, Team: testTeam, Batches: c.Batches, Blobs: noisy}, ErrLimit},
		{"blobs inflate too far", Container{Type: TypeSegment, Team: testTeam, Batches: c.Batches, Blobs: empty}, ErrLimit},
		{"blob under another name", Container{Type: TypeSegment, Team: testTeam, Batches: c.Batches, Blobs: map[string][]byte{goldenBlob(1, "a"): []byte("b")}}, ErrBlob},
		{"drop mark that is no name", Container{Type: TypeSegment, Team: testTeam, Batches: c.Batches, Dropped: []string{"x"}}, ErrBlob},
		{"two batches as one", Container{Type: TypeBatch, Team: testTeam, Batches: c.Batches}, nil},
		{"no batch", Container{Type: TypeSegment, Team: testTeam}, nil},
		{"batch and body", Container{Type: TypeSegment, Team: testTeam, Batches: c.Batches, Body: []byte("x")}, nil},
		{"no team", Container{Type: TypePresence, Team: "x"}, nil},
	}
	for _, tt := range tests {
		if data, err := Pack(&tt.c, testKeys(), false); err == nil || data != nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// FuzzUnpack: bytes with a right MAC never panic, never cost more than the limits, and what is read can be packed again.
func FuzzUnpack(f *testing.F) {
	for _, c := range []*Container{segment(f, 2, 5, 3), {Type: TypePresence, Team: testTeam, Body: []byte("{}")}} {
		data := mustPack(f, c, false)
		f.Add(byte(c.Type), data[headerLen:len(data)-macLen])
	}
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		c, err := Unpack(bodyOf(Type(kind), body), testKeys())
		if err != nil {
			return
		}
		total := len(c.Body)
		for i := range c.Batches {
			total += len(c.Batches[i].Lines)
			c.Batches[i].Records()
			c.Batches[i].OwnKey()
			if err := c.Batches[i].Verify(testTeam, newLaptop(0).pub()); err == nil && c.Batches[i].Device != newLaptop(0).id {
				t.Fatal("verified with another device's key")
			}
		}
		if total > MaxLines {
			t.Fatalf("%d bytes of lines", total)
		}
		data, err := Pack(c, testKeys(), false)
		if err != nil {
			t.Fatalf("read, and not written again: %v", err)
		}
		again, err := Unpack(data, testKeys())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("%+v\nread again\n%+v", c, again)
		}
	})
}

// TestHaveBounded: what a message says its authors have seen is bounded over all its batches.
func TestHaveBounded(t *testing.T) {
	have := Vector{}
	for i := range 1000 {
		have[Base32([]byte{byte(i >> 8), byte(i), 0, 0, 0, 0, 0, 0, 0})[:deviceLen]] = uint64(i)
	}
	l := newLaptop(1)
	c := &Container{Type: TypeSegment, Team: testTeam, Epoch: 1}
	for range 200 {
		c.Batches = append(c.Batches, Batch{Device: l.id, A: 1, B: 1, Have: have, Lines: []byte("\n")})
	}
	if got, err := Unpack(mustPack(t, c, false), testKeys()); err != nil || len(got.Batches[199].Have) != 1000 {
		t.Errorf("at the limit: %v", err)
	}
	c.Batches = append(c.Batches, c.Batches[0])
	if _, err := Pack(c, testKeys(), false); !errors.Is(err, ErrLimit) {
		t.Errorf("above the limit: %v", err)
	}
	dir := c.batchDir(nil)
	r := &reader{b: dir}
	if heads := r.batches(); heads != nil || !errors.Is(r.err, ErrLimit) {
		t.Errorf("above the limit, from somebody else: %v", r.err)
	}
}
