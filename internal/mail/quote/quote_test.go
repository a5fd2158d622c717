package quote

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each case is written with "|" before the lines that must be carried, " " before the person's own.
func TestSegments(t *testing.T) {
	tests := map[string]string{
		"nothing quoted":      " Hello,\n \n it does not work.\n \n Ann\n",
		"gmail":               " Thanks!\n \n|On Mon, Nov 24, 2025 at 4:00 PM Bob <bob@example.com> wrote:\n|\n|> Try again.\n|>\n|> Bob\n",
		"gmail wrapped":       " Thanks!\n \n|On Mon, Nov 24, 2025 at 4:00 PM Bob With A Long Name\n|<bob@example.com> wrote:\n|\n|> Try again.\n",
		"bottom posting":      "|On 24.11.2025 16:00, Bob wrote:\n|> Does it work?\n \n No, it does not.\n",
		"interleaved":         "|> First?\n Yes.\n|> Second?\n No.\n",
		"outlook":             " Fine.\n \n|________________________________\n|From: Bob <bob@example.com>\n|Sent: Monday, November 24, 2025 4:00 PM\n|To: Ann\n|Subject: RE: It\n|\n|Try again.\n",
		"outlook german":      " Danke.\n \n|Von: Bob <bob@example.com>\n|Gesendet: Montag, 24. November 2025 16:00\n|An: Ann\n|Betreff: AW: Es\n|\n|Bitte nochmal.\n",
		"outlook japanese":    " 了解です。\n \n|差出人: Bob <bob@example.com>\n|送信日時: 2025年11月24日 16:00\n|宛先: Ann\n|件名: Re: 件\n|\n|どうぞ\n",
		"original message":    " Yes.\n \n|-----Original Message-----\n|From: Bob\n|\n|Well?\n",
		"german":              " Danke!\n \n|Am 24.11.2025 um 16:00 schrieb Bob <bob@example.com>:\n|> Bitte nochmal.\n",
		"german verb last":    " Danke!\n \n|Am Mo., 24. Nov. 2025 um 16:00 Uhr schrieb Bob <\n|bob@example.com>:\n|\n|> Bitte nochmal.\n",
		"french":              " Merci\n \n|Le lun. 24 nov. 2025 à 16:00, Bob <bob@example.com> a écrit\u00a0:\n|\n|> Encore.\n",
		"spanish":             " Gracias\n \n|El lun, 24 nov 2025 a las 16:00, Bob (<bob@example.com>) escribió:\n|\n|> Otra vez.\n",
		"portuguese":          " Obrigado\n \n|Em seg., 24 de nov. de 2025 às 16:00, Bob <bob@example.com> escreveu:\n|\n|> De novo.\n",
		"japanese gmail":      " ありがとう\n \n|2025年11月24日(月) 16:00 Bob <bob@example.com>:\n|\n|> もう一度\n",
		"chinese":             " 谢谢\n \n|Bob <bob@example.com> 于2025年11月24日周一 16:00写道：\n|\n|> 再试\n",
		"signature":           " Hello\n|-- \n|Ann Lee\n|Example Ltd\n",
		"signature then old":  " Hello\n|-- \n|Ann\n|\n|On 24 Nov 2025, Bob wrote:\n|> Hi\n",
		"dashes as a divider": " Part one\n --\n Line\n Line\n Line\n Line\n Line\n Line\n Line\n Line\n Line\n Line\n",
		"telephone":           " Yes please\n \n|Sent from my iPhone\n",
		"no quote mark":       " Yes.\n \n|On 24 Nov 2025 at 16:00, Bob <bob@example.com> wrote:\n|\n|Does it work?\n",
		"only a forward":      " ---------- Forwarded message ---------\n From: Bob <bob@example.com>\n Date: Mon, 24 Nov 2025\n Subject: It\n To: Ann\n \n Text\n",
		"a person's wrote:":   " On Monday she wrote:\n this is broken.\n",
		"a list of facts":     " From: the menu\n I choose print.\n To: the printer\n",
		"mbox From":           " Dear all,\n >From here on it fails.\n",
	}
	for name, marked := range tests {
		t.Run(name, func(t *testing.T) {
			var text, visible, quoted strings.Builder
			for l := range strings.Lines(marked) {
				text.WriteString(l[1:])
				if l[0] == '|' {
					quoted.WriteString(l[1:])
				} else {
					visible.WriteString(l[1:])
				}
			}
			v, q := Split(text.String(), About{})
			if diff := cmp.Diff([]string{visible.String(), quoted.String()}, []string{v, q}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func checkSplit(t interface{ Fatalf(string, ...any) }, text string) {
	var all strings.Builder
	v, q := "", ""
	for i, s := range Segments(text, About{}) {
		if s.Text == "" || i > 0 && !strings.HasSuffix(all.String(), "\n") {
			t.Fatalf("segment %d of %q is no run of whole lines", i, text)
		}
		all.WriteString(s.Text)
		if s.Quoted {
			q += s.Text
		} else {
			v += s.Text
		}
	}
	if all.String() != text {
		t.Fatalf("%q became %q", text, all.String())
	}
	if gv, gq := Split(text, About{}); gv != v || gq != q {
		t.Fatalf("Split(%q) = %q, %q", text, gv, gq)
	}
	if strings.TrimSpace(text) != "" && strings.TrimSpace(v) == "" {
		t.Fatalf("%q: nothing is visible", text)
	}
}

// TestNothingIsLost: the segments are the text, and something is always visible.
func TestNothingIsLost(t *testing.T) {
	line := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "> a", "> > b", "own words", "-- ", "--", "On 24 Nov 2025, Bob wrote:", "On 24 Nov 2025, Bob",
			"<bob@example.com> wrote:", "From: Bob", "Sent: Monday", "To: Ann", "Subject: x", "-----Original Message-----", "Sent from my iPhone", "____________________",
		}),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		checkSplit(t, strings.Join(rapid.SliceOfN(line, 0, 30).Draw(t, "lines"), "\n"))
	})
}

func FuzzQuote(f *testing.F) {
	f.Add("Thanks!\n\nOn Mon, Nov 24, 2025 at 4:00 PM Bob\n<bob@example.com> wrote:\n\n> Try again.\n")
	f.Add("Danke\n\nVon: Bob\nGesendet: Montag\nAn: Ann\nBetreff: AW\n\nText\n")
	f.Add("> a\nb\n-- \nsig\n")
	f.Add("2025年11月24日(月) 16:00 Bob <bob@example.com>:\n> x\n")
	f.Fuzz(func(t *testing.T, text string) { checkSplit(t, text) })
}

// TestVast: the time and the memory of a text grow with its size alone, in whatever element of a page it stands. By the
// square of its lines this would take an hour.
func TestVast(t *testing.T) {
	for kind := None; kind <= Forward; kind++ {
		text := "Hello\n" + strings.Repeat("a\n", 1<<20) + "b\n"
		segs := Segments(text, About{Page: Page{Spans: []Span{{6, len(text), kind}}}})
		if visible, quoted := Join(segs); len(visible)+len(quoted) != len(text) || !strings.HasPrefix(visible, "Hello\n") {
			t.Errorf("kind %d: %d bytes visible, %d quoted of %d", kind, len(visible), len(quoted), len(text))
		}
	}
	if n := len(splitLines(strings.Repeat("\n", 4<<20))); n != maxLines {
		t.Errorf("%d lines", n)
	}
}
