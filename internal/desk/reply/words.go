package reply

import (
	"fmt"
	"strings"
	"time"

	"deskhand/internal/policy"
)

// tongue is how a language writes days and hours.
type tongue struct {
	day   string // of weekday, day of month, month: "%s, %d %s"
	year  string // what joins a year
	first string // how the first of a month is written; empty: 1
	days  string // Sunday first
	month string // January first
	span  string // from day to day
	hours string // from hour to hour
}

// tongues are the languages that replies are written in; in any other a day is 2026-11-17.
func tongues() map[string]tongue {
	return map[string]tongue{
		"en": {
			day: "%s, %s %s", year: " ", span: "%s to %s", hours: "%s to %s",
			days: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday", month: "January February March April May June July August September October November December",
		},
		"de": {
			day: "%s, %s. %s", year: " ", span: "%s bis %s", hours: "%s bis %s Uhr",
			days: "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag", month: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		},
		"fr": {
			day: "%s %s %s", year: " ", first: "1er", span: "du %s au %s", hours: "de %s à %s",
			days: "dimanche lundi mardi mercredi jeudi vendredi samedi", month: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		},
		"es": {
			day: "%s, %s de %s", year: " de ", span: "de %s a %s", hours: "de %s a %s",
			days: "domingo lunes martes miércoles jueves viernes sábado", month: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		},
		"pt": {
			day: "%s, %s de %s", year: " de ", span: "de %s a %s", hours: "das %s às %s",
			days: "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado", month: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		},
		"it": {
			day: "%s %s %s", year: " ", span: "da %s a %s", hours: "dalle %s alle %s",
			days: "domenica lunedì martedì mercoledì giovedì venerdì sabato", month: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		},
		"nl": {
			day: "%s %s %s", year: " ", span: "%s tot en met %s", hours: "%s tot %s",
			days: "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag", month: "januari februari maart april mei juni juli augustus september oktober november december",
		},
	}
}

func tongueOf(language string) (tongue, bool) {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	if base == "" {
		base = "en"
	}
	t, ok := tongues()[base]
	return t, ok
}

// longDay is a day in words, with the year where it is not this one.
func longDay(at, now time.Time, language string) string {
	t, ok := tongueOf(language)
	if !ok {
		return at.Format(time.DateOnly)
	}
	n := fmt.Sprint(at.Day())
	if at.Day() == 1 && t.first != "" {
		n = t.first
	}
	out := fmt.Sprintf(t.day, strings.Fields(t.days)[at.Weekday()], n, strings.Fields(t.month)[at.Month()-1])
	if at.Year() != now.In(at.Location()).Year() {
		out += t.year + fmt.Sprint(at.Year())
	}
	return out
}

// clock is a time of day with the zone it is meant in: a customer's zone is known by an offset at best, and a time that
// says its zone is right even where that was a guess.
func clock(at time.Time) string { return at.Format("15:04") + " (" + zoneName(at) + ")" }

// zoneName is the city of a zone with a name, else "UTC+1".
func zoneName(at time.Time) string {
	if name := at.Location().String(); strings.Contains(name, "/") {
		return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
	}
	_, seconds := at.Zone()
	minutes := seconds / 60
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	switch {
	case minutes == 0:
		return "UTC"
	case minutes%60 == 0:
		return fmt.Sprintf("UTC%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, minutes/60, minutes%60)
}

// hoursInWords is "Monday to Friday, 8:00 to 18:00 (London)"; empty where the hours are not known.
func hoursInWords(p *policy.Policy, language string) string {
	t, ok := tongueOf(language)
	if !ok {
		return ""
	}
	names, ids := strings.Fields(t.days), strings.Fields("sun mon tue wed thu fri sat")
	hours := p.SLA().Hours
	var parts []string
	for d := 1; d <= 7; {
		text := hours[ids[d%7]]
		from, to, open := policy.HoursOf(text)
		last := d
		for last < 7 && hours[ids[(last+1)%7]] == text {
			last++
		}
		if open {
			days := names[d%7]
			if last > d {
				days = fmt.Sprintf(t.span, names[d%7], names[last%7])
			}
			parts = append(parts, days+", "+fmt.Sprintf(t.hours, hour(from), hour(to)))
		}
		d = last + 1
	}
	if len(parts) == 0 {
		return ""
	}
	out := strings.Join(parts, "; ")
	name := p.SLA().Zone
	if name == "" {
		name = p.Zone()
	}
	if zone, err := time.LoadLocation(name); err == nil {
		out += " (" + zoneName(time.Time{}.In(zone)) + ")"
	}
	return out
}

func hour(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
