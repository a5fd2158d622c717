package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseWhenLanguages(t *testing.T) {
	now, berlin := sunday(t)
	for _, c := range []struct {
		langs []string
		text  string
		want  string
	}{
		{[]string{"fr"}, "mar 9", "2026-11-24 09:00"}, // mardi, where French is preferred
		{[]string{"fr"}, "di", "2026-11-29 09:00"},    // dimanche
		{[]string{"de"}, "di", "2026-11-24 09:00"},    // Dienstag
		{[]string{"es-ES"}, "do", "2026-11-29 09:00"}, // domingo
		{[]string{"de"}, "do", "2026-11-26 09:00"},    // Donnerstag
		{[]string{"fr"}, "24 mar", "2027-03-24 09:00"},
		{[]string{"en"}, "tue 9", "2026-11-24 09:00"},
		{[]string{"xx"}, "tomorrow", "2026-11-23 09:00"},
		{[]string{"de"}, "tomorrow", "2026-11-23 09:00"},
	} {
		w, err := ParseWhen(c.text, now, berlin, WhenOptions{Languages: c.langs})
		if err != nil || w.Until.Format("2006-01-02 15:04") != c.want {
			t.Errorf("%v %q = %s, %v, want %s", c.langs, c.text, w.Until, err, c.want)
		}
	}
	if _, err := ParseWhen("lunes", now, berlin, WhenOptions{Languages: []string{"de"}}); err == nil {
		t.Error("a German desk understands Spanish")
	}
}

func TestParseWhenOptionsAndWall(t *testing.T) {
	now, berlin := sunday(t)
	o := WhenOptions{Morning: 7*time.Hour + 30*time.Minute, EndOfDay: 17 * time.Hour, Evening: 19 * time.Hour}
	for text, want := range map[string]string{"tue": "2026-11-24T07:30", "tomorrow morning": "2026-11-23T07:30", "eod": "2026-11-22T17:00", "tonight": "2026-11-22T19:00"} {
		w, err := ParseWhen(text, now, berlin, o)
		if err != nil || w.Wall != want || w.Zone != "Europe/Berlin" {
			t.Errorf("%q = %+v, %v, want %s", text, w, err, want)
			continue
		}
		if again, err := ResolveWall(w.Wall, w.Zone); err != nil || !again.Equal(w.Until) {
			t.Errorf("%q resolves again to %s, %v", text, again, err)
		}
	}
	if w, err := ParseWhen("2h", now, berlin, o); err != nil || w.Wall != "" || w.Zone != "" {
		t.Errorf("a span has a wall time: %+v, %v", w, err)
	}
}

// The wall clock jumps: 2h is two hours, 1d is the same hour, a wall time in the gap goes forward, in the fold comes first.
func TestParseWhenDaylightSaving(t *testing.T) {
	_, berlin := sunday(t)
	spring, autumn := time.Date(2026, 3, 28, 12, 0, 0, 0, berlin), time.Date(2026, 10, 24, 12, 0, 0, 0, berlin)
	for _, c := range []struct {
		now        time.Time
		text, want string
	}{
		{spring, "1d", "2026-03-29T12:00:00+02:00"},
		{spring, "24h", "2026-03-29T13:00:00+02:00"},
		{spring, "tomorrow 2:30", "2026-03-29T03:30:00+02:00"},
		{autumn, "1d", "2026-10-25T12:00:00+01:00"},
		{autumn, "24h", "2026-10-25T11:00:00+01:00"},
		{autumn, "sun 2:30", "2026-10-25T02:30:00+02:00"},
		{time.Date(2027, 1, 31, 12, 0, 0, 0, berlin), "1 month", "2027-02-28T12:00:00+01:00"},
		{time.Date(2026, 12, 31, 23, 0, 0, 0, berlin), "1 feb", "2027-02-01T09:00:00+01:00"},
		{time.Date(2026, 1, 31, 12, 0, 0, 0, berlin), "28 feb", "2026-02-28T09:00:00+01:00"},
	} {
		w, err := ParseWhen(c.text, c.now, berlin, WhenOptions{})
		if err != nil || w.Until.Format(time.RFC3339) != c.want {
			t.Errorf("%q = %s, %v, want %s", c.text, w.Until.Format(time.RFC3339), err, c.want)
		}
	}
}

// features: F6
func TestParseWhenAlwaysAfterNow(t *testing.T) {
	words := []string{
		"tue", "di", "ma", "sunday", "tomorrow", "today", "tonight", "next", "this", "week", "24", "9", "9:30", "14h", "nov", "mar", "feb", "29", "31", "2h",
		"3d", "in", "at", "end of day", "noon", "morning", "2026", "2027-02-29", "31.12.", "12/11", "am", "pm", "uhr", "morgen", "mañana", "a las", "of",
	}
	zones := []string{"Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1.7e9, 2.0e9).Draw(t, "now"), 0)
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), " ")
		w, err := ParseWhen(text, now, loc, WhenOptions{})
		if err == nil && !w.Reply && !w.Until.After(now) {
			t.Fatalf("%q at %s is %s", text, now.In(loc), w.Until)
		}
	})
	// A weekday and an hour always are understood and lie within a week and a day.
	rapid.Check(t, func(t *rapid.T) {
		loc, err := Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1.7e9, 2.0e9).Draw(t, "now"), 0)
		day := rapid.SampledFrom([]string{"mo", "tu", "wed", "thurs", "friday", "sa", "su"}).Draw(t, "day")
		w, err := ParseWhen(day+" 9", now, loc, WhenOptions{})
		if err != nil || !w.Until.After(now) || w.Until.After(now.Add(8*24*time.Hour)) || !strings.HasPrefix(strings.ToLower(w.Until.Weekday().String()), day) {
			t.Fatalf("%q at %s is %s, %v", day, now.In(loc), w.Until, err)
		}
	})
}

func FuzzParseWhen(f *testing.F) {
	for _, e := range WhenExamples() {
		f.Add(e, int64(1795340100), uint8(0))
	}
	for _, e := range []string{"di9", "24. märz 2028 8 uhr", "first of march", "half an hour", "31 feb", "12am", "mañana a las 8", "2h 30m", "end of the week"} {
		f.Add(e, int64(1774690200), uint8(3))
	}
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"}
	f.Fuzz(func(t *testing.T, text string, unix int64, zone uint8) {
		if unix < 0 || unix > 4e9 {
			return
		}
		loc, err := Zone(zones[int(zone)%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(unix, 0)
		w, err := ParseWhen(text, now, loc, WhenOptions{})
		if err != nil {
			return
		}
		if w.Reply != w.Until.IsZero() || !w.Reply && !w.Until.After(now) {
			t.Fatalf("%q at %s is %+v", text, now, w)
		}
		if w.Wall == "" {
			return
		}
		if again, err := ResolveWall(w.Wall, w.Zone); err != nil || !again.Equal(w.Until) {
			t.Fatalf("%q: %+v resolves again to %s, %v", text, w, again, err)
		}
	})
}

func FuzzParseInvites(f *testing.F) {
	f.Add([]byte(ics("REQUEST", "UID:1", "DTSTART;TZID=Europe/Berlin:20261124T090000", "DURATION:PT1H", `ATTENDEE;CN="a;b:c":mailto:a@b.example`)))
	f.Add([]byte("BEGIN:VCALENDAR\nX;A=\"b\",c;D=e:f\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR"))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nTZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=X:20261124T090000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ParseInvites(b)
		if err != nil && err.Error() == "iCalendar: damaged beyond reading" {
			t.Fatalf("the library panicked on %q", b)
		}
		for _, in := range got {
			if in.End.Before(in.Start) && len(in.Problems) == 0 {
				t.Fatalf("ends before it begins: %+v", in)
			}
			if in.JoinURL != "" && !strings.HasPrefix(in.JoinURL, "https://") {
				t.Fatalf("join %q", in.JoinURL)
			}
		}
	})
}
