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
