package mail

import (
	"strings"
	"time"
)

// strictDate reads date-time of RFC 5322 §3.3 with the obsolete forms of §4.3, and gives the offset in minutes. The day
// name must be one, it need not be the right one. Years are 1900 to 9999; :60 counts as the next second. Alphabetic
// zones beyond the listed ones mean -0000, as §4.3 says.
func strictDate(v string) (t time.Time, offset int, ok bool) {
	p := &strict{s: v}
	if !p.cfws() {
		return
	}
	if c := p.peek(); c|0x20 >= 'a' && c|0x20 <= 'z' {
		if p.name(dayNames) < 0 || !p.cfws() || !p.take(',') || !p.cfws() {
			return
		}
	}
	day, n, ok := p.number(1, 2)
	if !ok || n == 0 {
		return t, 0, false
	}
	month := p.monthName()
	if month == 0 {
		return t, 0, false
	}
	year, ok := p.year()
	if !ok {
		return t, 0, false
	}
	hour, minute, sec, ok := p.clock()
	if !ok {
		return t, 0, false
	}
	offset, ok = p.zone()
	if !ok || !p.cfws() || !p.end() {
		return t, 0, false
	}
	if day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || sec > 60 {
		return t, 0, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute, sec, 0, time.UTC)
	return t.Add(-time.Duration(offset) * time.Minute), offset, true
}

const (
	dayNames   = "montuewedthufrisatsun"
	monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"
)

// name reads three letters and gives their place in the list, or -1. A letter may not follow.
func (p *strict) name(list string) int {
	if len(p.s)-p.i < 3 {
		return -1
	}
	three := asciiLower(p.s[p.i : p.i+3])
	for k := 0; k < len(list); k += 3 {
		if list[k:k+3] == three {
			p.i += 3
			return k / 3
		}
	}
	return -1
}

func (p *strict) monthName() int {
	if !p.cfws() {
		return 0
	}
	return p.name(monthNames) + 1
}

// number reads least to most digits, all that stand there, and says how many.
func (p *strict) number(least, most int) (value, digits int, ok bool) {
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		if digits++; digits > most {
			return 0, digits, false
		}
		value = value*10 + int(p.s[p.i]-'0')
		p.i++
	}
	return value, digits, digits >= least
}

// year reads obs-year too: two digits are 1950 to 2049, three count from 1900.
func (p *strict) year() (int, bool) {
	if !p.cfws() {
		return 0, false
	}
	y, n, ok := p.number(2, 4)
	switch {
	case !ok:
		return 0, false
	case n == 2 && y < 50:
		y += 2000
	case n < 4:
		y += 1900
	}
	return y, y >= 1900 && p.space()
}

// space asks for white space or a comment where the grammar has no obsolete form without it.
func (p *strict) space() bool {
	return (isWSP(p.peek()) || p.peek() == '(') && p.cfws()
}

func (p *strict) clock() (hour, minute, sec int, ok bool) {
	if hour, _, ok = p.number(2, 2); !ok || !p.cfws() || !p.take(':') || !p.cfws() {
		return 0, 0, 0, false
	}
	if minute, _, ok = p.number(2, 2); !ok {
		return 0, 0, 0, false
	}
	mark := p.i
	if !p.cfws() {
		return 0, 0, 0, false
	}
	if !p.take(':') {
		p.i = mark
		return hour, minute, 0, true
	}
	if !p.cfws() {
		return 0, 0, 0, false
	}
	sec, _, ok = p.number(2, 2)
	return hour, minute, sec, ok
}

// zone reads the offset in minutes east of UTC.
func (p *strict) zone() (int, bool) {
	spaced := isWSP(p.peek()) || p.peek() == '('
	if !p.cfws() {
		return 0, false
	}
	if c := p.peek(); c == '+' || c == '-' {
		p.i++
		v, _, ok := p.number(4, 4)
		if !ok || v%100 > 59 || !spaced {
			return 0, false
		}
		off := v/100*60 + v%100
		if c == '-' {
			off = -off
		}
		return off, true
	}
	start := p.i
	for c := p.peek() | 0x20; c >= 'a' && c <= 'z'; c = p.peek() | 0x20 {
		p.i++
	}
	return obsZone(asciiLower(p.s[start:p.i]))
}

func obsZone(z string) (int, bool) {
	switch z {
	case "", "j": // "J" is not a military zone (§4.3)
		return 0, false
	case "edt":
		return -4 * 60, true
	case "est", "cdt":
		return -5 * 60, true
	case "cst", "mdt":
		return -6 * 60, true
	case "mst", "pdt":
		return -7 * 60, true
	case "pst":
		return -8 * 60, true
	}
	return 0, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// asciiLower changes A to Z only, so that no Unicode table can change an id.
func asciiLower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if b[j] >= 'A' && b[j] <= 'Z' {
					b[j] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// strictReceived reads the date of a Received field: the date-time behind its last ";" (RFC 5322 §3.6.7).
func strictReceived(v string) (time.Time, bool) {
	i := strings.LastIndexByte(v, ';')
	if i < 0 {
		return time.Time{}, false
	}
	t, _, ok := strictDate(v[i+1:])
	return t, ok
}
