package quote

import "testing"

// TestOwnWordsStay: what a person wrote and only looks like a program's line.
//
// features: A8
func TestOwnWordsStay(t *testing.T) {
	for _, text := range []string{
		"Hi,\n\nOn 12.11.2025 at 10:00 my colleague Bob wrote:\nthe printer is broken.\n\nPlease come by.\n",
		"Hello,\nthe customer bob@example.com wrote on 24.11.2025 16:00:\nrefund please.\nWhat shall we do?\n",
		"Am 24.11.2025 um 16:00 schrieb mir Ihr Kollege Max <max@example.com>:\n\nDas Gerät ist defekt. Stimmt das?\n",
		"I sent it on 24 Nov 2025 at 16:00 to <bob@example.com>:\n\nplease look.\n",
		"Le 24/11/2025 à 16:00 nous avons écrit :\nmerci de rappeler.\n",
		"Dear team,\n\nFrom: Berlin\nTo: Munich\nDate: 24.11.2025 16:00\n\nPlease book it.\n",
		"Name: Bob\nDate: 2025-11-24 10:00\nFrom: bob@x.example\nSubject: printer\n\nIt is broken.\n",
		"Hello\n\nthe file says\n\nFrom: a@x.example\nTo: b@y.example\nSubject: test\nDate: Mon, 24 Nov 2025 10:00:00 +0000\nMessage-ID: <a@b>\n\nwhat now?\n",
		"The bounce said:\n\nFrom: a@x.example\nTo: b@y.example\nSubject: test\n\nwhat now?\n",
		"Log:\n2025-11-24 16:00:01 connection from <bob@example.com>:\nfailed with 5\nplease fix\n",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n\nCan you check?\n",
		"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-- old\n+- new\n\nApply it please.\n",
		"We have\n> 5 users and\nthat is all.\n",
		">>> import x\n>>> x.y()\nValueError\n",
		"Hi\n--\nI forgot to say: the key is 5.\n",
		"Yes.\n\nSent from my old phone number you got the wrong code.\n",
		"Reply above this line of the form? I do not see it.\nWhere is it?\n",
		"The log says\n\n2025-11-24 10:00:12 ERROR user@host.example:\nboom\n\nWhat now?\n",
		"My parcel is lost.\n\nGesendet von Berlin nach Hamburg am 12.3.\n",
		"Bonjour,\n\nEnvoyé par DHL le 12 mars, jamais reçu\n",
		"I need two things:\n\nSent from the shop: shoes\n",
	} {
		if _, q := Split(text, About{}); q != "" {
			t.Errorf("%q hides %q", text, q)
		}
	}
	letter := "Hello,\nHerr Meier schrieb am 12.03.2025 um 14:30:\nSie bekommen Ihr Geld.\nWo bleibt es?\n"
	if _, q := Split(letter, About{Fresh: true}); q != "" {
		t.Errorf("a mail that answers none hides %q", q)
	}
	if _, q := Split("Hi\n\n> is the prompt of the shell\n\nbut nothing happens.\n", About{Fresh: true}); q != "" {
		t.Errorf("a mail that answers none quotes %q", q)
	}
}

func TestDates(t *testing.T) {
	for s, want := range map[string][2]bool{
		"on 24 november 2025 ann wrote": {true, false},
		"in 1999":                       {true, false},
		"2568 เขียน":                    {true, false},
		"24.11. um 16:00":               {true, true},
		"24/11 16h00":                   {true, true},
		"mon 4 pm":                      {false, true},
		"2025年11月24日":                   {true, false},
		"room 1234":                     {false, false},
		"20255":                         {false, false},
		"order 3012":                    {false, false},
		"24":                            {false, false},
		"16:00":                         {false, true},
		"a:b":                           {false, false},
		"٢٤ نوفمبر ٢٠٢٥":                {true, true},
	} {
		if d, c := hasDate(s), hasTime(s); d != want[0] || c != want[1] {
			t.Errorf("%q: date %v, time %v", s, d, c)
		}
	}
}

// TestNamedWithoutMarks: an introduction whose date is a year alone, or that Thai and Hebrew programs write, names the mail
// below; a label with a figure in it is none.
func TestNamedWithoutMarks(t *testing.T) {
	for text, own := range map[string]string{
		"Ja.\n\nAm 24 November 2025 um 16:00 schrieb Bob <bob@example.com>:\n\nGeht es?\n": "Ja.\n\n",
		"Yes.\n\nBob <bob@example.com> wrote on 24 Nov 2025 16:00:\n> Well?\n":             "Yes.\n\n",
		"Hi\n\nFrom1: a@b.example\nSent2: 24.11.2025\nTo3: x\nSubject4: y\n\nwords\n":      "Hi\n\nFrom1: a@b.example\nSent2: 24.11.2025\nTo3: x\nSubject4: y\n\nwords\n",
	} {
		if v, _ := Split(text, About{}); v != own {
			t.Errorf("%q shows %q", text, v)
		}
	}
}
