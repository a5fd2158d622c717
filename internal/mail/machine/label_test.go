package machine

import "testing"

func TestLabelled(t *testing.T) {
	form := "New message from the website\n\nName: Ann Miller\n*E-Mail*: ann@example.org <mailto:ann@example.org>\nPhone\n+49 30 / 123 45-67\n\n> Topic\tInvoices\nEmpty:\nMessage: Name: none\n宛先：山田\n"
	for _, c := range []struct {
		want   string
		labels []string
	}{
		{"Ann Miller", []string{"Full name", "name"}},
		{"ann@example.org <mailto:ann@example.org>", []string{"E-Mail"}},
		{"+49 30 / 123 45-67", []string{"phone"}},
		{"Invoices", []string{"Topic"}},
		{"", []string{"Empty"}},
		{"", []string{"Mail"}},
		{"山田", []string{"宛先"}},
		{"", []string{"Message from far"}},
	} {
		if got := Labelled(form, c.labels); got != c.want {
			t.Errorf("%v: %q, want %q", c.labels, got, c.want)
		}
	}
	for in, want := range map[string][2]string{
		"+49 30 / 123 45-67":               {"+49 30 / 123 45-67", ""},
		"Ann Miller (+1 315 444-2439)":     {"+1 315 444-2439", "Ann Miller"},
		"\"Ann\" <004930123456>":           {"004930123456", "Ann"},
		"anonymous":                        {"", "anonymous"},
		"24.11.2026":                       {"", "24.11.2026"},
		"24/11/2026, then 030 123456":      {"030 123456", "24/11/2026, then"},
		"1234":                             {"", "1234"},
		"0301-2345":                        {"0301-2345", ""},
		"at 9:30 on 2026-11-24, room 4":    {"", "at 9:30 on 2026-11-24, room 4"},
		"Voicemail from 0301234567, 12 s.": {"0301234567", "Voicemail from , 12 s."},
	} {
		if n, name := NumberIn(in), WithoutNumber(in); n != want[0] || name != want[1] {
			t.Errorf("%q: %q, %q", in, n, name)
		}
	}
}

func FuzzLabelled(f *testing.F) {
	f.Add("Name: Ann\nE-Mail\n ann@example.org\n", "E-Mail")
	f.Fuzz(func(t *testing.T, text, label string) {
		v := Labelled(text, []string{label})
		if len(v) > 500 || len(NumberIn(v)) > len(v) || len(AddressIn(v)) > len(v) {
			t.Errorf("%q", v)
		}
		WithoutNumber(v)
	})
}
