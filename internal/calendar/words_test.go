package calendar

import (
	"math"
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	const h, d = time.Hour, 24 * time.Hour
	for _, c := range []struct{ got, want string }{
		{Age(40 * time.Second), "40 s"},
		{Age(38 * time.Minute), "38 m"},
		{Age(3*h + 59*time.Minute), "3 h"},
		{Age(2 * d), "2 d"},
		{Age(13 * d), "13 d"},
		{Age(22 * d), "3 w"},
		{Age(61 * d), "2 mo"},
		{Age(800 * d), "2 y"},
		{Age(-h), "0 s"},
		{Length(17 * time.Minute), "17 m"},
		{Length(h + 5*time.Minute), "1 h 05 m"},
		{Length(2 * d), "2 d"},
		{Length(d + 4*h), "1 d 4 h"},
		{Length(-17 * time.Minute), "17 m"},
		{Length(8 * d), "8 d"},
		{Length(math.MinInt64), "292 y"},
		{Left(h + 5*time.Minute), "1 h 05 m left"},
		{Left(-17 * time.Minute), "17 m over"},
		{Late(2*h + 32*time.Minute), "2 h 32 m late"},
		{Ago(40 * time.Second), "40 s ago"},
		{Ago(3 * time.Second), "just now"},
		{Ago(-h), "just now"},
		{In(2 * h), "in 2 h 00 m"},
		{In(0), "now"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
