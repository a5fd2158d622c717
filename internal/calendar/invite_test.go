package calendar

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// ics makes a calendar of one event out of its lines.
func ics(method string, lines ...string) string {
	head := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "METHOD:" + method, "BEGIN:VEVENT"}
	return strings.Join(append(append(head, lines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

func one(t *testing.T, src string) Invite {
	t.Helper()
	got, err := ParseInvites([]byte(src))
	if err != nil || len(got) != 1 {
		t.Fatalf("%d invites, %v", len(got), err)
	}
	return got[0]
}

func TestParseInvitesGoogle(t *testing.T) {
	got := one(t, ics("REQUEST",
		"DTSTART;TZID=America/New_York:20261124T090000", "DTEND;TZID=America/New_York:20261124T093000", "UID:abc@google.com", "SEQUENCE:2",
		`ORGANIZER;CN="Ines, Brightwater":mailto:Ines@Brightwater.example`,
		"ATTENDEE;CN=\"Support: the team\";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:support@kest", " rel.example",
		`SUMMARY:SSO sign-in\, once more`, `LOCATION:Room 4`, `DESCRIPTION:Join at https://evil.example/x or\nhttps://meet.google.com/abc-defg-hij.\n`,
		"RRULE:FREQ=WEEKLY;COUNT=3"))
	want := Invite{
		Method: "REQUEST", UID: "abc@google.com", Sequence: 2, Summary: "SSO sign-in, once more",
		Start: time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 24, 14, 30, 0, 0, time.UTC),
		TimeZone: "America/New_York", Wall: "2026-11-24T09:00", Location: "Room 4", JoinURL: "https://meet.google.com/abc-defg-hij",
		Organizer: "ines@brightwater.example", Attendees: []string{"support@kestrel.example"}, Recurrence: "FREQ=WEEKLY;COUNT=3",
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Invite{})); diff != "" {
		t.Error(diff)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"method", "uid", "sequence", "summary", "start", "end", "timeZone", "allDay", "location", "joinUrl", "organizer", "attendees", "recurrence"} {
		if !strings.Contains(string(b), `"`+key+`":`) {
			t.Errorf("the key %q is missing in %s", key, b)
		}
	}
}

func TestParseInvitesZones(t *testing.T) {
	vtimezone := "BEGIN:VTIMEZONE\r\nTZID:Customized\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0545\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	for _, c := range []struct{ start, want, zone, problem string }{
		{"DTSTART;TZID=W. Europe Standard Time:20261124T090000", "2026-11-24T08:00:00Z", "Europe/Berlin", ""},
		{`DTSTART;TZID="Tokyo Standard Time":20261124T090000`, "2026-11-24T00:00:00Z", "Asia/Tokyo", ""},
		{"DTSTART;TZID=/mozilla.org/20050126_1/Europe/Paris:20260724T090000", "2026-07-24T07:00:00Z", "Europe/Paris", ""},
		{"DTSTART:20261124T090000Z", "2026-11-24T09:00:00Z", "", ""},
		{"DTSTART:20261124T090000", "2026-11-24T09:00:00Z", "", "names no zone"},
		{"DTSTART;TZID=Customized:20261124T090000", "2026-11-24T03:15:00Z", "", "own rules only"},
		{"DTSTART;TZID=Middle Earth:20261124T090000", "2026-11-24T09:00:00Z", "", "not known"},
		{"DTSTART;TZID=../../etc/passwd:20261124T090000", "2026-11-24T09:00:00Z", "", "not known"},
		{"DTSTART;TZID=Local:20261124T090000", "2026-11-24T09:00:00Z", "", "not known"},
		// a gap and a fold (formats.md)
		{"DTSTART;TZID=Europe/Berlin:20260329T023000", "2026-03-29T01:30:00Z", "Europe/Berlin", ""},
		{"DTSTART;TZID=Europe/Berlin:20261025T023000", "2026-10-25T00:30:00Z", "Europe/Berlin", ""},
	} {
		src := strings.Replace(ics("REQUEST", "UID:1", c.start, "DURATION:PT30M"), "BEGIN:VEVENT", vtimezone+"BEGIN:VEVENT", 1)
		got := one(t, src)
		if s := got.Start.Format(time.RFC3339); s != c.want || got.TimeZone != c.zone || got.End.Sub(got.Start) != 30*time.Minute {
			t.Errorf("%s: %s in %q, want %s in %q", c.start, s, got.TimeZone, c.want, c.zone)
		}
		if p := strings.Join(got.Problems, ""); (p == "") != (c.problem == "") || !strings.Contains(p, c.problem) {
			t.Errorf("%s: problems %q, want %q", c.start, p, c.problem)
		}
	}
}

func TestParseInvitesOddities(t *testing.T) {
	day := one(t, ics("publish", "UID:1", "DTSTART;VALUE=DATE:20261224"))
	if !day.AllDay || day.End.Sub(day.Start) != 24*time.Hour || day.Method != "PUBLISH" {
		t.Errorf("a day: %+v", day)
	}
	if c := one(t, ics("CANCEL", "UID:1", "DTSTART:20261124T090000Z")); !c.Cancelled {
		t.Error("METHOD:CANCEL does not cancel")
	}
	if n := one(t, ics("REQUEST", "SUMMARY:no start")); len(n.Problems) != 2 || !n.Start.IsZero() {
		t.Errorf("neither start nor uid: %v", n.Problems)
	}
	for _, bad := range []string{"DTEND:20261124T080000Z", "DURATION:PT", "DURATION:-PT1H", "DTEND:never"} {
		if n := one(t, ics("REQUEST", "UID:1", "DTSTART:20261124T090000Z", bad)); len(n.Problems) != 1 || !n.End.Equal(n.Start) {
			t.Errorf("%s: %+v", bad, n)
		}
	}
	plain := ics("REQUEST", "UID:1", "DTSTART:20261124T090000Z", "SUMMARY:Übergabe 引き継ぎ")
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var wide []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + plain)) {
			wide = order.AppendUint16(wide, u)
		}
		if n := one(t, string(wide)); n.Summary != "Übergabe 引き継ぎ" {
			t.Errorf("UTF-16, %s: %q", order, n.Summary)
		}
	}
	// Malformed lines are passed over, a cut-off file is read as far as it goes.
	cut := one(t, "\ufeffBEGIN:VCALENDAR\nno colon here\nX;=\"a:b\nX;A=\"a\"\n;:\nBEGIN:VEVENT\nUID:7\nDTSTART:20261124T090000Z\nEND:VALARM\nSUMMARY:half")
	if cut.UID != "7" || cut.Summary != "half" || len(cut.Problems) != 0 {
		t.Errorf("cut off: %+v", cut)
	}
	if two, err := ParseInvites([]byte(ics("REQUEST", "UID:1") + ics("CANCEL", "UID:2"))); err != nil || len(two) != 2 || two[1].Method != "CANCEL" {
		t.Errorf("two calendars: %+v, %v", two, err)
	}
	for _, none := range []string{"", "hello", "BEGIN:VCARD\nEND:VCARD"} {
		if _, err := ParseInvites([]byte(none)); !errors.Is(err, ErrNoCalendar) {
			t.Errorf("%.20q: %v", none, err)
		}
	}
	if _, err := ParseInvites(make([]byte, maxICS+1)); err == nil {
		t.Error("a huge file is read")
	}
}

func TestJoinURL(t *testing.T) {
	for src, want := range map[string]string{
		"LOCATION:https://us02web.zoom.us/j/123?pwd=x":                           "https://us02web.zoom.us/j/123?pwd=x",
		"X-GOOGLE-CONFERENCE:https://meet.google.com/aaa-bbbb-ccc":               "https://meet.google.com/aaa-bbbb-ccc",
		`DESCRIPTION:<https://teams.microsoft.com/l/meetup-join/19%3ameeting_x>`: "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x",
		"LOCATION:https://zoom.us.evil.example/j/1":                              "",
		"LOCATION:https://meet.google.com@evil.example/abc":                      "",
		"LOCATION:http://meet.google.com/abc":                                    "",
		"LOCATION:https://zoom.us/signin":                                        "",
		"LOCATION:javascript:alert(1)":                                           "",
	} {
		if got := one(t, ics("REQUEST", "UID:1", "DTSTART:20261124T090000Z", src)).JoinURL; got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

func TestWindowsZonesExist(t *testing.T) {
	for name, iana := range windowsZones() {
		if _, err := time.LoadLocation(iana); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
