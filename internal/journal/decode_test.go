package journal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"
)

const goodLine = `{"i":"BDNRGQ90H62M65S5VTYG","h":"06DBD5Z800004","k":"set","t":"t4PWYHW9NCNCNZ6B4","f":"status","v":{"s":"resolved","seen":1763989200000},"p":"06DBBZTHG0000","g":"BDNRGQ90H62M65S5VTYG"}`

// TestExamples: the examples that the design gives (journal.md §3.1, §3.2).
func TestExamples(t *testing.T) {
	s, err := ParseStamp("06DBD5Z800004")
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2025, 11, 24, 16, 0, 0, 0, time.UTC); !s.Time().Equal(want) || uint16(s) != 2 || s.String() != "06DBD5Z800004" {
		t.Errorf("06DBD5Z800004 is %v, counter %d, written %s", s.Time(), uint16(s), s)
	}
	op, err := Decode([]byte(goodLine))
	if err != nil {
		t.Fatal(err)
	}
	if op.ID != "BDNRGQ90H62M65S5VTYG" || op.Stamp != s || op.Kind != Set || op.Object != "t4PWYHW9NCNCNZ6B4" || op.Path != "status" ||
		string(op.Value) != `{"s":"resolved","seen":1763989200000}` || op.Prev.String() != "06DBBZTHG0000" || op.Group != op.ID {
		t.Errorf("decoded %+v", op)
	}
	op.Raw = nil
	if err := Encode(op); err != nil || string(op.Raw) != goodLine {
		t.Errorf("written again: %s, %v", op.Raw, err)
	}
	if NoStamp.String() != strings.Repeat("0", 13) {
		t.Errorf("no stamp is %s", NoStamp)
	}
}

// with changes one piece of a good line.
func with(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(goodLine, old) {
		t.Fatalf("%s is not in the line", old)
	}
	return strings.Replace(goodLine, old, new, 1)
}

func TestDecodeRefuses(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	value := `{"s":"resolved","seen":1763989200000}`
	tests := []struct{ name, line string }{
		{"empty", ""},
		{"null", "null"},
		{"array", "[]"},
		{"empty object", "{}"},
		{"two objects", "{}" + goodLine},
		{"trailing object", goodLine + "{}"},
		{"trailing bytes", goodLine + "x"},
		{"trailing NUL", goodLine + "\x00"},
		{"BOM", "\ufeff" + goodLine},
		{"line break inside", strings.Replace(goodLine, `,"h"`, ",\n\"h\"", 1)},
		{"line break at the end", goodLine + "\n"},
		{"not UTF-8", with(t, "resolved", "resol\xffed")},
		{"cut", goodLine[:len(goodLine)-1]},
		{"too long", with(t, `"g"`, `"z":"`+strings.Repeat("x", MaxLine)+`","g"`)},
		{"i twice", with(t, `"h"`, `"i":"BDNRGQ90H62M65S5VTYG","h"`)},
		{"unknown key twice", with(t, `"g"`, `"later":1,"later":2,"g"`)},
		{"key in capitals", with(t, `"k"`, `"K"`)},
		{"key twice, once in capitals", with(t, `"g"`, `"V":1,"g"`)},
		{"key that folds to k", with(t, `"k"`, "\"\u212a\"")},
		{"key that folds to k, escaped", with(t, `"k"`, `"\u212a"`)},
		{"key twice, once escaped", with(t, `"g"`, `"\u0076":1,"g"`)},
		{"i too short", with(t, "BDNRGQ90H62M65S5VTYG", "BDNRGQ90H62M65S5VTY")},
		{"i in lower case", with(t, "BDNRGQ90H62M65S5VTYG", "bdnrgq90h62m65s5vtyg")},
		{"i with bits beyond its end", with(t, "BDNRGQ90H62M65S5VTYG", "BDNRGQ90H62M65S5VTYH")},
		{"i a number", with(t, `"BDNRGQ90H62M65S5VTYG","h"`, `5,"h"`)},
		{"h with its top bit", with(t, "06DBD5Z800004", "G6DBD5Z800004")},
		{"h with a letter outside the alphabet", with(t, "06DBD5Z800004", "06DBD5Z80000U")},
		{"h missing", with(t, `"h":"06DBD5Z800004",`, "")},
		{"k unknown", with(t, `"set"`, `"unset"`)},
		{"t of no sort", with(t, "t4PWYHW9NCNCNZ6B4", "x4PWYHW9NCNCNZ6B4")},
		{"t too long", with(t, "t4PWYHW9NCNCNZ6B4", "t4PWYHW9NCNCNZ6B40")},
		{"t the team misspelt", with(t, "t4PWYHW9NCNCNZ6B4", "@teams")},
		{"t an agent without an id", with(t, "t4PWYHW9NCNCNZ6B4", "@agent/")},
		{"t an agent with a path", with(t, "t4PWYHW9NCNCNZ6B4", "@agent/a/b")},
		{"f empty", with(t, `"status"`, `""`)},
		{"f only a mark", with(t, `"status"`, `"!"`)},
		{"f with a mark inside", with(t, `"status"`, `"a/!b"`)},
		{"f with two marks", with(t, `"status"`, `"!!a"`)},
		{"f with an empty segment", with(t, `"status"`, `"a//b"`)},
		{"f ending in a slash", with(t, `"status"`, `"a/"`)},
		{"f of seven segments", with(t, `"status"`, `"a/b/c/d/e/f/g"`)},
		{"f with a long segment", with(t, `"status"`, `"`+strings.Repeat("a", 65)+`"`)},
		{"f too long", with(t, `"status"`, `"`+strings.Repeat(strings.Repeat("a", 50)+"/", 3)+strings.Repeat("a", 50)+`"`)},
		{"f with a dot", with(t, `"status"`, `"a.b"`)},
		{"f with a letter outside ASCII", with(t, `"status"`, `"größe"`)},
		{"v missing", with(t, `"v":`+value+`,`, "")},
		{"v too large", with(t, value, `"`+strings.Repeat("x", MaxValue-1)+`"`)},
		{"v too deep", with(t, value, deep(MaxDepth))},
		{"v far too deep", with(t, value, deep(10000))},
		{"v no JSON", with(t, value, "undefined")},
		{"v NaN", with(t, value, "NaN")},
		{"p missing on set", with(t, `,"p":"06DBBZTHG0000"`, "")},
		{"p null on set", with(t, `"06DBBZTHG0000"`, "null")},
		{"p missing on claim", strings.Replace(with(t, `,"p":"06DBBZTHG0000"`, ""), `"set"`, `"claim"`, 1)},
		{"p no stamp", with(t, "06DBBZTHG0000", "06DBBZTHG000")},
		{"g no op id", with(t, `"g":"BDNRGQ90H62M65S5VTYG"`, `"g":"x"`)},
		{"u no op id", with(t, `"g":`, `"u":"x","g":`)},
		{"o no op id", with(t, `"g":`, `"o":["x"],"g":`)},
		{"o with null", with(t, `"g":`, `"o":[null],"g":`)},
		{"o no list", with(t, `"g":`, `"o":"BDNRGQ90H62M65S5VTYG","g":`)},
		{"b no blob name", with(t, `"g":`, `"b":["BDNRGQ90H62M65S5VTYG"],"g":`)},
	}
	for _, tt := range tests {
		if op, err := Decode([]byte(tt.line)); !errors.Is(err, ErrLine) {
			t.Errorf("%s: %+v, %v", tt.name, op, err)
		}
	}
}

func TestDecodeTakes(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1)
	value := `{"s":"resolved","seen":1763989200000}`
	tests := []struct{ name, line string }{
		{"as it is", goodLine},
		{"as deep as may be", with(t, value, deep)},
		{"an unknown key that is deep", with(t, `"g":`, `"z":`+deep+`,"g":`)},
		{"unknown keys that differ by case", with(t, `"g":`, `"later":1,"Later":2,"g":`)},
		{"braces and quotes in texts", with(t, "resolved", `}{\"][`)},
		{"a key of the record again inside v", with(t, value, `{"v":{"i":1},"k":2}`)},
		{"v null", with(t, value, "null")},
		{"add without p", strings.Replace(with(t, `,"p":"06DBBZTHG0000"`, ""), `"set"`, `"add"`, 1)},
		{"a path of 200 bytes", with(t, `"status"`, `"`+strings.Repeat(strings.Repeat("a", 49)+"/", 3)+strings.Repeat("a", 50)+`"`)},
		{"a mark first", with(t, `"status"`, `"!status/x"`)},
		{"the team", with(t, "t4PWYHW9NCNCNZ6B4", "@team")},
		{"an agent", with(t, "t4PWYHW9NCNCNZ6B4", "@agent/Asha_1-x")},
		{"the largest value", with(t, value, `"`+strings.Repeat("x", MaxValue-2)+`"`)},
	}
	for _, tt := range tests {
		line := []byte(tt.line)
		op, err := Decode(line)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for i := range line {
			line[i] = 'x' // Raw must be a copy
		}
		if string(op.Raw) != tt.line {
			t.Errorf("%s: Raw is %.200s", tt.name, op.Raw)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	good := func() *Op {
		none := NoStamp
		return &Op{ID: goldenID(1), Stamp: goldenStamp(1), Kind: Set, Object: "t4PWYHW9NCNCNZ6B4", Path: "owner", Value: []byte(`"asha"`), Prev: &none}
	}
	if err := Encode(good()); err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(*Op){
		"no id":          func(op *Op) { op.ID = "" },
		"no kind":        func(op *Op) { op.Kind = "" },
		"no base":        func(op *Op) { op.Prev = nil },
		"bad object":     func(op *Op) { op.Object = "t" },
		"large value":    func(op *Op) { op.Value = []byte(`"` + strings.Repeat("x", MaxValue) + `"`) },
		"broken value":   func(op *Op) { op.Value = []byte(`{`) },
		"top bit":        func(op *Op) { op.Stamp = 1 << 63 },
		"too many blobs": func(op *Op) { op.Blobs = slicesOf(goldenBlob(1, "x"), 2000) },
	}
	for name, spoil := range tests {
		op := good()
		spoil(op)
		if err := Encode(op); err == nil {
			t.Errorf("%s: written as %.200s", name, op.Raw)
		}
	}
}

func slicesOf(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

func TestBlob(t *testing.T) {
	name, blob, err := NewBlob([SaltLen]byte{1, 2, 3}, "größe")
	if err != nil || len(name) != blobLen {
		t.Fatal(name, err)
	}
	if text, err := BlobText(name, blob); err != nil || text != "größe" {
		t.Error(text, err)
	}
	other, _, _ := NewBlob([SaltLen]byte{4}, "größe")
	if other == name {
		t.Error("equal texts have equal names")
	}
	for what, b := range map[string][]byte{"changed": append(bytes.Clone(blob), 'x'), "cut": blob[:SaltLen-1], "empty": nil} {
		if _, err := BlobText(name, b); !errors.Is(err, ErrBlob) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := NewBlob([SaltLen]byte{}, strings.Repeat("x", MaxBlob+1)); !errors.Is(err, ErrBlob) {
		t.Error("a blob too large was taken")
	}
	if id := DeviceID(ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)); len(id) != 13 || strings.Trim(id, alphabet) != "" {
		t.Errorf("device %q", id)
	}
}

func TestFoldTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"7q2m-9fkx": "7Q2M9FKX", "[7Q2M-9FKX]": "7Q2M9FKX", "oO iIlL": "001111", "7q2m 9fkx": "7Q2M9FKX", "": "", "é-u": "éU",
	} {
		if got := FoldTyped(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2025, 11, 24, 16, 0, 0, 0, time.UTC)
	at := StampAt(now)
	tests := []struct {
		name      string
		got, want Stamp
	}{
		{"first of its moment", Next(now, 0), at},
		{"second in the same millisecond", Next(now, at), at + 1},
		{"a clock set back", Next(now.Add(-time.Hour), at), at + 1},
		{"a full counter carries", Next(now, at|0xffff), StampAt(now.Add(time.Millisecond))},
		{"a clock before 1970", Next(time.Unix(-5, 0), 0), 1},
		{"met ahead", Receive(now, at, at+99), at + 99},
		{"met behind", Receive(now, at, at-99), at},
		{"met a day ahead", Receive(now, at, StampAt(now.Add(24*time.Hour))), StampAt(now.Add(24 * time.Hour))},
		{"met more than a day ahead", Receive(now, at, StampAt(now.Add(24*time.Hour+time.Millisecond))), at},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
	for _, bad := range []string{"", "06DBD5Z80000", "06DBD5Z8000044", "06dbd5z800004", "06DBD5Z800005 ", "ZZZZZZZZZZZZZ", "06DBD5Z80000\n4", "06DBD5Z80000I"} {
		if s, err := ParseStamp(bad); !errors.Is(err, ErrStamp) {
			t.Errorf("%q is %v, %v", bad, s, err)
		}
	}
}
