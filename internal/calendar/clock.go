package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const clockPattern = `(\d{1,2})(?:(?:[:.]|h ?)(\d{2}))?(?::00)?\s?(am|pm|a\.m\.|p\.m\.|h)?`

// splitClock takes the hour off the end or the beginning of translated text. found says whether there was one; why is why
// it cannot be. The library is not asked for hours: it overlooks "tue 9", and takes the 14 of "24 nov 14:00" for the day.
func splitClock(s string) (rest string, clock time.Duration, found bool, why string) {
	m := regexp.MustCompile(`^(?:(.*) )?` + clockPattern + `$`).FindStringSubmatch(s)
	if m != nil && m[3] == "" && m[4] == "" && wantsDay(m[1]) {
		return s, 0, false, "" // "nov 24": the figure is the day
	}
	if m == nil {
		// At the beginning minutes or a suffix are needed, else "24 november" begins with an hour.
		m = regexp.MustCompile(`^()` + clockPattern + ` (.+)$`).FindStringSubmatch(s)
		if m == nil || (m[3] == "" && m[4] == "") {
			return s, 0, false, ""
		}
		m[1] = m[5]
	}
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(m[3])
	suffix := strings.ReplaceAll(m[4], ".", "")
	if (suffix == "am" || suffix == "pm") && (hour < 1 || hour > 12) || hour > 23 || minute > 59 {
		return s, 0, true, fmt.Sprintf("there is no %s o'clock", strings.TrimSpace(strings.TrimPrefix(s, m[1])))
	}
	switch {
	case suffix == "am" && hour == 12:
		hour = 0
	case suffix == "pm" && hour < 12:
		hour += 12
	}
	return m[1], time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, true, ""
}

// wantsDay says that the text names a month and no day yet.
func wantsDay(s string) bool {
	hasMonth, hasFigure := false, false
	for _, w := range strings.Fields(s) {
		for _, m := range english().months {
			hasMonth = hasMonth || w == m
		}
		hasFigure = hasFigure || (isDigit(rune(w[0])) && len(strings.TrimRight(w, "stndrh.")) <= 2)
	}
	return hasMonth && !hasFigure
}
