package mail

import (
	"strings"
	"time"
	"unicode"
)

// shownDate reads a Date field for the eye. t is what the strict reader made of it, if it could: right but for zones of
// letters that RFC 5322 does not know and takes for UTC.
func shownDate(raw string, t time.Time, offset int, strictOK bool) (time.Time, int, bool) {
	s := unfoldTrim(raw)
	if strictOK {
		if i := strings.LastIndexByte(s, ' '); i < 0 || len(s)-i < 4 || s[i+1] < 'A' {
			return t, offset, true
		} else if east, ok := zoneName(asciiLower(s[i+1:])); ok {
			return t.Add(-time.Duration(east-offset) * time.Minute), east, true
		}
		return t, offset, true
	}
	return looseDate(s)
}

// looseDate finds a day, a time and an offset in whatever spelling. Without a zone it counts as UTC.
func looseDate(s string) (t time.Time, offset int, ok bool) {
	if len(s) > 200 {
		return
	}
	if t, ok := bareDate(s); ok {
		return t, 0, true
	}
	s, comment := cutComments(raw8(s, ""))
	d := dateParts{}
	left, right := d.clock(strings.ToLower(s))
	right = d.zone(right)
	if !d.zoned {
		if east, known := zoneName(strings.TrimSpace(strings.ToLower(comment))); known {
			d.offset = east
		}
	}
	if !d.day(left + " " + right) {
		return time.Time{}, 0, false
	}
	if d.hour == 24 && d.min == 0 && d.sec == 0 {
		d.hour, d.d = 0, d.d+1
	} else if d.hour > 23 {
		return time.Time{}, 0, false
	}
	t = time.Date(d.y, time.Month(d.m), d.d, d.hour, d.min, d.sec, 0, time.UTC)
	return t.Add(-time.Duration(d.offset) * time.Minute), d.offset, true
}

// bareDate reads seconds since 1970, and ISO 8601 without separators.
func bareDate(s string) (time.Time, bool) {
	if n := digitsOf(s); n == len(s) && (n == 9 || n == 10) {
		return time.Unix(int64(number(s)), 0).UTC(), true
	}
	t, err := time.Parse("20060102T150405Z", s)
	return t, err == nil && t.Year() >= 1900
}

type dateParts struct {
	y, m, d, hour, min, sec int
	offset                  int // minutes east of UTC
	zoned, noonSaid         bool
}

// cutComments takes out what stands in brackets, and gives the last of it.
func cutComments(s string) (rest, comment string) {
	var b strings.Builder
	depth, start := 0, 0
	for i, c := range s {
		switch {
		case c == '(':
			if depth++; depth == 1 {
				start = i + 1
			}
		case c == ')' && depth > 0:
			if depth--; depth == 0 {
				comment = s[start:i]
				b.WriteByte(' ')
			}
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return b.String(), comment
}

// clock reads the first time of day, "17:00", "5:00:09.25 pm", "17.00.00", "17h00", and gives what stands before and
// behind it.
func (d *dateParts) clock(s string) (left, right string) {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) || i > 0 && isDigit(s[i-1]) {
			continue
		}
		n := digitsOf(s[i:])
		if n > 2 || i+n >= len(s) {
			i += n - 1
			continue
		}
		sep := s[i+n]
		rest := s[i+n+1:]
		if sep != ':' && sep != 'h' && (sep != '.' || strings.IndexByte(s, ':') >= 0 || !dotted(rest)) || digitsOf(rest) != 2 {
			continue
		}
		d.hour, d.min = number(s[i:i+n]), number(rest[:2])
		rest = rest[2:]
		if len(rest) > 2 && (rest[0] == ':' || rest[0] == sep) && digitsOf(rest[1:]) == 2 {
			d.sec = number(rest[1:3])
			rest = rest[3:]
			if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && isDigit(rest[1]) {
				rest = rest[1+digitsOf(rest[1:]):]
			}
		}
		if d.min > 59 || d.sec > 60 {
			d.hour = 99
		}
		return strings.TrimSuffix(s[:i], "t"), d.noon(rest)
	}
	return s, ""
}

// dotted: minutes and seconds follow, not a month and a year.
func dotted(s string) bool {
	return digitsOf(s) == 2 && len(s) > 4 && s[2] == '.' && digitsOf(s[3:]) == 2
}

// noon reads am and pm.
func (d *dateParts) noon(s string) string {
	t := strings.TrimLeft(s, " ")
	for _, w := range [...]string{"am", "a.m.", "pm", "p.m."} {
		rest, ok := strings.CutPrefix(t, w)
		if !ok || rest != "" && unicode.IsLetter(rune(rest[0])) {
			continue
		}
		d.noonSaid = true
		switch {
		case w[0] == 'p' && d.hour < 12:
			d.hour += 12
		case w[0] == 'a' && d.hour == 12:
			d.hour = 0
		}
		return rest
	}
	return s
}

// zone reads the offset behind a time, and gives what else stands there.
func (d *dateParts) zone(s string) string {
	var left []string
	for _, w := range strings.Fields(strings.ReplaceAll(s, ",", " ")) {
		name := w
		for _, p := range [...]string{"gmt", "utc", "ut", "z"} {
			if rest, ok := strings.CutPrefix(w, p); ok && (rest == "" || rest[0] == '+' || rest[0] == '-') {
				name = rest
				d.zoned = d.zoned || rest == ""
			}
		}
		name = strings.ReplaceAll(strings.ReplaceAll(name, "\u2212", "-"), "\u2013", "-")
		switch {
		case name == "":
		case (name[0] == '+' || name[0] == '-') && d.signed(name):
		default:
			east, ok := zoneName(strings.Trim(name, "."))
			if !ok {
				left = append(left, w)
				continue
			}
			if !d.zoned {
				d.offset = east
			}
			d.zoned = true
		}
	}
	return strings.Join(left, " ")
}

// signed reads "+01:00", "+0100", "+1".
func (d *dateParts) signed(s string) bool {
	v := strings.TrimLeft(strings.ReplaceAll(s[1:], ":", ""), "+-")
	if v == "" || len(v) > 4 || digitsOf(v) != len(v) {
		return false
	}
	east := number(v) * 60
	if len(v) > 2 {
		east = number(v[:len(v)-2])*60 + number(v[len(v)-2:])
	}
	if s[0] == '-' {
		east = -east
	}
	if east <= 16*60 && east >= -16*60 {
		d.offset, d.zoned = east, true
	}
	return true
}

// day reads year, month and day from what is left.
func (d *dateParts) day(s string) bool {
	var nums []int
	var long []int // how many digits each has
	sep := byte(0)
	for i := 0; i < len(s); {
		if n := digitsOf(s[i:]); n > 0 {
			if n > 4 || len(nums) == 3 {
				return false
			}
			nums, long = append(nums, number(s[i:i+n])), append(long, n)
			if i += n; len(nums) == 1 && i < len(s) {
				sep = s[i]
			}
			continue
		}
		end := i
		for end < len(s) && !isDigit(s[end]) && !strings.ContainsRune(" ,.-/_", rune(s[end])) {
			end++
		}
		if m := monthOf(s[i:end]); m > 0 {
			d.m = m
		}
		i = max(end, i+1)
	}
	if len(nums) == 3 { // what looked like a month was a day of the week
		d.m = 0
	}
	switch {
	case d.m > 0 && len(nums) == 2 && (long[0] > 2 || nums[0] > 31):
		d.y, d.d = year(nums[0], long[0]), nums[1]
	case d.m > 0 && len(nums) == 2:
		d.d, d.y = nums[0], year(nums[1], long[1])
	case d.m == 0 && len(nums) == 3 && (long[0] == 4 || nums[0] > 31):
		d.y, d.m, d.d = year(nums[0], long[0]), nums[1], nums[2]
	case d.m == 0 && len(nums) == 3:
		d.d, d.m, d.y = nums[0], nums[1], year(nums[2], long[2])
		if sep != '.' && (d.m > 12 || d.noonSaid && d.d <= 12) { // as Americans write it
			d.d, d.m = d.m, d.d
		}
	default:
		return false
	}
	return d.y >= 1900 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= daysIn(d.y, d.m)
}

// year reads short years as RFC 5322 §4.3 says.
func year(n, long int) int {
	switch {
	case long <= 2 && n < 50:
		return n + 2000
	case long <= 3:
		return n + 1900
	}
	return n
}

// digitsOf counts the digits at the start of s.
func digitsOf(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// monthOf tells a month by the beginning of its name (lower case) in the languages that programs write dates in.
func monthOf(s string) int {
	if len(s) < 3 {
		return 0
	}
	for i, stems := range [...]string{
		"jan ene gen янв січ sty led oca", "feb fév fev фев лют lut úno şub", "mar mär mrt maer мар бер bře maa", "apr avr abr апр кві kwi dub nis huh",
		"may mai mag mei maj мая май тра kvě tou", "jun juin giu июн чер cze haz kes", "jul juil lug июл лип lip tem hei", "aug ago aoû aou авг сер sie srp ağu elo",
		"sep set сен вер wrz zář eyl syy", "oct okt out ott окт жов paź říj eki lok", "nov ноя лис lis kas", "dec dez dic déc дек гру gru pro ara jou",
	} {
		for _, stem := range strings.Fields(stems) {
			if strings.HasPrefix(s, stem) {
				return i + 1
			}
		}
	}
	return 0
}

// zoneName gives the offset of a zone (lower case) that people and programs name by letters.
func zoneName(s string) (east int, ok bool) {
	switch s {
	case "gmt", "utc", "ut", "z", "wet":
		return 0, true
	case "cet", "mez", "met", "bst", "west", "wat", "ist-ie":
		return 60, true
	case "cest", "mesz", "mest", "eet", "sast", "cat", "oez", "israel":
		return 120, true
	case "eest", "msk", "eat", "trt", "oesz":
		return 180, true
	case "irst":
		return 210, true
	case "gst", "msd":
		return 240, true
	case "pkt":
		return 300, true
	case "ist":
		return 330, true
	case "wib", "ict":
		return 420, true
	case "hkt", "sgt", "pht", "awst", "myt":
		return 480, true
	case "jst", "kst":
		return 540, true
	case "acst":
		return 570, true
	case "aest":
		return 600, true
	case "acdt":
		return 630, true
	case "aedt":
		return 660, true
	case "nzst":
		return 720, true
	case "nzdt":
		return 780, true
	case "ndt":
		return -150, true
	case "brt", "art", "adt":
		return -180, true
	case "nst":
		return -210, true
	case "ast", "clt":
		return -240, true
	case "akdt":
		return -480, true
	case "akst":
		return -540, true
	case "hst":
		return -600, true
	}
	if east, _ = obsZone(s); east != 0 {
		return east, true
	}
	return 0, false
}
