package calendar

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// starts lists the first occurrences as text.
func starts(in Invite, n int) string {
	var out []string
	for _, o := range in.Occurrences(time.Time{}, in.Start.AddDate(300, 0, 0), n) {
		out = append(out, o.Start.Format("20060102T1504"))
	}
	return strings.Join(out, " ")
}

func TestOccurrences(t *testing.T) {
	for _, c := range []struct{ name, lines, want string }{
		{"once", "DTSTART:20260101T090000Z", "20260101T0900"},
		{"the start counts though the rule does not name it", "DTSTART:20260101T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3", "20260101T0900 20260105T0900 20260112T0900"},
		{"a rule's end in UTC", "DTSTART;TZID=America/New_York:20260306T200000\nRRULE:FREQ=DAILY;UNTIL=20260309T000000Z", "20260307T0100 20260308T0100 20260309T0000"},
		{"a rule's end as a day", "DTSTART:20260306T200000Z\nRRULE:FREQ=DAILY;UNTIL=20260308", "20260306T2000 20260307T2000 20260308T2000"},
		{"blanks, small letters, a part unknown", "DTSTART:20260306T200000Z\nRRULE: freq=daily ; count=2;X-A=b;", "20260306T2000 20260307T2000"},
		{"no rule that can be read", "DTSTART:20260306T200000Z\nRRULE:FREQ=SOMETIMES", "20260306T2000"},
		{"two rules", "DTSTART:20260302T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2\nRRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2", "20260302T0900 20260304T0900 20260309T0900"},
		{"a rule of exceptions", "DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY;COUNT=7\nEXRULE:FREQ=WEEKLY;BYDAY=WE,TH", "20260302T0900 20260303T0900 20260306T0900 20260307T0900 20260308T0900"},
		{"a day taken out", "DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260303", "20260302T0900 20260304T0900"},
		{"a day added", "DTSTART:20260302T090000Z\nRDATE;VALUE=DATE:20260310", "20260302T0900 20260310T0900"},
		{"a period added", "DTSTART:20260302T090000Z\nRDATE;VALUE=PERIOD:20260310T100000Z/PT2H", "20260302T0900 20260310T1000"},
		{"never: hours that are not met", "DTSTART:20260302T030000Z\nRRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=5", "20260302T0300"},
		{"never: 30 February by the minute", "DTSTART:20260302T030000Z\nRRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "20260302T0300"},
		{"refused: all seconds of a year", "DTSTART:20260302T030000Z\nRRULE:FREQ=YEARLY;BYHOUR=1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7,8;BYSECOND=1,2,3,4,5,6,7,8,9", "20260302T0300"},
		{"refused: a month 13", "DTSTART:20260302T030000Z\nRRULE:FREQ=YEARLY;BYMONTH=13", "20260302T0300"},
		{"refused: a month 0", "DTSTART:20260302T030000Z\nRRULE:FREQ=YEARLY;BYMONTH=0", "20260302T0300"},
		{"refused: Easter of another year", "DTSTART:20260302T030000Z\nRRULE:FREQ=YEARLY;BYEASTER=400", "20260302T0300"},
		{"refused: long before Easter", "DTSTART:20260302T030000Z\nRRULE:FREQ=YEARLY;BYEASTER=-300,1", "20260302T0300"},
	} {
		got := one(t, ics("REQUEST", append([]string{"UID:1"}, strings.Split(c.lines, "\n")...)...))
		if s := starts(got, 12); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		if refused := strings.HasPrefix(c.name, "refused"); refused && (len(got.Problems) == 0 || got.Repeats() != "") {
			t.Errorf("%s: problems %q, repeats %q", c.name, got.Problems, got.Repeats())
		}
	}
}

func TestExceptions(t *testing.T) {
	src := strings.Join([]string{
		"BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260303T090000Z", "DTSTART:20260301T090000Z", "DURATION:PT1H", "SUMMARY:earlier", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "DTSTART:20260302T090000Z", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=5", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260304T090000Z", "DTSTART:20260304T090000Z", "STATUS:CANCELLED", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260305T090000Z", "DTSTART:20260305T100000Z", "DTEND:20260305T120000Z", "END:VEVENT", "END:VCALENDAR",
	}, "\n")
	in := one(t, src)
	if s := starts(in, 9); s != "20260301T0900 20260302T0900 20260305T1000 20260306T1000" {
		t.Errorf("occurrences %s", s)
	}
	if len(in.Exceptions) != 3 || in.Exceptions[0].Summary != "earlier" || !in.Exceptions[1].Cancelled {
		t.Errorf("exceptions %+v", in.Exceptions)
	}
	// from and to cut, and a look from the middle finds what is under way.
	mid := in.Occurrences(time.Date(2026, 3, 5, 11, 0, 0, 0, time.UTC), time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC), 5)
	if len(mid) != 1 || mid[0].End.Hour() != 12 {
		t.Errorf("under way: %+v", mid)
	}
}

func TestAnswers(t *testing.T) {
	in := one(t, ics("REPLY", "UID:1", "DTSTART:20260101T090000Z", `ORGANIZER;SENT-BY="mailto:Desk@kestrel.example":mailto:boss@kestrel.example`,
		"ATTENDEE;PARTSTAT=DECLINED;CN=Robin:MAILTO:Robin@ashdown.example", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:other@ashdown.example"))
	if in.SentBy != "desk@kestrel.example" || len(in.Answers) != 1 || in.Answers[0] != (Answer{"robin@ashdown.example", "DECLINED"}) {
		t.Errorf("%+v", in)
	}
}

// A file made to keep a reader busy costs bounded memory; what it says stays bounded too.
func TestHostileCalendars(t *testing.T) {
	many := func(n int, f string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, f+"\n", i)
		}
		return b.String()
	}
	vtimezone := func(inner string) string { return "BEGIN:VTIMEZONE\nTZID:X\n" + inner + "END:VTIMEZONE\n" }
	event := func(lines string) string {
		return "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=X:20260101T090000\n" + lines + "END:VEVENT\n"
	}
	for name, body := range map[string]string{
		"events":      many(20_000, "BEGIN:VEVENT\nUID:%d\nDTSTART:20260101T090000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT"),
		"rdates":      event("RDATE:" + strings.Repeat("20260101T090000Z,", 50_000) + "\n"),
		"exdates":     event("RRULE:FREQ=SECONDLY\n" + many(10_000, "EXDATE:20260101T09%04dZ")),
		"params":      event("ATTENDEE" + strings.Repeat(`;A="b",c`, 50_000) + ":mailto:a@b.example\n"),
		"depth":       strings.Repeat("BEGIN:VEVENT\n", 50_000),
		"eras":        vtimezone(many(5000, "BEGIN:DAYLIGHT\nDTSTART:16010101T000000\nTZOFFSETTO:+0100\nRRULE:FREQ=MINUTELY;BYHOUR=%d\nEND:DAYLIGHT")) + event("RRULE:FREQ=DAILY\n"),
		"minutely":    event("DTSTART:19000101T000000Z\nRRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29\n"),
		"long rule":   event("RRULE:FREQ=DAILY;BYMONTH=" + strings.Repeat("1,", 100_000) + "1\n"),
		"recurrences": event("RRULE:FREQ=DAILY;COUNT=10000\n" + many(9000, "EXDATE:2026%04d")),
		"zones":       event("RRULE:FREQ=DAILY\n" + many(9000, "EXDATE;TZID=\"(UTC+01:00) a%d, b, c, d, e, f, g, h, i, j, k, l\":20260106T030000")),
		"lost folds":  event("DESCRIPTION:x\n" + many(90_000, "text %d")),
		"soft breaks": event("DESCRIPTION;ENCODING=QUOTED-PRINTABLE:" + strings.Repeat("=41=\n", 100_000)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		list, err := ParseInvites([]byte("BEGIN:VCALENDAR\n" + body + "END:VCALENDAR"))
		if err != nil && len("BEGIN:VCALENDAR\n"+body) <= maxICS {
			t.Errorf("%s: %v", name, err)
		}
		for i := range list[:min(len(list), 3)] {
			if got := list[i].Occurrences(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), 10); len(got) > 10 {
				t.Errorf("%s: %d occurrences", name, len(got))
			}
		}
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 400 {
			t.Errorf("%s: %d MB were asked for", name, used)
		}
	}
}

func FuzzOccurrences(f *testing.F) {
	f.Add("FREQ=DAILY", "20260101T090000", "Europe/Berlin", "20260102T090000")
	f.Add("FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;UNTIL=20300101", "20260101", "Customized", "20260102/PT1H")
	f.Add("FREQ=MINUTELY;BYHOUR=9;INTERVAL=20;COUNT=9", "20260101T090000Z", "(UTC+05:30) Chennai, Mumbai", "")
	f.Fuzz(func(t *testing.T, rule, start, zone, dates string) {
		src := "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Customized\nBEGIN:DAYLIGHT\nDTSTART:19700101T020000\nRRULE:" + rule +
			"\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=\"" + zone + "\":" + start +
			"\nRRULE:" + rule + "\nRDATE:" + dates + "\nEXDATE:" + dates + "\nEND:VEVENT\nEND:VCALENDAR"
		list, err := ParseInvites([]byte(src))
		if err != nil {
			return
		}
		for i := range list {
			list[i].Repeats()
			from, to := list[i].Start.AddDate(0, 0, -1), list[i].Start.AddDate(3, 0, 0)
			var last time.Time
			for _, o := range list[i].Occurrences(from, to, 50) {
				if o.Start.Before(last) || o.End.Before(o.Start) || !o.Start.Before(to) || o.End.Before(from) {
					t.Fatalf("%q: %+v after %s", src, o, last)
				}
				last = o.Start
			}
		}
	})
}

func TestRepeats(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=WEEKLY;BYDAY=TU":                       "every week on Tuesday",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6": "every 2 weeks on Tuesday and Thursday, 6 times",
		"FREQ=DAILY;UNTIL=20260601T000000Z":          "every day until 1 Jun 2026",
		"FREQ=MONTHLY;BYDAY=-1FR":                    "every month on the last Friday",
		"FREQ=MONTHLY;BYMONTHDAY=11,13,-2":           "every month on the 2nd-last day, the 11th and the 13th",
		"FREQ=MONTHLY;BYMONTHDAY=22":                 "every month on the 22nd",
		"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR":           "every week on working days",
		"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH":           "every year on the 4th Thursday in November",
		"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1":        "repeatedly",
	} {
		in := one(t, ics("REQUEST", "UID:1", "DTSTART:20260106T090000Z", "RRULE:"+rule))
		if got := in.Repeats(); got != want {
			t.Errorf("%s: %q, want %q", rule, got, want)
		}
	}
}

func TestStamp(t *testing.T) {
	for s, want := range map[string]string{
		"20261124": "2026-11-24 00:00:00 day", "20261124Z": "2026-11-24 00:00:00 day", "2026-11-24": "2026-11-24 00:00:00 day", "20261124T0900": "2026-11-24 09:00:00",
		"20261124T090001": "2026-11-24 09:00:01", "20261124t090000z": "2026-11-24 09:00:00 utc", "20261124T090000+0100": "2026-11-24 08:00:00 utc",
		"2026-11-24T09:00:00.000-05:30": "2026-11-24 14:30:00 utc", "2026-11-24 09:00": "2026-11-24 09:00:00", "20261124T240000": "2026-11-25 00:00:00", "20261124T235960": "2026-11-24 23:59:59",
		"": "", "20261301": "", "20260230": "", "20261124T": "", "20261124T250000": "", "20261124T096100": "", "2026112": "", "20261124T0900Y": "", "T090000": "", "+26112411": "",
	} {
		got := ""
		if v, ok := stamp(s); ok {
			got = v.wall.Format("2006-01-02 15:04:05")
			if v.day {
				got += " day"
			}
			if v.utc {
				got += " utc"
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func BenchmarkParseInvites(b *testing.B) {
	plain := []byte(ics("REQUEST", "UID:1", "DTSTART;TZID=Europe/Berlin:20261124T090000", "DTEND;TZID=Europe/Berlin:20261124T100000", "RRULE:FREQ=WEEKLY;BYDAY=TU", "LOCATION:https://us02web.zoom.us/j/123"))
	many := []byte(ics("REQUEST", "UID:1", "DTSTART:20261124T090000Z", "RDATE:"+strings.Repeat("20261124T090000Z,", 9000)))
	for name, raw := range map[string][]byte{"one": plain, "nine thousand dates": many} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseInvites(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
