package machine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newMail makes a Mail of header lines "Name: value".
func newMail(from, subject, text string, headers ...string) Mail {
	all := func(name string) []string {
		var out []string
		for _, h := range headers {
			if k, v, _ := strings.Cut(h, ":"); strings.EqualFold(k, name) {
				out = append(out, strings.TrimSpace(v))
			}
		}
		return out
	}
	return Mail{
		Get: func(name string) string { return strings.Join(all(name)[:min(1, len(all(name)))], "") },
		All: all, From: from, Subject: subject, Text: text, Type: "text/plain",
	}
}

// returning has the mail come back with it.
func returning(m Mail) Mail {
	m.Parts = []Part{{"message/rfc822", []byte("Message-ID: <a@example.com>\n\nx")}}
	return m
}

func TestKinds(t *testing.T) {
	tests := []struct {
		name, kind string
		m          Mail
	}{
		{"a person", "", newMail("ann@example.com", "Printer", "It is broken")},
		{"a person about a bounce", "", newMail("ann@example.com", "Undelivered Mail Returned to Sender", "I got this: 550 5.1.1 User unknown")},
		{"a person's answer to an absence", "", newMail("ann@example.com", "Re: Automatic reply: invoice", "ok")},
		{"a person out of office talk", "", newMail("ann@example.com", "Outlook is out of office style", "help")},
		{"a web form", "", newMail("form@example.com", "Contact form", "I need help", "Auto-Submitted: auto-generated")},
		{"auto-submitted no", "", newMail("ann@example.com", "x", "y", "Auto-Submitted: no", "In-Reply-To: <a@b>")},
		{"response suppress alone", "", newMail("ann@example.com", "x", "y", "X-Auto-Response-Suppress: All")},
		{"unsubscribe alone", "", newMail("ann@example.com", "x", "y", "List-Unsubscribe: <mailto:a@b>")},
		{"a person about automatic replies", "", newMail("ann@example.com", "Automatic reply: how do I switch it on?", "I cannot find it. Where is it?")},
		{"a person away who asks", "", newMail("ann@example.com", "Out of office next week", "I will be on vacation from Monday. Can you ship before that?")},
		{"a person passes a bounce on", "", newMail("ann@example.com", "Fwd: Undelivered Mail Returned to Sender", "What is this?\n\nThis is the mail system at host mx.example.\n<bob@example.org>: 550 5.1.1 User unknown")},
		{"the postmaster passes a bounce on", "", newMail("postmaster@example.com", "Fwd: Undelivered Mail Returned to Sender", "Can you look into this?")},
		{"a parcel", "", newMail("noreply@parcel.example", "Delivery failed: your parcel 4711", "We could not deliver your parcel today.")},
		{"a colleague's desk passes a person's words on", "", newMail("help@partner.example", "Re: your order 12", "I looked into it: the order left today. Ann", "Auto-Submitted: auto-generated", "In-Reply-To: <a@b>", "X-Auto-Response-Suppress: All")},
		{"postmaster writes himself", "", newMail("postmaster@example.com", "Your question", "We looked at the log for you.")},
		{"a person about a car", "", newMail("ann@example.com", "Auto: Reifen kaputt", "Mein Auto braucht neue Reifen.")},
		{"a person about what replies", "", newMail("ann@example.com", "Automatische Antwort kommt nicht an", "Unsere Kunden bekommen keine automatische Antwort.")},
		{"a person about an absence", "", newMail("ann@example.com", "Frånvaro i skolan", "Mitt barn är sjukt.")},
		{"a person about a missed call", "", newMail("ann@example.com", "부재중 전화", "전화 주세요")},
		{"a person on vacation", "", newMail("ann@example.com", "Urlaub", "Ich bin im Urlaub und kann das Paket nicht annehmen. Bitte später liefern.")},
		{"a person out of office today", "", newMail("ann@example.com", "Out of office today", "I am out of the office, please call my colleague about the invoice.")},
		{"a web form about what does not work", "", newMail("form@example.com", "Contact form", "Mein Router geht derzeit nicht.", "Auto-Submitted: auto-generated")},
		{"a program on vacation, in answer", KindAutoReply, newMail("ann@example.com", "Urlaub", "Ich bin im Urlaub bis Montag.", "In-Reply-To: <a@b>")},
		{"a program on vacation, by its header", KindAutoReply, newMail("ann@example.com", "Out of office", "I am on vacation.", "Auto-Submitted: auto-generated")},
		{"a program's subject alone, and away", KindAutoReply, newMail("ann@example.com", "Abwesenheitsnotiz", "Ich bin im Urlaub bis Montag. Fragen? Bitte an Bob.")},
		{"vacation", KindAutoReply, newMail("ann@example.com", "x", "y", "Auto-Submitted: auto-replied (vacation)")},
		{"generated in answer", KindAutoReply, newMail("desk@example.com", "We have your request", "We have received your request and answer soon.", "Auto-Submitted: auto-generated", "In-Reply-To: <a@b>")},
		{"outlook subject", KindAutoReply, newMail("ann@example.com", "Automatic reply: x", "y")},
		{"german subject", KindAutoReply, newMail("ann@example.com", "Abwesenheitsnotiz: x", "y")},
		{"x-autoreply", KindAutoReply, newMail("ann@example.com", "x", "y", "X-Autoreply: yes")},
		{"precedence", KindAutoReply, newMail("ann@example.com", "x", "y", "Precedence: auto_reply")},
		{"list id", KindList, newMail("ann@example.com", "[l] x", "y", "List-Id: The list <l.example.com>")},
		{"newsletter", KindList, newMail("news@example.com", "Offers", "y", "List-Unsubscribe: <mailto:a@b>", "Precedence: bulk")},
		{"a shop's noreply about a parcel", "", newMail("noreply@shop.example", "Delivery failed", "Your parcel could not be delivered.")},
		{"a noreply that returns a mail", KindBounce, returning(newMail("donotreply@example.com", "Undelivered mail", "It could not be delivered to <no@example.org>."))},
		{"a report whose part lost its type", KindBounce, newMail("x@example.com", "Report", "Sorry\nFinal-Recipient: rfc822; no@example.org\nAction: failed\nStatus: 5.1.1\n", "Return-Path: <>")},
		{"fields of a report in a person's mail", "", newMail("ann@example.com", "What is this", "Sorry\nFinal-Recipient: rfc822; no@example.org\nAction: failed\nStatus: 5.1.1\n")},
		{"exim", KindBounce, newMail("Mailer-Daemon@example.com", "Mail delivery failed: returning message to sender", "x", "X-Failed-Recipients: no@example.org")},
		{"german bounce", KindBounce, newMail("postmaster@example.com", "Unzustellbar: Rechnung", "Empfänger unbekannt")},
	}
	for _, tt := range tests {
		v := Classify(tt.m)
		if v.Kind != tt.kind || (v.Kind == "") != (v.Reason == "") {
			t.Errorf("%s: %q (%s), want %q", tt.name, v.Kind, v.Reason, tt.kind)
		}
	}
}

func TestBounces(t *testing.T) {
	dsn := func(body string, more ...Part) Mail {
		m := newMail("mailer-daemon@example.com", "Delivery Status Notification", "See below.")
		m.Type, m.Report = "multipart/report", "delivery-status"
		m.Parts = append([]Part{{"message/delivery-status", []byte(body)}}, more...)
		return m
	}
	original := Part{"message/rfc822", []byte("From: a@example.com\r\nMessage-ID:\r\n <Orig.1@Example.com>\r\n\r\nbody")}
	tests := []struct {
		name string
		m    Mail
		want Bounce
	}{
		{
			"hard", dsn("Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; no@example.org\r\nAction: failed\r\nStatus: 5.1.1 (no such user)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n No such user\r\n", original),
			Bounce{"5.1.1", "failed", "no@example.org", "550 5.1.1 No such user", true, "<Orig.1@Example.com>"},
		},
		{
			"delayed", dsn("Reporting-MTA: dns; a\n\nOriginal-Recipient: rfc822;alias@example.org\nFinal-Recipient: rfc822; no@example.org\nAction: delayed\nStatus: 4.4.1\n"),
			Bounce{"4.4.1", "delayed", "alias@example.org", "", false, ""},
		},
		{
			"the failed one of three", dsn("Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; ok@example.org\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; slow@example.org\nAction: delayed\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; no@example.org\nAction: Failed\nStatus: 5.2.2\n"),
			Bounce{"5.2.2", "failed", "no@example.org", "", false, ""},
		},
		{
			"soft failure", dsn("A: b\n\nFinal-Recipient: rfc822; no@example.org\nAction: failed\nStatus: 4.2.2\n"),
			Bounce{"4.2.2", "failed", "no@example.org", "", false, ""},
		},
		{
			"Microsoft's refusal", dsn("A: b\n\nFinal-Recipient: rfc822; no@example.org\nAction: failed\nStatus: 5.4.1\n"),
			Bounce{"5.4.1", "failed", "no@example.org", "", true, ""},
		},
		{
			"free words", newMail("MAILER-DAEMON@mx.example.com", "failure notice", "Sorry.\n\n<no@example.org>:\n192.0.2.55 said:\n550 no such mailbox here\n\n> Message-ID: <o@example.com>"),
			Bounce{"5.1.1", "failed", "no@example.org", "550 no such mailbox here", true, "<o@example.com>"},
		},
		{
			"free words delayed", newMail("mailer-daemon@example.com", "Warning: could not send message for past 4 hours", "to bob@example.org. 4.7.0 try later"),
			Bounce{"4.7.0", "delayed", "bob@example.org", "to bob@example.org. 4.7.0 try later", false, ""},
		},
	}
	for _, tt := range tests {
		v := Classify(tt.m)
		if v.Kind != KindBounce {
			t.Errorf("%s: %+v", tt.name, v)
			continue
		}
		if diff := cmp.Diff(tt.want, *v.Bounce); diff != "" {
			t.Errorf("%s\n%s", tt.name, diff)
		}
	}
	if v := Classify(dsn("A: b\n\nFinal-Recipient: rfc822; a@b\nAction: relayed\nStatus: 2.0.0\n")); v.Kind != KindReceipt {
		t.Errorf("relayed: %+v", v)
	}
}

func TestFindStatus(t *testing.T) {
	for in, want := range map[string]string{
		"550 5.1.1 unknown": "5.1.1", "host 192.0.2.55 said no": "", "#5.7.26": "5.7.26", "554-blocked": "554", "on 4.5.2025": "",
		"version 5.4.3.2": "", "on 5.4.2025 at 5.1.1": "5.1.1", "at 5.1.1.": "5.1.1", "9.1.1 is none": "", "a5.1.1": "", "x@5.1.1": "", "583": "", "55": "", "550": "550", "1550 times": "", "": "", "(452)": "452", "+49 30 5501234": "", "4521": "", "at 5pm": "", "5.4.300": "5.4.300",
	} {
		code, smtp := findStatus(in)
		if got := first(code, smtp); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("a@b", "failure notice", "550 5.1.1 <a@b.example> said:", "A: b\n\nAction: failed\nStatus: 5.1.1\n")
	f.Fuzz(func(t *testing.T, from, subject, text, report string) {
		m := newMail(from, subject, text, report)
		Classify(m)
		m.Type, m.Parts = "multipart/report", []Part{{"message/delivery-status", []byte(report)}, {"message/rfc822", []byte(text)}}
		Classify(m)
	})
}
