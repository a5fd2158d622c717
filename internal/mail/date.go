package mail

import (
	"strings"
	"time"
)

// looseLayouts are the ways real programs write a date that RFC 5322 does not allow. For showing only.
var looseLayouts = [...]string{
	"Mon Jan 2 15:04:05 2006 -0700",
	"Mon Jan 2 15:04:05 -0700 2006",
	"Mon Jan 2 15:04:05 MST 2006",
	"Mon Jan 2 15:04:05 2006",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
	"2 Jan 2006 15:04:05 Z07:00",
	"2 Jan 2006 15:04:05 -07",
	"2 Jan 2006 15:04:05 GMT-0700",
	"2 Jan 2006 15:04:05 UTC-0700",
	"2 Jan 2006 15:04:05",
	"2 Jan 2006 15:04",
	"2 January 2006 15:04:05 -0700",
	"2 January 2006 15:04:05",
	"Jan 2 2006 15:04:05 -0700",
	"January 2 2006 15:04:05 -0700",
	"2-Jan-2006 15:04:05 -0700",
	"2/1/2006 15:04:05 -0700",
	"2 Jan 2006 3:04:05 PM -0700",
	"2 Jan 2006 3:04:05 PM",
	"Mon 2 Jan 2006 15:04:05 -0700",
}

// looseDate reads a Date field for the eye, after the strict reader has failed. Without a zone it counts as UTC.
func looseDate(raw string) (t time.Time, offset int, ok bool) {
	s := unfoldTrim(raw)
	if len(s) > 200 {
		return
	}
	if i := strings.IndexByte(s, '('); i >= 0 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, ','); i >= 0 && i <= 10 && !strings.ContainsAny(s[:i], "0123456789") {
		s = s[i+1:] // a day's name, in any language
	}
	s = strings.Join(strings.Fields(strings.ReplaceAll(strings.ReplaceAll(s, ",", " "), ".", ":")), " ")
	if t, off, ok := strictDate(s); ok {
		return t, off, true
	}
	for _, layout := range looseLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() <= 9999 {
			_, sec := t.Zone()
			return t.UTC(), sec / 60, true
		}
	}
	return time.Time{}, 0, false
}
