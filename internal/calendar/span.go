package calendar

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// isReply recognises "when they reply" and its kin in folded text.
func isReply(s string) bool {
	switch strings.TrimSuffix(s, ".") {
	case "reply", "on reply", "until reply", "when they reply", "until they reply", "till they reply", "if they reply", "they reply",
		"when they answer", "until they answer", "when the customer replies", "until the customer replies",
		"bei antwort", "wenn sie antworten", "bis sie antworten",
		"quand ils repondent", "a la reponse", "cuando respondan", "cuando contesten": //nolint:misspell // French
		return true
	}
	return false
}

const (
	spanNumber = `(\d{1,6}(?:[.,]\d{1,2})?|half an?|an?|one|eine[rmn]?|ein|une?|una)`
	spanUnit   = `(months?|monate?n?|mois|mes(?:es)?|minut(?:es?|en|os?)|mins?|m|hours?|hrs?|stunden?|std|heures?|horas?|h|days?|tage?n?|jours?|dias?|d|weeks?|wks?|wochen?|semaines?|semanas?|w)`
)

// span reads "in 2h", "2h 30m", "2h30", "3d", "half an hour" (other numbers in figures). Hours and minutes are exact,
// days, weeks and months keep the hour of the wall clock. The library's rule for this is not used: it knows no short
// forms and no second unit, and puts "in 1 month" said in November into a month 0.
func (p whenParser) span(s string) (until time.Time, ok bool, why string) {
	s = regexp.MustCompile(`^(?:in|within|dans|en|dentro de)\s+`).ReplaceAllString(s, "")
	s = regexp.MustCompile(`^(\d{1,2}) ?h ?(\d{2})$`).ReplaceAllStringFunc(s, func(m string) string {
		return strings.Replace(strings.ReplaceAll(m, " ", ""), "h", "h ", 1) + "m"
	})
	part := `(?:` + spanNumber + `\s*` + spanUnit + `)`
	if !regexp.MustCompile(`^` + part + `(?:\s*(?:and|und|et|y)?\s*` + part + `){0,3}$`).MatchString(s) {
		return time.Time{}, false, ""
	}
	months, days, exact := 0.0, 0.0, 0.0
	for _, m := range regexp.MustCompile(part).FindAllStringSubmatch(s, -1) {
		n := figure(m[1])
		switch unit := m[2]; {
		case unit == "m" || strings.HasPrefix(unit, "min"):
			exact += n * float64(time.Minute)
		case strings.HasPrefix(unit, "h") || strings.HasPrefix(unit, "st"):
			exact += n * float64(time.Hour)
		case strings.HasPrefix(unit, "d") || strings.HasPrefix(unit, "t") || strings.HasPrefix(unit, "j"):
			days += n
		case strings.HasPrefix(unit, "w") || strings.HasPrefix(unit, "sem"):
			days += 7 * n
		default:
			months += n
		}
	}
	if months > 12*horizon || days > 366*horizon || exact > 366*horizon*24*float64(time.Hour) {
		return time.Time{}, true, "that is more than ten years ahead"
	}
	if months != math.Trunc(months) {
		return time.Time{}, true, "say months in whole numbers"
	}
	whole := int(days)
	exact += (days - float64(whole)) * 24 * float64(time.Hour)
	until = p.now
	if months != 0 || whole != 0 {
		until = Resolve(addMonths(p.now, int(months)).AddDate(0, 0, whole), p.zone)
	}
	until = until.Add(time.Duration(exact))
	if !until.After(p.now) {
		return time.Time{}, true, "that is no time at all"
	}
	return until, true, ""
}

// addMonths adds months and stays in the month meant: 31 January and one month is the last of February.
func addMonths(t time.Time, n int) time.Time {
	u := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	out := u.AddDate(0, n, 0)
	if out.Day() != u.Day() {
		out = out.AddDate(0, 0, -out.Day())
	}
	return out
}

func figure(s string) float64 {
	switch {
	case strings.HasPrefix(s, "half"):
		return 0.5
	case !isDigit(rune(s[0])):
		return 1
	}
	n, _ := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return n
}
