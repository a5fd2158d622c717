package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/olebedev/when"
	"github.com/olebedev/when/rules"
	"github.com/olebedev/when/rules/en"
)

// wall reads translated text that names a day, an hour or both.
func (p whenParser) wall(s string) (When, string) {
	if day, rest, isDate, why := numericDate(s, p.today()); isDate {
		if why != "" {
			return When{}, why
		}
		clock := p.o.Morning
		if rest != "" {
			left, c, found, why := splitClock(strings.TrimPrefix(rest, "t"))
			if why != "" || !found || strings.TrimSpace(left) != "" {
				return When{}, either(why, "this is not understood: "+rest)
			}
			clock = c
		}
		return p.at(day, clock), ""
	}
	rest, clock, hasClock, why := splitClock(s)
	if why != "" {
		return When{}, why
	}
	if rest = strings.TrimSpace(rest); rest == "" {
		return p.next(clock), ""
	}
	day, part, why := p.day(rest)
	if why != "" {
		return When{}, why
	}
	switch {
	case hasClock:
	case part != 0:
		clock = part
	default:
		clock = p.o.Morning
	}
	return p.at(day, clock), ""
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// next is an hour without a day: today if it is still to come, else tomorrow.
func (p whenParser) next(clock time.Duration) When {
	w := p.at(p.today(), clock)
	if !w.Until.After(p.now) {
		w = p.at(p.today().AddDate(0, 0, 1), clock)
	}
	return w
}

// day reads the words for a day. part is the hour they imply ("tonight"), 0 for none.
func (p whenParser) day(s string) (day time.Time, part time.Duration, why string) {
	today := p.today()
	switch s {
	case "today":
		return today, 0, ""
	case "tonight":
		return today, p.o.Evening, ""
	case "end of day", "today end of day":
		return today, p.o.EndOfDay, ""
	case "tomorrow end of day":
		return today.AddDate(0, 0, 1), p.o.EndOfDay, ""
	case "end of week":
		return today.AddDate(0, 0, (int(time.Friday)-int(today.Weekday())+7)%7), p.o.EndOfDay, ""
	case "end of month":
		return today.AddDate(0, 1, -today.Day()), p.o.EndOfDay, ""
	case "day after tomorrow":
		return today.AddDate(0, 0, 2), 0, ""
	case "next week":
		// The library has no rule for it.
		return p.nextWeek(today, "monday")
	case "next month":
		return today.AddDate(0, 1, 1-today.Day()), 0, ""
	}
	if m := regexp.MustCompile(`^(?:next week ([a-z]+day)|([a-z]+day) next week)$`).FindStringSubmatch(s); m != nil {
		// The library takes "wednesday next week", said on Monday, for this week's.
		return p.nextWeek(today, m[1]+m[2])
	}
	for _, month := range english().months {
		if strings.Contains(" "+s+" ", " "+month+" ") {
			return p.monthDay(s, month)
		}
	}
	return p.library(s, today)
}

// nextWeek is a day of the week that begins on the next Monday.
func (p whenParser) nextWeek(today time.Time, name string) (day time.Time, part time.Duration, why string) {
	monday := today.AddDate(0, 0, (int(time.Monday)-int(today.Weekday())+6)%7+1)
	for i := range 7 {
		if d := monday.AddDate(0, 0, i); strings.EqualFold(d.Weekday().String(), name) {
			return d, 0, ""
		}
	}
	return time.Time{}, 0, "this is not understood"
}

// library asks github.com/olebedev/when about English words for a day, seen from a wall time. What it does not use of the
// text is an error: by itself the library takes "tue foo" for Tuesday.
func (p whenParser) library(s string, from time.Time) (day time.Time, part time.Duration, why string) {
	// "this sunday" lies in the past for the library, whose week begins on Sunday; the bare name never does.
	s = regexp.MustCompile(`^this ([a-z]+day)\b`).ReplaceAllString(s, "$1")
	if regexp.MustCompile(`\b(last|past|yesterday|ago|now)\b`).MatchString(s) {
		return time.Time{}, 0, "that is in the past"
	}
	w := when.New(&rules.Options{Distance: 1, MatchByOrder: true, Morning: 9, Noon: 12, Afternoon: 15, Evening: 18})
	w.Add(en.Weekday(rules.Override), en.CasualDate(rules.Override), en.CasualTime(rules.Override), en.ExactMonthDate(rules.Override))
	// The odd second tells a result without an hour from midnight.
	base := from.Add(time.Second)
	r, err := w.Parse(s, base)
	if err != nil || r == nil {
		return time.Time{}, 0, "this is not understood"
	}
	if unused := strings.TrimSpace(strings.Replace(s, strings.TrimSpace(r.Text), "", 1)); unused != "" {
		return time.Time{}, 0, fmt.Sprintf("%q is not understood", unused)
	}
	day = time.Date(r.Time.Year(), r.Time.Month(), r.Time.Day(), 0, 0, 0, 0, time.UTC)
	if r.Time.Hour() != 0 {
		part = time.Duration(r.Time.Hour()) * time.Hour
	}
	if strings.Contains(s, "morning") {
		part = p.o.Morning
	}
	return day, part, ""
}

// monthDay reads "24 november", "november 24th 2027", "first of march". Without a year it is the next such day to come.
func (p whenParser) monthDay(s, month string) (day time.Time, part time.Duration, why string) {
	years := []int{p.now.Year()}
	if m := regexp.MustCompile(` (\d{4})$`).FindStringSubmatch(s); m != nil {
		years[0], _ = strconv.Atoi(m[1])
		s = strings.TrimSuffix(s, m[0])
	} else {
		for i := 1; i <= 8; i++ { // 29 February may be eight years away
			years = append(years, p.now.Year()+i)
		}
	}
	s = regexp.MustCompile(`\b(\d{1,2})\.? `).ReplaceAllString(s+" ", "$1 ")
	s = strings.TrimSpace(s)
	for i, year := range years {
		// From the first of January the library cannot run over: from the 31st its "february" is March.
		day, part, why = p.library(s, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		switch {
		case why != "":
			return day, part, why
		case wantsDay(s) && !strings.Contains(s, " "):
			return day, part, "say the day of " + month
		case !strings.EqualFold(day.Month().String(), month) || day.Day() == 0 || !sameDay(s, day.Day()):
			why = fmt.Sprintf("there is no such day as %s", s)
			continue
		}
		if len(years) == 1 || i > 0 || !day.Before(p.today()) {
			return day, part, ""
		}
	}
	return day, part, why
}

// sameDay says whether the figure in the text, if there is one, is the day that came out.
func sameDay(s string, day int) bool {
	m := regexp.MustCompile(`\d+`).FindAllString(s, -1)
	if len(m) == 0 {
		return true
	}
	n, err := strconv.Atoi(m[0])
	return err == nil && n == day && len(m) == 1
}

// numericDate reads 2026-11-24, 24.11., 24.11.2026 and 24/11/2026 at the beginning.
func numericDate(s string, today time.Time) (day time.Time, rest string, isDate bool, why string) {
	y, m, d := 0, 0, 0
	if f := regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](.*))?$`).FindStringSubmatch(s); f != nil {
		y, m, d, rest = atoi(f[1]), atoi(f[2]), atoi(f[3]), f[4]
	} else if f := regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})?(?: (.*))?$`).FindStringSubmatch(s); f != nil {
		d, m, y, rest = atoi(f[1]), atoi(f[2]), atoi(f[3]), f[4]
	} else if f := regexp.MustCompile(`^(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?: (.*))?$`).FindStringSubmatch(s); f != nil {
		d, m, y, rest = atoi(f[1]), atoi(f[2]), atoi(f[3]), f[4]
		if d <= 12 && m <= 12 && d != m {
			return day, rest, true, "day or month first? Write the month as a word"
		}
		if d <= 12 && m > 12 {
			d, m = m, d
		}
	} else {
		return day, "", false, ""
	}
	years := []int{y}
	if y == 0 {
		years = nil
		for i := range 9 {
			years = append(years, today.Year()+i)
		}
	}
	for _, year := range years {
		day = time.Date(year, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		if day.Year() == year && int(day.Month()) == m && day.Day() == d && (y != 0 || !day.Before(today)) {
			return day, rest, true, ""
		}
	}
	return day, rest, true, "there is no such day"
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
