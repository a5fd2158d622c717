package language

import (
	"os"
	"strings"
	"testing"
)

// TestHeldOut: texts that were written before the tables, in forty languages, short and long. A wrong answer is worse than
// none.
func TestHeldOut(t *testing.T) { judge(t, "testdata/heldout.txt", 0.95, 0.01) }

func TestTuned(t *testing.T) { judge(t, "testdata/dev.txt", 0.97, 0) }

func judge(t *testing.T, file string, least, most float64) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	right, wrong, none := 0, 0, 0
	for line := range strings.Lines(string(raw)) {
		code, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		if code == "-" {
			code = ""
		}
		got, sure := Detect(text)
		switch {
		case got == code:
			right++
		case got == "":
			none++
			t.Logf("NONE %s: %s", code, text)
		default:
			wrong++
			t.Logf("MISS %s, not %s: %s", got, code, text)
		}
		if sure != (got != "") {
			t.Errorf("%q: %q, sure %v", text, got, sure)
		}
	}
	all := right + wrong + none
	t.Logf("%d of %d right, %d wrong, %d without an answer", right, all, wrong, none)
	if float64(right) < least*float64(all) || float64(wrong) > most*float64(all) {
		t.Errorf("want %.2f right and at most %.2f wrong", least, most)
	}
}

func BenchmarkDetect(b *testing.B) {
	text := strings.Repeat("Guten Tag, seit gestern Nachmittag können zwei unserer Kollegen das Dashboard nicht mehr öffnen. ", 8)
	b.ReportAllocs()
	for b.Loop() {
		Detect(text)
	}
}
