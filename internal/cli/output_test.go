package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"deskhand/internal/ticket"
)

func textPrinter(width int, tty, color bool) (*printer, *strings.Builder) {
	var b strings.Builder
	return &printer{
		out: &b, tty: tty, color: color, width: width, zone: time.UTC,
		now: time.Date(2026, 3, 10, 14, 30, 0, 0, time.UTC), // a Tuesday
	}, &b
}

func TestTableNeverIsWiderThanTheTerminal(t *testing.T) {
	cols := []column{{title: "TICKET"}, {title: "SUBJECT", most: 60, flex: 16}, {title: "FROM", flex: 8, drop: 1}, {title: "WHEN", drop: 2, right: true}}
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 120).Draw(t, "width")
		p, b := textPrinter(width, true, false)
		var rows [][]span
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			rows = append(rows, []span{
				say("7Q2M-9FKX"), say(rapid.String().Draw(t, "subject")), say(rapid.StringN(0, 40, -1).Draw(t, "from")), say("2 d ago"),
			})
		}
		p.table(cols, rows)
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if w := uniseg.StringWidth(line); w > width || !harmless(line) {
				t.Fatalf("%d columns for %d: %q", w, width, line)
			}
		}
	})
}

func TestTableAligns(t *testing.T) {
	p, b := textPrinter(40, true, false)
	p.table([]column{{title: "TICKET"}, {title: "SUBJECT", flex: 8}, {title: "SINCE", drop: 1}}, [][]span{
		{say("7Q2M-9FKX"), say("October export stops at 40 %"), say("3 h ago")},
		{say("4KD9-XX01"), say("請求書\x1b[2J"), say("just now")},
	})
	want := "" +
		"TICKET     SUBJECT              SINCE\n" +
		"7Q2M-9FKX  October export sto…  3 h ago\n" +
		"4KD9-XX01  請求書␛[2J           just now\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b, want)
	}
}

func TestProseLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(12, 60).Draw(t, "width")
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z–請]{1,30}`), 1, 12).Draw(t, "words")
		p, b := textPrinter(width, true, false)
		cut := rapid.IntRange(0, len(words)).Draw(t, "cut")
		p.prose("  ", strong(strings.Join(words[:cut], " ")+" "), faint(strings.Join(words[cut:], " ")))
		for line := range strings.Lines(b.String()) {
			if w := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); w > width {
				t.Fatalf("%d columns for %d: %q", w, width, line)
			}
		}
		if got := strings.Join(strings.Fields(b.String()), ""); got != strings.Join(words, "") {
			t.Fatalf("%q of %q", got, words)
		}
	})
}

func TestTextWrapsAndKeepsLines(t *testing.T) {
	p, b := textPrinter(24, true, false)
	p.text("  ", "Hello Asha,\n\nthe export stops at forty per cent and says nothing\naveryveryverylongwordthatcannotbebroken", plain)
	for line := range strings.Lines(b.String()) {
		if uniseg.StringWidth(line) > 25 {
			t.Errorf("too wide: %q", line)
		}
	}
	want := "  Hello Asha,\n\n  the export stops at\n  forty per cent and\n  says nothing\n  averyveryverylongwordt\n  hatcannotbebroken\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b, want)
	}
}

func TestColourOnlyWhereAskedFor(t *testing.T) {
	p, b := textPrinter(0, false, false)
	p.line(styled(red, "late"))
	if b.String() != "late\n" {
		t.Errorf("%q", b)
	}
	p, b = textPrinter(0, true, true)
	p.line(styled(red, "late\x1b[0m"))
	if b.String() != "\x1b[31mlate␛[0m\x1b[0m\n" {
		t.Errorf("%q", b)
	}
}

func TestTimesInWords(t *testing.T) {
	p, _ := textPrinter(0, false, false)
	at := func(d time.Duration) ticket.Time { return ticket.TimeOf(p.now.Add(d)) }
	for _, c := range []struct {
		got, want string
	}{
		{p.ago(0), "never"},
		{p.ago(at(-20 * time.Second)), "just now"},
		{p.ago(at(-5 * time.Minute)), "5 min ago"},
		{p.ago(at(-47 * time.Hour)), "47 h ago"},
		{p.ago(at(-50 * time.Hour)), "2 d ago"},
		{p.ago(at(-10 * 24 * time.Hour)), "28 Feb"},
		{p.ago(at(-100 * 24 * time.Hour)), "30 Nov 2025"},
		{p.until(at(5*time.Minute + time.Second)), "in 5 min"},
		{p.until(at(3 * time.Hour)), "today 17:30"},
		{p.until(at(20 * time.Hour)), "tomorrow 10:30"},
		{p.until(at(6 * 24 * time.Hour)), "Mon 14:30"},
		{p.until(at(8 * 24 * time.Hour)), "18 Mar 14:30"},
		{p.stamp(at(0)), "Tue 10 Mar 14:30"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestParseDay(t *testing.T) {
	now := time.Date(2026, 3, 10, 14, 30, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"today": "2026-03-10", "tomorrow": "2026-03-11", "yesterday": "2026-03-09", "tue": "2026-03-10", "Mon": "2026-03-16",
		"2026-04-01": "2026-04-01", "": "2026-03-10",
	} {
		if got, ok := parseDay(in, now); !ok || got.Format("2006-01-02") != want {
			t.Errorf("%q: %v %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"2026-02-30", "mo", "someday"} {
		if _, ok := parseDay(in, now); ok {
			t.Errorf("%q was understood", in)
		}
	}
}
