package mail

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestDeliveredTo: the public address a mail came to is known even where To names another one.
// features: B22
func TestDeliveredTo(t *testing.T) {
	for in, want := range map[string]string{
		"Delivered-To: cloud@example.com\r\nDelivered-To: box@example.com\r\nTo: list@example.org\r\n": "cloud@example.com",
		"X-Original-To: gdpr@example.com\r\nTo: a@example.org\r\n":                                     "gdpr@example.com",
		"Envelope-To: <omni@example.com>\r\n":                                                          "omni@example.com",
		"Delivered-To: \r\nX-Original-To: security@example.com\r\n":                                    "security@example.com",
		"To: support@example.com\r\n":                                                                  "",
	} {
		if got := Parse([]byte(in + "\r\n")).DeliveredTo; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	tests := map[string][]Address{
		``:                                  nil,
		`Ann <ann@example.com>`:             {{"Ann", "ann@example.com"}},
		`Ann Lee ann@example.com`:           {{"Ann Lee", "ann@example.com"}},
		`Lee, Ann`:                          {{"Lee", ""}, {"Ann", ""}},
		`"ann@example.com" <x@example.org>`: {{"ann@example.com", "x@example.org"}},
		`Team: a@example.com, B <b@example.com>;`:       {{"", "a@example.com"}, {"B", "b@example.com"}},
		`Tëam: a@example.com;`:                          {{"", "a@example.com"}},
		`=?utf-8?q?Lee,_Ann?= <ann@example.com>, é <b>`: {{"Lee, Ann", "ann@example.com"}, {"é", "b"}},
		`Bob [mailto:bob@example.com]`:                  {{"Bob", "bob@example.com"}},
		`a@example.com b@example.net`:                   {{"", "a@example.com"}, {"", "b@example.net"}},
		`Ann <a@example.com> Bob <b@example.net>`:       {{"Ann", "a@example.com"}, {"Bob", "b@example.net"}},
		`=?utf-8?q?=22Lee=2C_Ann=22?= <a@example.com>`:  {{"Lee, Ann", "a@example.com"}},
		`Lee, Ann <a@example.com>, b@example.net`:       {{"Lee, Ann", "a@example.com"}, {"", "b@example.net"}},
		`a@example.com (Ann (the boss) Lee)`:            {{"Ann (the boss) Lee", "a@example.com"}},
		`Ann <<a@example.com>>`:                         {{"Ann", "a@example.com"}},
		`=?utf-8?q?Ann_<a@example.com>?=`:               {{"Ann", "a@example.com"}},
		`=?utf-8?Q?J=C3=B6rg <j@example.com>`:           {{"Jörg", "j@example.com"}},
		`undisclosed recipients: ;`:                     nil,
		`<mailto:ann@example.com>`:                      {{"", "ann@example.com"}},
		"\u202eelgoog <a@example.com>":                  {{"elgoog", "a@example.com"}},
	}
	for in, want := range tests {
		if diff := cmp.Diff(want, addresses(in, "")); diff != "" {
			t.Errorf("%s\n%s", in, diff)
		}
	}
}

func TestLooseDates(t *testing.T) {
	want := time.Date(2025, 11, 24, 16, 0, 0, 0, time.UTC)
	for _, in := range []string{
		"Mon, 24 Nov 2025 16:00:00 +0000", "Mon, 24 Nov 2025 16:00:00", "Mon Nov 24 16:00:00 2025", "2025-11-24T17:00:00+01:00",
		"2025-11-24 16:00:00", "24 November 2025 16:00:00 +0000", "Mon, 24 Nov 2025 16.00.00 +0000", "Mon, 24 Nov 2025 11:00:00 GMT-0500",
		"1764000000", "20251124T160000Z", "2025/11/24 16:00", "24.11.2025 16:00:00", "11/24/2025 4:00:00 PM", "Mon, 24 Nov 2025 17:00:00 ++0100",
		"lun., 24 nov. 2025 17:00:00 +0100", "Mo, 24 Nov 2025 17:00:00 MEZ", "Mon, 24 Nov 2025 17:00 (CET)", "пн, 24 ноя 2025 19:00:00 MSK", "2025年11月24日 16:00:00",
		"Mon Nov 24 11:00:00 EST 2025", "Monday, November 24, 2025 4:00 PM", "Mon, 24-Nov-25 16:00:00 GMT", "24 Nov 2025 16:00:00.123 Z", "2025-11-24T17:00:00.5+01:00",
		"dim. 24 nov 2025 16h00", "Mon, 24 Nov 125 16:00:00 +0000", "Mon, 24 Nov 2025 24:00:00 +0800",
		"Montag, 24 Nov 2025 16:00:00 +0000", "24-Nov-2025 16:00:00 +0000", "Nov 24, 2025 16:00:00 +0000",
	} {
		m := Parse([]byte("From: a@example.com\r\nDate: " + in + "\r\n\r\n"))
		if !m.Date.Equal(want) || len(m.Problems) > 0 {
			t.Errorf("%s: %v %q", in, m.Date, m.Problems)
		}
	}
	m := Parse([]byte("From: a@example.com\r\nDate: soon\r\n\r\n"))
	if !m.Date.IsZero() || len(m.Problems) != 1 {
		t.Errorf("soon: %v %q", m.Date, m.Problems)
	}
}
