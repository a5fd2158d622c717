package journal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// drawRecords makes records as careless devices would: clashing stamps, one op id under two devices, removes of dots
// never seen, claims on any base.
func drawRecords(t *rapid.T) []Record {
	stamp := rapid.Custom(func(t *rapid.T) Stamp {
		return goldenStamp(0) + Stamp(rapid.IntRange(0, 6).Draw(t, "stamp"))
	})
	id := rapid.Custom(func(t *rapid.T) string { return goldenID(rapid.IntRange(0, 9).Draw(t, "id")) })
	element := rapid.SampledFrom([]string{"a", "b", "c"})
	var out []Record
	for i := range rapid.IntRange(0, 14).Draw(t, "n") {
		prev := rapid.OneOf(rapid.Just(NoStamp), stamp).Draw(t, "prev")
		op := &Op{
			ID: id.Draw(t, "i"), Stamp: stamp.Draw(t, "h"), Object: "t4PWYHW9NCNCNZ6B4", Prev: &prev,
			Kind: rapid.SampledFrom([]Kind{Set, Claim, Add, Remove, Redact}).Draw(t, "k"), Path: rapid.SampledFrom([]string{"owner", "tags"}).Draw(t, "f"),
		}
		op.Value = json.RawMessage(fmt.Sprintf("%q", element.Draw(t, "one")))
		if rapid.Bool().Draw(t, "list") {
			v, err := json.Marshal(rapid.SliceOfN(element, 0, 3).Draw(t, "elements"))
			if err != nil {
				t.Fatal(err)
			}
			op.Value = v
		}
		if op.Kind == Remove {
			op.Dots = rapid.SliceOfN(id, 0, 3).Draw(t, "dots")
		}
		if err := Encode(op); err != nil {
			t.Fatalf("op %d: %v", i, err)
		}
		device := rapid.SampledFrom([]string{deviceOne, deviceTwo}).Draw(t, "device")
		out = append(out, Record{Device: device, Hash: RecordHash(device, op.Raw), Op: op})
	}
	return out
}

// TestFoldOrder: any order and any repetition of the same records gives the same state, to the last byte.
func TestFoldOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		want := Fold(records)
		again := rapid.Permutation(records).Draw(t, "order")
		if len(records) > 0 {
			again = append(again, rapid.SliceOfN(rapid.SampledFrom(records), 0, 10).Draw(t, "again")...)
		}
		if d := diff.Diff(want, Fold(again), cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
	})
}

// TestObservedRemove: an element is in the set if and only if some add of it was seen by no remove.
func TestObservedRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		o := Fold(records)
		for _, element := range []string{"a", "b", "c"} {
			want := slices.ContainsFunc(records, func(add Record) bool {
				return add.Kind == Add && add.Path == "tags" && slices.Contains(ElementsOf(add.Value), element) &&
					!slices.ContainsFunc(records, func(r Record) bool {
						return r.Kind == Remove && r.Path == "tags" && slices.Contains(r.Dots, add.ID) && slices.Contains(ElementsOf(r.Value), element)
					})
			})
			if got := slices.Contains(o.Members("tags"), element); got != want {
				t.Fatalf("%s is in the set: %v, want %v", element, got, want)
			}
			if got := len(o.DotsOf("tags", element)) > 0; got != want {
				t.Fatalf("%s has dots: %v, want %v", element, got, want)
			}
		}
	})
}

// TestConcurrentAddSurvives: who removes takes away only what they had seen.
func TestConcurrentAddSurvives(t *testing.T) {
	seen := record(t, deviceOne, Op{ID: goldenID(1), Stamp: 1, Kind: Add, Path: "tags", Value: json.RawMessage(`["vip","bug"]`)})
	apart := record(t, deviceTwo, Op{ID: goldenID(2), Stamp: 2, Kind: Add, Path: "tags", Value: json.RawMessage(`"vip"`)})
	removed := record(t, deviceOne, Op{ID: goldenID(3), Stamp: 3, Kind: Remove, Path: "tags", Value: json.RawMessage(`["vip"]`), Dots: []string{goldenID(1)}})
	if got := Fold([]Record{removed, seen}).Members("tags"); !slices.Equal(got, []string{"bug"}) {
		t.Errorf("seen and removed: %v", got)
	}
	if got := Fold([]Record{removed, apart, seen}).Members("tags"); !slices.Equal(got, []string{"bug", "vip"}) {
		t.Errorf("added apart: %v", got)
	}
}

func record(t *testing.T, device string, op Op) Record {
	t.Helper()
	op.Object = "t4PWYHW9NCNCNZ6B4"
	if err := Encode(&op); err != nil {
		t.Fatal(err)
	}
	return Record{Device: device, Hash: RecordHash(device, op.Raw), Op: &op}
}

// TestClaims: of claims on one base the earliest wins; any set later than the base beats them all; a claim beats its base.
func TestClaims(t *testing.T) {
	owner := func(stamp, prev Stamp, kind Kind, who string, device string) Record {
		return record(t, device, Op{ID: goldenID(int(stamp)), Stamp: stamp, Kind: kind, Path: "owner", Value: json.RawMessage(`"` + who + `"`), Prev: &prev})
	}
	free := owner(5, 0, Set, "", deviceOne)
	first, second := owner(7, 5, Claim, "asha", deviceTwo), owner(9, 5, Claim, "bela", deviceOne)
	later := owner(6, 5, Set, "caro", deviceOne)
	older := owner(4, 0, Set, "dora", deviceTwo)
	none := owner(8, 0, Claim, "emil", deviceOne)
	tests := []struct {
		name    string
		records []Record
		want    string
	}{
		{"the earliest claim wins", []Record{free, second, first}, `"asha"`},
		{"alone", []Record{free, second}, `"bela"`},
		{"a set later than the base beats both", []Record{free, first, second, later}, `"caro"`},
		{"a set before the base does not", []Record{free, first, older}, `"asha"`},
		{"a claim on no base loses to any set", []Record{none, older}, `"dora"`},
		{"a claim on no base stands alone", []Record{none}, `"emil"`},
	}
	for _, tt := range tests {
		if got := string(Fold(tt.records).Value("owner")); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		slices.Reverse(tt.records)
		if got := string(Fold(tt.records).Value("owner")); got != tt.want {
			t.Errorf("%s, reversed: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestLocalEditWins: a set made now, stamped by Next over everything received, stands at once.
func TestLocalEditWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		now := goldenStamp(0).Time().Add(time.Duration(rapid.IntRange(-50, 50).Draw(t, "skew")) * time.Millisecond)
		var last Stamp
		for _, r := range records {
			last = Receive(now, last, r.Stamp)
		}
		o := Fold(records)
		prev := o.Stamp("owner")
		mine := &Op{ID: goldenID(77), Stamp: Next(now, last), Kind: Set, Object: "t4PWYHW9NCNCNZ6B4", Path: "owner", Value: json.RawMessage(`"me"`), Prev: &prev}
		if err := Encode(mine); err != nil {
			t.Fatal(err)
		}
		o.Apply(Record{Device: deviceOne, Hash: RecordHash(deviceOne, mine.Raw), Op: mine})
		if got := string(o.Value("owner")); got != `"me"` {
			t.Fatalf("owner is %s", got)
		}
	})
}

// TestStampText: stamps sort as their texts do, and come back.
func TestStampText(t *testing.T) {
	any63 := rapid.Uint64Max(1<<63 - 1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := Stamp(any63.Draw(t, "a")), Stamp(any63.Draw(t, "b"))
		if cmp.Compare(a, b) != cmp.Compare(a.String(), b.String()) {
			t.Fatalf("%s and %s sort otherwise", a, b)
		}
		if back, err := ParseStamp(a.String()); err != nil || back != a || len(a.String()) != 13 {
			t.Fatalf("%s: %v, %v", a, back, err)
		}
		now := time.UnixMilli(rapid.Int64Range(0, 1<<46).Draw(t, "now"))
		last := Stamp(rapid.Uint64Max(1<<62).Draw(t, "last"))
		if n := Next(now, last); n <= last || n < StampAt(now) {
			t.Fatalf("next of %s is %s", last, n)
		}
		if r := Receive(now, last, a); r < last || r != last && r != a {
			t.Fatalf("received %s over %s: %s", a, last, r)
		}
	})
}

func TestBase32(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		text := Base32(b)
		back, err := ParseBase32(text)
		if err != nil || !slices.Equal(back, b) {
			t.Fatalf("%x: %q, %x, %v", b, text, back, err)
		}
		if FoldTyped(text) != text {
			t.Fatalf("%q is typed otherwise", text)
		}
		other := rapid.String().Draw(t, "other")
		if b, err := ParseBase32(other); err == nil && Base32(b) != other {
			t.Fatalf("%q was read as %x", other, b)
		}
	})
	for text, want := range map[string]string{"\x00": "00", "\xff": "ZW", "\x00\x00\x00\x00\x01": "00000001"} {
		if got := Base32([]byte(text)); got != want {
			t.Errorf("%x is %s, want %s", text, got, want)
		}
	}
}

// FuzzDecode: no line breaks it; what it takes is kept whole and, written anew, means the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(goodLine))
	for _, s := range goldenSamples() {
		f.Add(s.line(f))
	}
	f.Add([]byte(`{"i":{"i":[]},"I":0}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		op, err := Decode(line)
		if err != nil {
			return
		}
		if string(op.Raw) != string(line) {
			t.Fatal("Raw is not the line")
		}
		again := *op
		if err := Encode(&again); err != nil {
			t.Fatalf("%q cannot be written: %v", line, err)
		}
		back, err := Decode(again.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if !sameJSON(again.Value, back.Value) {
			t.Fatalf("v was %s, is %s", again.Value, back.Value)
		}
		back.Raw, again.Raw, back.Value, again.Value = nil, nil, nil, nil
		if d := diff.Diff(&again, back, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		Fold([]Record{{Device: deviceOne, Hash: RecordHash(deviceOne, line), Op: op}})
	})
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && diff.Equal(x, y)
}
