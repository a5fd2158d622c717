package calendar

import (
	"strings"
	"testing"
	"time"
)

// newYork is New York's time by rules of its own, in three eras (the example of RFC 5545, 3.6.5).
const newYork = `BEGIN:VTIMEZONE
TZID:Head Office
BEGIN:DAYLIGHT
DTSTART:19670430T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19730429T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19671029T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19740106T020000
RDATE:19750223T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:19760425T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19860427T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
`

// A file's own rules give the same moments as the zone table, hour by hour around each change of seventy years.
func TestOwnZoneIsTheZone(t *testing.T) {
	cal := components([]byte("BEGIN:VCALENDAR\n" + newYork + "END:VCALENDAR"))[0]
	z := zonesOf(cal).find("Head Office")
	if z.own == nil {
		t.Fatalf("%+v", z)
	}
	loc, err := Zone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for wall := time.Date(1968, 1, 1, 1, 30, 0, 0, time.UTC); wall.Year() < 2040; wall = wall.Add(time.Hour) {
		if wall.Day() > 1 && wall.Hour() > 4 {
			continue // changes come at night
		}
		if got, want := z.resolve(wall), Resolve(wall, loc); !got.Equal(want) {
			if wrong++; wrong < 10 {
				t.Errorf("%s is %s, want %s", wall, got, want.UTC())
			}
			continue
		}
		if got := z.wall(z.resolve(wall)); !got.Equal(wall) && !shows(Resolve(wall, loc), got) {
			t.Fatalf("%s comes back as %s", wall, got)
		}
	}
}

func TestZoneNames(t *testing.T) {
	for id, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "AMERICA/NEW_YORK": "America/New_York", "America/New York": "America/New_York",
		"/softwarestudio.org/Olson_20011030_5/America/New_York": "America/New_York", "/citadel.org/20210210_1/America/Argentina/Ushuaia": "America/Argentina/Ushuaia",
		"W. Europe Standard Time": "Europe/Berlin", "W. Europe Standard Time 1": "Europe/Berlin", "w. europe standard time": "Europe/Berlin",
		"Romance Daylight Time": "Europe/Paris", "Kamchatka Standard Time": "Asia/Kamchatka", "E. Africa Standard Time": "Africa/Nairobi",
		"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Berlin", "(GMT-05:00) Eastern Time (US & Canada)": "America/New_York",
		"(GMT-05.00) Eastern Time (US & Canada)": "America/New_York", "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi": "Asia/Kolkata",
		"(UTC+00:00) Dublin, Edinburgh, Lisbon, London": "Europe/London", "(UTC+10:00) Canberra, Melbourne, Sydney": "Australia/Sydney",
		"(UTC-08:00) Pacific Time (US & Canada)": "America/Los_Angeles", "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius": "Europe/Kiev",
		"(UTC) Coordinated Universal Time": "Etc/UTC", "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi": "Asia/Shanghai",
		"(UTC-03:00) Brasilia": "America/Sao_Paulo", "(UTC+09:00) Osaka, Sapporo, Tokyo": "Asia/Tokyo", "(UTC+12:45) Chatham Islands": "Pacific/Chatham",
		"tzone://Microsoft/Utc": "Etc/UTC", "UTC": "Etc/UTC", "Pacific Time": "America/Los_Angeles", "AEDT": "Australia/Sydney",
	} {
		z := zonesOf(components([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR"))[0]).find(id)
		if z.name != want || z.note != "" {
			t.Errorf("%s is %q (%s), want %q", id, z.name, z.note, want)
		}
	}
	for id, want := range map[string]int{"GMT+0530": 19800, "UTC-5": -18000, "(GMT-03:30) Nowhere": -12600, "+01:00": 3600, "GMT+5.45": 20700} {
		z := zonesOf(components([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR"))[0]).find(id)
		if _, got := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC).In(z.loc).Zone(); got != want || z.note == "" {
			t.Errorf("%s is %d, want %d", id, got, want)
		}
	}
	for _, id := range []string{"GMT+2700", "UTC+05:99", "+16:00"} {
		if z := zonesOf(components([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR"))[0]).find(id); z.loc != time.UTC || !strings.Contains(z.note, "not known") {
			t.Errorf("%s is %s (%s)", id, z.loc, z.note)
		}
	}
	// Short names mean what the file says they mean.
	cal := components([]byte("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:EST\nBEGIN:STANDARD\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nDTSTART:20001105T020000\n" +
		"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nDTSTART:20000312T020000\n" +
		"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR"))[0]
	if at := zonesOf(cal).find("EST").resolve(time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)); at.Hour() != 13 {
		t.Errorf("EST in summer, by its own rules: %s", at)
	}
}
