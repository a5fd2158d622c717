package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
	"pgregory.net/rapid"

	"deskhand/internal/ticket"
)

// scripts are words as mail has them.
func scripts() []string {
	return strings.Fields(`invoice naïve ÜBERWEISUNG coöperate Ångström résumé größe çelik Łódź Dvořák señor Ελλάδα πληροφορία Москва счёт українська български
		כתובת שלום فاتورة مرحبا हिन्दी नमस्ते বাংলা தமிழ் ไทย ใบแจ้งหนี้ ລາວ ខ្មែរ မြန်မာ հայերեն አማርኛ m² x₂ nº ﬁnance Ⅷ 4711 ９０２１ ＡＢＣ Foo™`)
}

// sentences have no spaces to split at.
func sentences() []string {
	return []string{"昨日から予約の取り消しができません", "ｶﾞｿﾘﾝｽﾀﾝﾄﾞの請求書", "データベースを更新中", "請求書の住所を変更したいです", "預訂無法取消請幫忙", "发票上的公司名称不对", "결제가안됩니다", "々ヶ月前の件"}
}

// forms write the same text otherwise.
func forms() []func(string) string {
	return []func(string) string{strings.Clone, norm.NFC.String, norm.NFD.String, width.Fold.String, width.Widen.String, strings.ToLower, strings.ToUpper}
}

var errUndo = errors.New("undo")

// matches tells whether a query finds a text, in an index that holds that alone.
func matches(s *Store, text, query string) (found bool, err error) {
	err = s.Write(context.Background(), func(tx *Tx) error {
		p, err := tx.openPart()
		if err != nil {
			return err
		}
		if err := tx.addTo(&p, Doc{ID: 1, Body: text}.folded()); err != nil {
			return err
		}
		match := matchText(ticket.ParseQuery(query, noon()))
		if match == "" {
			return errUndo
		}
		n, err := one[int](tx, `SELECT count(*) FROM `+p.table()+` WHERE `+p.table()+` MATCH ?`, match)
		if err != nil {
			return err
		}
		found = n > 0
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return found, err
}

// TestEveryScript: a word is found by itself in other forms of the same letters and by its beginning, a sentence without
// spaces by every piece of it, and neither by what it does not hold.
func TestEveryScript(t *testing.T) {
	s := open(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.SampledFrom(scripts()), 1, 5, rapid.ID).Draw(t, "words")
		sentence := rapid.SampledFrom(sentences()).Draw(t, "sentence")
		text := rapid.SampledFrom(forms()).Draw(t, "document")(strings.Join(words, " ") + " (" + sentence + "。) " + words[0])
		as := rapid.SampledFrom(forms()).Draw(t, "query")
		wants := func(query string, want bool) {
			t.Helper()
			if found, err := matches(s, text, query); err != nil || found != want {
				t.Fatalf("%q in %q: %v, %v; it asks %s", query, text, found, err, matchText(ticket.ParseQuery(query, noon())))
			}
		}
		word := rapid.SampledFrom(words).Draw(t, "word")
		wants(as(word)+" ", true)
		wants(`"`+as(word)+`"`, true)
		letters := []rune(norm.NFC.String(word))
		if n := rapid.IntRange(1, len(letters)).Draw(t, "letters"); n == len(letters) || !unicode.Is(unicode.M, letters[n]) {
			wants(as(string(letters[:n])), true)
		}
		piece := func(of, name string) string {
			run := []rune(norm.NFKC.String(of))
			from := rapid.IntRange(0, len(run)-1).Draw(t, name+" from")
			return string(run[from:rapid.IntRange(from+1, len(run)).Draw(t, name+" to")])
		}
		wants(as(piece(sentence, "piece"))+" ", true)
		wants(as(piece(sentence, "begun")), true)
		if other := rapid.SampledFrom(scripts()).Draw(t, "other"); !strings.Contains(plain(text), plain(other)) {
			wants(as(other)+" ", false)
		}
		if other := piece(rapid.SampledFrom(sentences()).Draw(t, "elsewhere"), "other"); !strings.Contains(compat(sentence), other) {
			wants(as(other)+" ", false)
		}
	})
}

// FuzzMatchText: whatever is typed, the index reads it without an error, and what was typed of a word is found in it.
func FuzzMatchText(f *testing.F) {
	for _, q := range []string{`"`, `a" OR "b`, "a*", "-a -", "subject:\x00 x", "from:a\"b", "NEAR(a b)", "{a b}:c", "予\x00約", "\xff\xfe", strings.Repeat("a ", 100), "a^b + c", `subject:"a b" -filename:"x`} {
		f.Add(q, "some text 予約")
	}
	dir := f.TempDir()
	s, err := Open(context.Background(), dir, Options{Now: noon})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
	f.Fuzz(func(t *testing.T, query, text string) {
		if _, err := matches(s, text, query); err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			_, _, err := tx.Search(ctx, ticket.ParseQuery(query, noon()), 0, 5)
			return err
		})
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
	})
}
