package ask

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func texts(visible string) []string {
	out := []string{}
	for _, a := range Find(visible) {
		out = append(out, a.Text)
	}
	return out
}

// features: F1
func TestFind(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"It works now. Thank you.", nil},
		{"Our log of last night. Could we also get it as CSV with semicolons?", []string{"Could we also get it as CSV with semicolons?"}},
		{"Hello Asha,\n\nis it the size? And when will it be fixed?\n\nMarco", []string{"Is it the size?", "When will it be fixed?"}},
		{"Hi Asha, could you send the part that worked. Thanks", []string{"Could you send the part that worked."}},
		{"Is it the size?\nIs it the size ?\nIS IT THE SIZE???", []string{"Is it the size?"}},
		// wrapped by the mail program, and ended by the writer
		{"Would it be possible to have the whole October export as one file with\nsemicolons instead of commas?", []string{"Would it be possible to have the whole October export as one file with semicolons instead of commas?"}},
		{"We have two points\nWhich plan has the export\nWhat does it cost?", []string{"What does it cost?"}},
		{"Two things:\n- Can you add a seat?\n- The invoice shows two.\n3) What about VAT?", []string{"Can you add a seat?", "What about VAT?"}},
		// links, addresses, files, figures and code
		{"See https://app.example/?a=1&b=2 and https://app.example/search?q=x.", nil},
		{"Did you see https://app.example/a?b=1 ?", []string{"Did you see https://app.example/a?b=1 ?"}},
		{"Is it https://app.example/help?", []string{"Is it https://app.example/help?"}},
		{"https://app.example/what/is/this?", nil},
		{"The file is named report?.csv on our side.", nil},
		{"SELECT a FROM t WHERE a = ? AND b = ? LIMIT {n}; # why?", nil},
		{"Version 4.2.1 fails, e.g. on Monday at 9.30. Why?", []string{"Why?"}},
		{"What changed in version 4.2.1?", []string{"What changed in version 4.2.1?"}},
		// quoted
		{"> Could you send it?\n\nHere it is.", nil},
		{"The page says “Are you sure you want to leave?” and then hangs.", nil},
		{"It asks \"Delete 3 files?\" each time. Why does it?", []string{"Why does it?"}},
		{"Das Fenster fragt „Wirklich löschen?“ und schließt sich.", nil},
		// courtesy
		{"Hi Asha, how are you? How are you today? Hope you are well?", nil},
		{"How are you handling the VAT of last year?", []string{"How are you handling the VAT of last year?"}},
		{"Any questions? Do you have any questions about it? Is there anything else you need from us?", nil},
		{"Please find attached the log. Please do not hesitate to call. Please consider the environment before printing this mail.", nil},
		{"If you are not the intended recipient, please notify the sender and delete it.", nil},
		{"It works, you can close this. Please close the ticket.", nil},
		{"Really? OK? Hello?", nil},
		{"Status?", []string{"Status?"}},
		{"Could you call me back? Let me know if you need anything else.", []string{"Could you call me back?"}},
		// requests without a mark
		{"Please send us the file again.", []string{"Please send us the file again."}},
		{"If that does not help, please call me", []string{"If that does not help, please call me"}},
		{"Let us know when the rerun is through!", []string{"Let us know when the rerun is through!"}},
		{"Könnten Sie uns die Datei noch einmal schicken", []string{"Könnten Sie uns die Datei noch einmal schicken"}},
		{"Bitte senden Sie die Rechnung an die neue Adresse.\n\nVielen Dank\nGreta", []string{"Bitte senden Sie die Rechnung an die neue Adresse."}},
		{"Sehr geehrte Frau Rao, wie geht es Ihnen? Bitte beachten Sie die neue Adresse.", nil},
		{"Bonjour,\n\nPourriez-vous m’envoyer le fichier ?\nMerci de votre aide.\nMerci de me rappeler demain.\nVeuillez agréer, Madame, mes salutations.", []string{"Pourriez-vous m’envoyer le fichier ?", "Merci de me rappeler demain."}},
		{"Hola, ¿cómo está? ¿Podrían enviarnos la factura? Por favor, avísenme hoy.", []string{"Podrían enviarnos la factura?", "Por favor, avísenme hoy."}},
		{"Olá, tudo bem? Poderiam reenviar o arquivo. Quando fica pronto?", []string{"Poderiam reenviar o arquivo.", "Quando fica pronto?"}},
		{"Goedemorgen, kunt u mij de factuur sturen. Graag gedaan. Wanneer is het klaar?", []string{"Kunt u mij de factuur sturen.", "Wanneer is het klaar?"}},
		{"Buongiorno, potreste inviarci il file. È possibile che sia il formato. Grazie di tutto.", []string{"Potreste inviarci il file."}},
		// other marks
		{"いつ直りますか？ よろしくお願いします。", []string{"いつ直りますか？"}},
		{"ファイルを送っていただけますか。", []string{"ファイルを送っていただけますか。"}},
		{"什么时候可以修好？谢谢。", []string{"什么时候可以修好？"}},
		{"متى سيتم إصلاح هذا؟ شكرا", []string{"متى سيتم إصلاح هذا؟"}},
		{"Πότε θα διορθωθεί; Ευχαριστώ.", []string{"Πότε θα διορθωθεί;"}},
		{"We tried it twice; it fails again.", nil},
		{"Когда это исправят?", []string{"Когда это исправят?"}},
		{"And iPhone too? Y a-t-il un moyen? En cuánto tiempo? Und, wann?", []string{"iPhone too?", "Y a-t-il un moyen?", "En cuánto tiempo?", "Wann?"}},
		{"What?! Is it gone!?", []string{"Is it gone!?"}},
	} {
		want := c.want
		if want == nil {
			want = []string{}
		}
		if diff := cmp.Diff(want, texts(c.text)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func TestFindIsCapped(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		b.WriteString("What is number " + strings.Repeat("x", i+1) + " for?\n\n")
	}
	if n := len(Find(b.String())); n != maxAsks {
		t.Errorf("%d asks", n)
	}
	long := Find("Why " + strings.Repeat("does it stop ", 400) + "?")
	if len(long) != 1 || utf8.RuneCountInString(long[0].Text) > maxLine || !strings.HasSuffix(long[0].Text, " …") {
		t.Errorf("%+v", long)
	}
}

// TestKey: an ask is known by its mail and its words, however they are set.
func TestKey(t *testing.T) {
	a, b := Find("Is it the size?")[0], Find("Hi Asha, is it  the SIZE ??")[0]
	if a.Key("m1") != b.Key("m1") || a.Key("m1") == a.Key("m2") || len(a.Key("m1")) != 16 {
		t.Errorf("%q %q", a.Key("m1"), b.Key("m1"))
	}
	if got := a.Key("m0V3Z8R5N6Q1T2W4X"); got != "P7X470BGNTNKJD1X" {
		t.Errorf("the key is %s now: it is stored for ever", got)
	}
}

// Whatever is written: an ask is one line that says something, stands in the mail, and quoting adds none.
func TestFindProperties(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"Could you send it?", "please call", "Is it \"so?\"", "https://a.example/?q=1", "? ", " … ", "¿Cómo?", "Hi Asha,", "\n", "\n\n", "- ", "“", "”", "»", "«", "いつですか。", "; ", "4.2. ", "e.g. ", "x", " ", "Why", "?", ".", "bitte", "\u00a0",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "gap"))
		found := Find(text)
		for i, a := range found {
			if a.Words == "" || a.Text == "" || strings.ContainsAny(a.Text, "\n\r") || utf8.RuneCountInString(a.Text) > maxLine {
				t.Fatalf("%q: %+v", text, a)
			}
			if slices.ContainsFunc(found[:i], func(b Ask) bool { return a.Words == b.Words }) {
				t.Fatalf("%q: %q stands twice", text, a.Text)
			}
		}
		quoted := text + "\n\n> " + strings.ReplaceAll(text, "\n", "\n> ") + "\n"
		if diff := cmp.Diff(found, Find(quoted)); diff != "" && !strings.HasSuffix(text, " ") && len(found) < maxAsks {
			t.Fatalf("%q, quoted below: %s", text, diff)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("Could we also get it as CSV? Please send it. “Sure?” https://a.example/?q=1")
	f.Add("いつですか。 متى؟ Πότε; \xff¿Cómo está? \"Why? 1. e.g. a?b")
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range Find(text) {
			if !utf8.ValidString(a.Text) || a.Text == "" || utf8.RuneCountInString(a.Text) > maxLine || strings.ContainsRune(a.Text, '\n') {
				t.Fatalf("%q: %q", text, a.Text)
			}
			a.Key("m1")
		}
	})
}

// BenchmarkFind reads the longest text that is read of one mail.
func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("It stops at forty per cent and says nothing else, whatever we do. Is it the size of row 4711, or the date?\n", maxText/108)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}
