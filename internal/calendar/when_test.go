package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// sunday is Sunday 22 November 2026, 10:35 in Berlin.
func sunday(t *testing.T) (time.Time, *time.Location) {
	t.Helper()
	berlin, err := Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 22, 10, 35, 0, 0, berlin), berlin
}

// features: F6
func TestParseWhenForms(t *testing.T) {
	now, berlin := sunday(t)
	for text, want := range map[string]string{
		// RFC 3339, own
		"2026-11-24T14:00:00Z":      "2026-11-24 15:00",
		"2026-11-24t14:00:00-05:00": "2026-11-24 20:00",
		// spans, own
		"in 2h": "2026-11-22 12:35", "2h": "2026-11-22 12:35", "30m": "2026-11-22 11:05", "3d": "2026-11-25 10:35",
		"2h30": "2026-11-22 13:05", "1h 30m": "2026-11-22 12:05", "in half an hour": "2026-11-22 11:05", "an hour": "2026-11-22 11:35",
		"in 1 week": "2026-11-29 10:35", "in 2 Stunden": "2026-11-22 12:35", "dans 2 heures": "2026-11-22 12:35",
		"en 3 días": "2026-11-25 10:35", "1 month": "2026-12-22 10:35", "1.5h": "2026-11-22 12:05",
		// tomorrow and today, the library with our hour
		"tomorrow": "2026-11-23 09:00", "tomorrow 9:30": "2026-11-23 09:30", "tomorrow at 9.30": "2026-11-23 09:30",
		"Tomorrow morning": "2026-11-23 09:00", "tomorrow noon": "2026-11-23 12:00", "9:30 tomorrow": "2026-11-23 09:30",
		"today 17": "2026-11-22 17:00", "day after tomorrow": "2026-11-24 09:00", "end of month": "2026-11-30 18:00", "weds 9": "2026-11-25 09:00", "this afternoon": "2026-11-22 15:00",
		"this evening": "2026-11-22 18:00", "tomorrow evening": "2026-11-23 18:00", "noon": "2026-11-22 12:00",
		"morgen 14 Uhr": "2026-11-23 14:00", "übermorgen": "2026-11-24 09:00", "demain 14h30": "2026-11-23 14:30",
		"pasado mañana": "2026-11-24 09:00", "mañana a las 8": "2026-11-23 08:00", "heute abend": "2026-11-22 18:00",
		// weekdays
		"tue 9": "2026-11-24 09:00", "tue9": "2026-11-24 09:00", "tu": "2026-11-24 09:00", "tu9": "2026-11-24 09:00", "TU14": "2026-11-24 14:00",
		"di9": "2026-11-24 09:00", "ma9": "2026-11-24 09:00", "tuesday 9am": "2026-11-24 09:00", "tue 9 pm": "2026-11-24 21:00",
		"next tuesday": "2026-11-24 09:00", "on friday at 14:15": "2026-11-27 14:15", "sunday": "2026-11-29 09:00", "this sunday": "2026-11-29 09:00",
		"am Dienstag um 9": "2026-11-24 09:00", "mercredi 9h": "2026-11-25 09:00", "le jeudi à 16h15": "2026-11-26 16:15",
		"miércoles": "2026-11-25 09:00", "mi": "2026-11-25 09:00", "do 8": "2026-11-26 08:00", "sábado 10": "2026-11-28 10:00",
		"friday 17:00:00": "2026-11-27 17:00", "fri, 12:05 am": "2026-11-27 00:05",
		// days of a month
		"24 nov 14:00": "2026-11-24 14:00", "24nov": "2026-11-24 09:00", "nov 24": "2026-11-24 09:00", "nov 24 9": "2026-11-24 09:00",
		"november 24th at 8": "2026-11-24 08:00", "24th of november": "2026-11-24 09:00", "1 feb": "2027-02-01 09:00",
		"first of march": "2027-03-01 09:00", "24. November 2027 9:15": "2027-11-24 09:15", "24 déc. 8h": "2026-12-24 08:00",
		"24 mar 9": "2027-03-24 09:00", "mar 9": "2027-03-09 09:00", "29 feb": "2028-02-29 09:00", "31 dec 14:00": "2026-12-31 14:00",
		"2026-11-24 14:00": "2026-11-24 14:00", "2026-11-24": "2026-11-24 09:00", "2026-11-24T14:00": "2026-11-24 14:00",
		"24.11.": "2026-11-24 09:00", "24.11. 14:30": "2026-11-24 14:30", "24.11.2026": "2026-11-24 09:00", "24/11 9": "2026-11-24 09:00",
		// the rest
		"next week": "2026-11-23 09:00", "next week 8:30": "2026-11-23 08:30", "wednesday next week": "2026-11-25 09:00", "next week fri 10": "2026-11-27 10:00",
		"nächste Woche Mi": "2026-11-25 09:00", "tonight": "2026-11-22 20:00", "end of day": "2026-11-22 18:00",
		"eod": "2026-11-22 18:00", "end of week": "2026-11-27 18:00", "next month": "2026-12-01 09:00", "14:00": "2026-11-22 14:00",
		"9": "2026-11-23 09:00", "5pm": "2026-11-22 17:00", "nächste Woche": "2026-11-23 09:00", "la semaine prochaine": "2026-11-23 09:00",
	} {
		w, err := ParseWhen(text, now, berlin, WhenOptions{})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := w.Until.Format("2006-01-02 15:04"); got != want {
			t.Errorf("%q = %s, want %s", text, got, want)
		}
	}
}

// features: F6
func TestParseWhenReply(t *testing.T) {
	now, berlin := sunday(t)
	for _, text := range []string{"when they reply", "When They Reply", "until reply", "wenn sie antworten", "quand ils répondent", "cuando respondan"} {
		w, err := ParseWhen(text, now, berlin, WhenOptions{})
		if err != nil || !w.Reply || !w.Until.IsZero() {
			t.Errorf("%q = %+v, %v", text, w, err)
		}
	}
}

func TestParseWhenRefuses(t *testing.T) {
	now, berlin := sunday(t)
	for text, why := range map[string]string{
		"": "say when", "31 feb": "no such day", "30 feb 2028": "no such day", "31.2.": "no such day", "2026-02-31": "no such day",
		"25:00": "no 25:00", "tomorrow 25:00": "no 25:00", "tomorrow 9:75": "no 9:75", "13pm": "no 13pm", "tue 24": "no 24",
		"yesterday": "in the past", "last friday": "in the past", "2020-01-01": "in the past", "22.11.2026 9:00": "in the past",
		"2026-11-22T00:00:00Z": "in the past", "today 9": "in the past", "0h": "no time", "soon": "not understood", "tue foo": "not understood",
		"tuesday friday": "not understood", "foo tue 9": "not understood", "9000000d": "not understood", "9999d": "ten years",
		"24 nov 2090": "ten years", "november": "say the day", "9/10": "day or month", "5.5 months": "whole numbers", "tue 9 10": "not understood",
		strings.Repeat("9", 500): "too long", "now": "in the past", "2 days ago": "",
	} {
		w, err := ParseWhen(text, now, berlin, WhenOptions{})
		var we *WhenError
		if err == nil || !errors.As(err, &we) {
			t.Errorf("%q = %v, want an error", text, w.Until)
			continue
		}
		if !strings.Contains(we.Why, why) || !strings.Contains(err.Error(), "tue 9") {
			t.Errorf("%q: %v, want %q and examples", text, err, why)
		}
	}
}
