package host

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSkeleton(t *testing.T) {
	for _, pair := range [][2]string{
		{"paypal", "раураӏ"},
		{"paypal", "paypa1"},
		{"microsoft", "rnicrosoft"},
		{"apple", "аррӏе"},
		{"google", "ɡооɡӏе"},
		{"amazon", "аmаzоn"},
		{"lena meyer", "Lеna Mеyеr"},
		{"wise", "vvise"},
		{"dhl", "ԁhl"},
		{"kestrel", "késtrèl"},
		{"cloud", "cIoud"},
		{"order", "0rder"},
	} {
		if a, b := Skeleton(pair[0]), Skeleton(pair[1]); a != b {
			t.Errorf("%s and %s: %q, %q", pair[0], pair[1], a, b)
		}
	}
	for _, pair := range [][2]string{{"kestrel", "falcon"}, {"acme", "acne"}, {"müller", "möller"}} {
		if a, b := Skeleton(pair[0]), Skeleton(pair[1]); a == b {
			t.Errorf("%s and %s are one: %q", pair[0], pair[1], a)
		}
	}
}

// A known name and all below it are never told as a likeness, whatever the names are.
func TestOwnHouseIsNoLikeness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9]{1,12}\.(example|com|co\.uk|test)`), 1, 6).Draw(t, "known")
		b := NewBook(nil, names)
		name := rapid.SampledFrom(names).Draw(t, "name")
		front := rapid.SampledFrom([]string{"", "www.", "a.b."}).Draw(t, "front")
		if of := b.Alike(front + name); of != "" {
			t.Fatalf("%s%s is told to look like %s", front, name, of)
		}
	})
}

func TestMixed(t *testing.T) {
	for name, want := range map[string]bool{
		"kestrel.example": false, "müller.example": false, "пример.рф": false, "例え.jp": false, "東京tokyo.jp": false, "한국abc.kr": false, "ελλάδα.gr": false,
		"pаypal.com": true, "аррӏе.com": true, "gοοgle.com": true, "привет-abc.example": true, "пример.com": false,
	} {
		if got := Mixed(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
