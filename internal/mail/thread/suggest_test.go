package thread

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBase(t *testing.T) {
	same := []string{
		"Export stops", "Re: Export stops", "RE: AW: SV: Export stops", "Re[2]: Export stops", "RE(3): export  stops", "Re : Export stops", "回复：Export stops", "转发: 回覆: Export stops",
		"Antw: Export stops", "Odp: Export stops", "R: I: Export stops", "TR: RE: Export stops", "[EXTERNAL] Re: Export stops", "Re: [EXT] Export stops", "Fwd: Export stops (fwd)", "ΑΠ: Export stops", "Ynt: Export stops",
		"RE: [External Email] Export stops", "*** SPAM *** Export stops", "Re: Export stops [7Q2M-9FKX]", "[7q2m-9fkx] Re: Export stops", "返信: Export stops", "Ответ: Export stops", "Vá: Export stops", "Re^2: Export stops",
	}
	for _, s := range same {
		if got := Base(s); got != "export stops" {
			t.Errorf("%q has the base %q", s, got)
		}
	}
	for s, want := range map[string]string{
		"": "", "Re:": "re:", "Re: ": "re:", "Invoice: March": "invoice: march", "[list] Export stops": "[list] export stops", "Reminder: pay": "reminder: pay", "Ｒｅ：　請求": "請求", "[#4711] Order": "[#4711] order",
	} {
		if got := Base(s); got != want {
			t.Errorf("%q has the base %q, want %q", s, got, want)
		}
	}
}

func TestTogether(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	first := Hint{From: "ana@example.com", Subject: "Export stops", At: at}
	but := func(change func(*Hint)) Hint {
		h := Hint{From: "ana@example.com", Subject: "RE: Export stops", At: at.Add(71 * time.Hour)}
		change(&h)
		return h
	}
	ours := Hint{Ours: true, From: "support@kestrel.example", Subject: "Re: Order", At: at, To: []string{"gone@example.com"}}
	for name, tt := range map[string]struct {
		a, b Hint
		want string
	}{
		"the same subject":     {first, but(func(*Hint) {}), BySubject},
		"too late":             {first, but(func(h *Hint) { h.At = at.Add(73 * time.Hour) }), ""},
		"somebody else":        {first, but(func(h *Hint) { h.From = "bo@example.com" }), ""},
		"a machine":            {first, but(func(h *Hint) { h.Machine = true }), ""},
		"ours":                 {first, but(func(h *Hint) { h.Ours = true }), ""},
		"nobody":               {Hint{Subject: "Export stops", At: at}, Hint{Subject: "Export stops", At: at}, ""},
		"just in time":         {first, but(func(h *Hint) { h.At = at.Add(Near) }), BySubject},
		"no subject":           {Hint{From: "a@b", At: at}, Hint{From: "a@b", At: at}, ""},
		"Outlook's":            {but(func(h *Hint) { h.Conversation = "01" }), Hint{From: "bo@example.com", Conversation: "01", At: at.Add(999 * time.Hour)}, ByConversation},
		"a bounce":             {Hint{Machine: true, Bounced: "gone@example.com", At: at.Add(time.Minute)}, ours, ByBounce},
		"of another":           {Hint{Machine: true, Bounced: "else@example.com", At: at.Add(time.Minute)}, ours, ""},
		"before what bounced":  {Hint{Machine: true, Bounced: "gone@example.com", At: at.Add(-2 * time.Hour)}, ours, ""},
		"a bounce weeks later": {Hint{Machine: true, Bounced: "gone@example.com", At: at.Add(8 * 24 * time.Hour)}, ours, ""},
	} {
		if got := Together(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		if got := Together(tt.b, tt.a); got != tt.want {
			t.Errorf("%s, the other way round: %q, want %q", name, got, tt.want)
		}
	}
}

func TestApart(t *testing.T) {
	for name, tt := range map[string]struct {
		subjects []string
		want     []string
	}{
		"a thread":           {[]string{"Export stops", "Re: Export stops", "AW: Export stops"}, nil},
		"another matter":     {[]string{"Export stops", "Re: Export stops", "Invoice of March", "Re: Invoice of March"}, []string{"Invoice of March"}},
		"twice another":      {[]string{"Export stops", "Invoice of March", "Re: Invoice of March", "Printer jams"}, []string{"Invoice of March", "Printer jams"}},
		"only a was":         {[]string{"Export stops", "(was: Export stops)"}, nil},
		"signs":              {[]string{"請求書の件", "請求先の変更", "製品"}, []string{"製品"}},
		"was":                {[]string{"Export stops", "Invoice of March (was: Export stops)"}, []string{"Invoice of March (was: Export stops)"}},
		"said more exactly":  {[]string{"Export stops", "Re: Export of the sales table stops"}, nil},
		"another desk's":     {[]string{"Export stops", "[Ticket #4711] Export stops"}, nil},
		"in Chinese":         {[]string{"导出失败", "回复: 导出失败", "三月份发票"}, []string{"三月份发票"}},
		"no words":           {[]string{"Export stops", "Re:", "", "???"}, nil},
		"it had no subject":  {[]string{"", "Re: Export stops"}, nil},
		"a third one, again": {[]string{"Export stops", "Invoice", "Re: Export stops", "Re: Invoice"}, []string{"Invoice"}},
	} {
		var all []Hint
		for i, s := range tt.subjects {
			all = append(all, Hint{Subject: s, Answers: i > 0})
		}
		var got []string
		for _, h := range Apart(all) {
			got = append(got, h.Subject)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		for i := range all {
			all[i].Ours = true
		}
		if got := Apart(all); got != nil {
			t.Errorf("%s: what we began is parted: %v", name, got)
		}
	}
}

func FuzzBase(f *testing.F) {
	for _, s := range []string{"Re: x", "[EXT] Re[2]: x", "Fwd: (fwd)", "回复：", "*** SPAM *** x", "[7Q2M-9FKX]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		base := Base(s)
		if again := Base(base); again != base && strings.ToValidUTF8(s, "") == s {
			t.Errorf("%q → %q → %q", s, base, again)
		}
		terms(base)
	})
}
